import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../model/index.ts";
import {
  citationsOf,
  differenceOf,
  manifestOf,
  manifestText,
  merkleRoot,
  parseManifest,
  pathProblem,
  readTar,
  tarEnd,
  tarHeader,
  tarPadding,
  withoutCredentials,
} from "./index.ts";

describe("the Merkle tree", () => {
  // Leaves and roots of the reference tests of Certificate Transparency, which RFC 6962 describes.
  const leaves = ["", "\u0000", "\u0010", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"];
  test.each([
    [0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    [1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"],
    [2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    [3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"],
    [4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"],
    [5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"],
    [6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"],
    [7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"],
    [8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"],
  ])("over %i leaves has the root that the reference has", (count, root) => {
    expect(merkleRoot(leaves.slice(0, count))).toBe(root);
  });
});

describe("paths in a pack", () => {
  test.each(["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", "a\\b", "a\nb", "a\u202eb", "x".repeat(256)])(
    "%j is none",
    (path) => {
      expect(pathProblem(path)).toBeDefined();
    },
  );
  test.each(["a", "s3/b/AWSLogs/1_ü.json.gz", "a b/c'd"])("%j is one", (path) => {
    expect(pathProblem(path)).toBeUndefined();
  });
});

describe("a manifest", () => {
  const files = ["b", "a", "c/d"].map((path) => ({ path, size: 1, sha256: "0".repeat(64) }));
  const text = manifestText(manifestOf(files));

  test("is read as it was written, in order", () => {
    expect(parseManifest(text)).toEqual(manifestOf(files));
    expect(manifestOf(files).files.map(({ path }) => path)).toEqual(["a", "b", "c/d"]);
  });

  test("any byte that is changed makes it another one, or none", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), (at, by) => {
        const bytes = Buffer.from(text);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        const read = parseManifest(bytes.toString("latin1"));
        const isSame =
          !("problem" in read) && merkleRoot(read.files.map((f) => `${f.sha256}  ${f.path}`)) === read.root;
        // What stands beside the hashes is compared with the files themselves.
        expect(isSame && JSON.stringify(read) === JSON.stringify(manifestOf(files))).toBe(false);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test.each([
    ["twice the same", text.replace('"path": "b"', '"path": "a"')],
    ["a way out", text.replace('"path": "b"', '"path": "../b"')],
    ["a prototype", text.replace('"files"', '"__proto__"')],
    ["nothing", ""],
    ["a list", "[]"],
  ])("with %s is none", (_, changed) => {
    expect(parseManifest(changed)).toHaveProperty("problem");
  });
});

describe("an archive", () => {
  const long = `s3/bucket/${"p".repeat(120)}/ü.json.gz`;
  const archive = (paths: readonly string[]): Buffer =>
    Buffer.concat([...paths.flatMap((path) => [tarHeader(path, 3), Buffer.from("abc"), tarPadding(3)]), tarEnd]);

  test.each([1, 7, 511, 512, 5000])("is read whole in pieces of %i bytes", (size) => {
    const { files, problem } = unpack(archive(["a", long]), size);
    expect([files, problem]).toEqual([["a:abc", `${long}:abc`], undefined]);
  });

  test("any byte that is changed is found, or is one of a name or of a file", () => {
    const bytes = archive(["a", long]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        const { files, problem } = unpack(changed, 700);
        expect(problem !== undefined || files.join() !== `a:abc,${long}:abc`).toBe(true);
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  function unpack(
    bytes: Buffer,
    size: number,
  ): { readonly files: readonly string[]; readonly problem: string | undefined } {
    const files: string[] = [];
    let open = "";
    const reader = readTar({
      file: (path) => {
        open = `${path}:`;
        return true;
      },
      data: (part) => {
        open += part.toString();
      },
      fileEnd: () => {
        files.push(open);
      },
    });
    let problem: string | undefined;
    for (let at = 0; at < bytes.length; at += size) problem ??= reader.write(bytes.subarray(at, at + size));
    return { files, problem: problem ?? reader.end() };
  }
});

describe("what is cited", () => {
  const event = {
    eventID: "e1",
    eventName: "CreateUser",
    eventTime: "2026-11-21T20:00:00Z",
    sourceIPAddress: "192.0.2.7",
  };
  const evidence = (value: JsonObject[string]): JsonObject => ({
    kind: "finding",
    evidence: [{ source: "f.json", field: "record 3, eventID", value }],
  });

  test.each<[string, JsonObject, RegExp | undefined]>([
    ["an id", evidence("e1"), undefined],
    ["another id", evidence("e2"), /eventID is "e1", not "e2"/],
    ["an event", evidence({ eventId: "e1", eventTime: "2026-11-21T20:00:00.000Z", sourceIp: "192.0.2.7" }), undefined],
    ["another address", evidence({ eventId: "e1", sourceIp: "192.0.2.8" }), /sourceIPAddress/],
    ["no id", evidence({ eventName: "CreateUser" }), /which event/],
    ["null", evidence(null), /eventID/],
  ])("by %s is held against the event", (_, finding, expected) => {
    const [citation] = citationsOf(finding);
    expect(citation).toMatchObject({ file: "f.json", index: 3 });
    const difference = citation && differenceOf(event, citation);
    if (expected === undefined) expect(difference).toBeUndefined();
    else expect(difference).toMatch(expected);
  });

  test.each<[string, JsonObject, string | undefined]>([
    ["is so", { name: "main", isMultiRegionTrail: "true" }, undefined],
    ["is another", { name: "other" }, "its requestParameters has another name"],
    ["is not there", { kmsKeyId: "x" }, "its requestParameters has another kmsKeyId"],
    ["is of the language", JSON.parse('{"__proto__":"x"}'), "its requestParameters has another __proto__"],
  ])("what a finding quotes of a request %s: held against the event beside it", (_, request, expected) => {
    const saved = evidence({ eventId: "e1" });
    const quoted = { source: "f.json", field: "record 3 requestParameters", value: request };
    const citations = citationsOf({ ...saved, evidence: [...(saved["evidence"] as readonly JsonObject[]), quoted] });
    expect(citations).toHaveLength(1);
    const trail = { ...event, requestParameters: { name: "main", isMultiRegionTrail: true } };
    expect(citations[0] && differenceOf(trail, citations[0])).toBe(expected);
  });

  test("a request without an event beside it does not say which event it means", () => {
    const quoted = { source: "f.json", field: "record 4 requestParameters", value: { name: "main" } };
    const [citation] = citationsOf({ kind: "finding", evidence: [quoted] });
    expect(citation && differenceOf(event, citation)).toMatch(/which event/);
  });

  test.each([
    {},
    { evidence: 1 },
    { evidence: [null, 1, { source: {}, field: 1 }] },
    { kind: "detection", events: [[]] },
  ])("%j cites nothing", (finding) => {
    // Whatever a file may hold.
    expect(citationsOf(finding as JsonObject)).toEqual([]);
  });
});

test("a command line is kept without what may be a credential", () => {
  const key = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
  const args = ["--password-policy", "p.json", "--external-id", "x1", "--endpoint-url", "http://u:p@h/", `k=${key}`];
  const hidden = "(left out)";
  expect(withoutCredentials(args)).toEqual([
    ...["--password-policy", "p.json", "--external-id", hidden],
    ...["--endpoint-url", `http://${hidden}@h/`, `k=${hidden}`],
  ]);
});
