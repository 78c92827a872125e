import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { Input, Output } from "../../call.ts";
import { listKeys } from "./list-keys.ts";
import { deleteObject, putObject } from "./object-store.ts";
import { bucket, createBench, type S3Bench, text } from "./s3.fixture.ts";

let sandbox: S3Bench["sandbox"];
let s3: S3Bench["s3"];
let refusal: S3Bench["refusal"];
let put: S3Bench["put"];

beforeEach(() => {
  ({ sandbox, s3, refusal, put } = createBench());
});

describe("versions", () => {
  beforeEach(() => {
    s3("PutBucketVersioning", { Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } });
  });

  test("a delete marker hides, and what is deleted by id is gone for good", () => {
    const first = put("a", "one")["VersionId"];
    const second = put("a", "two")["VersionId"];
    const marker = s3("DeleteObject", { Bucket: bucket, Key: "a" });
    expect(marker).toMatchObject({ DeleteMarker: true });
    expect(refusal("GetObject", { Bucket: bucket, Key: "a" })).toBe("NoSuchKey");
    expect(refusal("GetObject", { Bucket: bucket, Key: "a", VersionId: marker["VersionId"] })).toBe("MethodNotAllowed");
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a", VersionId: first }))).toBe("one");
    expect(s3("ListObjectsV2", { Bucket: bucket })).toMatchObject({ KeyCount: 0 });
    s3("DeleteObject", { Bucket: bucket, Key: "a", VersionId: marker["VersionId"] });
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }))).toBe("two");
    s3("DeleteObject", { Bucket: bucket, Key: "a", VersionId: second });
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }))).toBe("one");
    expect(s3("ListObjectVersions", { Bucket: bucket })).toMatchObject({
      Versions: [{ Key: "a", VersionId: first, IsLatest: true }],
    });
  });

  test("are listed newest first in pages of any size, each once", () => {
    const expected: string[] = [];
    for (const key of ["b", "a"]) {
      const ids = [put(key, "1"), put(key, "2"), s3("DeleteObject", { Bucket: bucket, Key: key })];
      expected.unshift(...ids.reverse().map(({ VersionId }) => `${key} ${VersionId}`));
    }
    for (const MaxKeys of [1, 2, 4, 6]) {
      const found: string[] = [];
      let markers: Input = {};
      for (;;) {
        const page = s3("ListObjectVersions", { Bucket: bucket, MaxKeys, ...markers });
        const lines = ["Versions", "DeleteMarkers"].flatMap(
          (it) => (page[it] ?? []) as { Key: string; VersionId: string }[],
        );
        found.push(...lines.map(({ Key, VersionId }) => `${Key} ${VersionId}`));
        if (page["IsTruncated"] !== true) break;
        markers = { KeyMarker: page["NextKeyMarker"], VersionIdMarker: page["NextVersionIdMarker"] };
      }
      expect(found.toSorted()).toEqual(expected.toSorted());
      if (MaxKeys === 1) expect(found).toEqual(expected);
    }
  });

  test("suspended, the version without an id is replaced and the others stay", () => {
    const first = put("a", "one")["VersionId"];
    s3("PutBucketVersioning", { Bucket: bucket, VersioningConfiguration: { Status: "Suspended" } });
    put("a", "two");
    put("a", "three");
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a" }))).toBe("three");
    expect(text(s3("GetObject", { Bucket: bucket, Key: "a", VersionId: first }))).toBe("one");
    expect(s3("ListObjectVersions", { Bucket: bucket })).toMatchObject({
      Versions: [
        { VersionId: "null", IsLatest: true },
        { VersionId: first, IsLatest: false },
      ],
    });
  });
});

describe("listings", () => {
  const keys = ["a", "b/1", "b/2", "b/c/3", "d", "\uFFFD", "\u{10000}"];

  beforeEach(() => {
    for (const key of keys.toReversed()) put(key);
  });

  const names = (output: Output): readonly string[] => [
    ...((output["Contents"] ?? []) as { Key: string }[]).map(({ Key }) => Key),
    ...((output["CommonPrefixes"] ?? []) as { Prefix: string }[]).map(({ Prefix }) => Prefix),
  ];

  test.each<[Input, readonly string[]]>([
    [{}, keys],
    [{ Delimiter: "/" }, ["a", "d", "\uFFFD", "\u{10000}", "b/"]],
    [{ Prefix: "b/" }, ["b/1", "b/2", "b/c/3"]],
    [{ Prefix: "b/", Delimiter: "/" }, ["b/1", "b/2", "b/c/"]],
    [{ Prefix: "b", Delimiter: "/" }, ["b/"]],
    [{ Marker: "b/1" }, keys.slice(2)],
    [{ Marker: "b/", Delimiter: "/" }, ["d", "\uFFFD", "\u{10000}"]],
    [{ Prefix: "x" }, []],
    [{ MaxKeys: 0 }, []],
    [{ Marker: "b/c/3", EncodingType: "url" }, ["d", "%EF%BF%BD", "%F0%90%80%80"]],
  ])("%j", (input, expected) => {
    expect(names(s3("ListObjects", { Bucket: bucket, ...input }))).toEqual(expected);
  });

  test.each([1, 2, 3, 7])("pages of %i tell every key and common prefix once", (MaxKeys) => {
    for (const Delimiter of ["", "/"]) {
      const all = names(s3("ListObjectsV2", { Bucket: bucket, Delimiter }));
      const two: string[] = [];
      let ContinuationToken: unknown;
      do {
        const page = s3("ListObjectsV2", {
          Bucket: bucket,
          Delimiter,
          MaxKeys,
          ...(ContinuationToken !== undefined && { ContinuationToken }),
        });
        two.push(...names(page));
        ContinuationToken = page["NextContinuationToken"];
      } while (ContinuationToken !== undefined);
      expect(two.toSorted()).toEqual(all.toSorted());
    }
  });

  test("follow what is put and deleted in between, also by others", () => {
    s3("DeleteObject", { Bucket: bucket, Key: "b/1" });
    put("b/0");
    expect(names(s3("ListObjectsV2", { Bucket: bucket, Prefix: "b/" }))).toEqual(["b/0", "b/2", "b/c/3"]);
    const { world } = sandbox;
    world.objects(bucket).delete("b/2\u0000null");
    expect(names(s3("ListObjectsV2", { Bucket: bucket, Prefix: "b/" }))).toEqual(["b/0", "b/c/3"]);
  });

  test("are those of a sorted list, whatever is put, deleted, committed and taken back", () => {
    const { world } = sandbox;
    const key = fc.string({ unit: fc.constantFrom("a", "b", "/", "\uFFFD", "\u{10000}"), minLength: 1, maxLength: 3 });
    const listed = (): readonly string[] =>
      [...listKeys(world, bucket, {})].flatMap((it) => ("key" in it ? it.key : []));
    let [held, kept]: [Set<string>, Set<string>] = [new Set(), new Set()];
    const steps: Readonly<Record<string, (at: string) => void>> = {
      put(at) {
        putObject(world, bucket, { key: at, bytes: Buffer.from("x") });
        held.add(at);
      },
      delete(at) {
        deleteObject(world, bucket, at);
        held.delete(at);
      },
      commit() {
        world.store.commit();
        kept = new Set(held);
      },
      rollback() {
        world.store.rollback();
        held = new Set(kept);
      },
      list() {
        const expected = [...held].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(listed()).toEqual(expected);
      },
    };
    const step = fc.tuple(fc.constantFrom(...Object.keys(steps)), key);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (taken) => {
        [held, kept] = [new Set(listed()), new Set(listed())];
        for (const [name, at] of [...taken, ["list", ""], ["rollback", ""], ["list", ""]])
          steps[name ?? ""]?.(at ?? "");
      }),
    );
  });
});
