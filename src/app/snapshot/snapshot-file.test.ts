import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { assembleSnapshot, snapshotJsonSchema } from "../../collect/index.ts";
import { Problem } from "../../model/index.ts";
import { readSnapshot, writeSnapshot } from "./snapshot-file.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-snapshot-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { snapshot } = assembleSnapshot({}, { now: new Date("2026-01-10T00:00:00Z") });

describe("writing", () => {
  test.each(["plain.json", "packed.json.gz"])(
    "%s is for its owner only, and nothing else is left behind",
    async (name) => {
      const path = join(folder, name);
      await writeSnapshot(path, snapshot);
      await writeSnapshot(path, snapshot);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readdirSync(folder).filter((entry) => entry.endsWith(".tmp"))).toEqual([]);
      const bytes = readFileSync(path);
      const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      expect(JSON.parse(text)).toEqual(snapshot);
    },
  );

  test("the same snapshot gives the same bytes", async () => {
    const [one, two] = [join(folder, "one.json.gz"), join(folder, "two.json.gz")];
    await writeSnapshot(one, snapshot);
    await writeSnapshot(two, snapshot);
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });

  test("a folder that is not there is a Problem", async () => {
    expect(await problemOf(writeSnapshot(join(folder, "no", "where.json"), snapshot))).toMatchObject({
      code: "output.unwritable",
    });
  });
});

describe("reading", () => {
  test.each<[string, string | Buffer, string]>([
    ["nothing", "", "input.empty"],
    ["words", "hello", "input.malformed"],
    ["half of it", JSON.stringify(snapshot).slice(0, 500), "input.truncated"],
    ["an answer of AWS", '{"SummaryMap":{}}', "input.malformed"],
    ["a newer version", JSON.stringify({ ...snapshot, schemaVersion: 2 }), "input.unsupported"],
    ["a source missing", JSON.stringify({ ...snapshot, sources: {} }), "input.malformed"],
    ["trails that are text", JSON.stringify({ ...snapshot, trails: "none" }), "input.malformed"],
    ["a clock that is no time", JSON.stringify({ ...snapshot, takenAt: "2026-02-30T00:00:00Z" }), "input.malformed"],
    ["an unknown part", JSON.stringify({ ...snapshot, secret: 1 }), "input.malformed"],
    ["half a gzip file", gzipSync(JSON.stringify(snapshot)).subarray(0, 60), "input.truncated"],
    [
      "a damaged gzip file",
      Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.alloc(40, 0xff)]),
      "input.malformed",
    ],
  ])("%s is a Problem with the file", async (_name, content, code) => {
    const path = join(folder, "input.json");
    writeFileSync(path, content);
    expect(await problemOf(readSnapshot(path))).toMatchObject({ code, location: { file: path } });
  });

  test("one of before there were other sources is read; they are missing, and what had no source is left out", async () => {
    const { "mfa-devices": _devices, regions: _regions, ...sources } = snapshot.sources;
    const collection = {
      features: ["core"],
      startedAt: snapshot.takenAt,
      finishedAt: snapshot.takenAt,
      calls: 1,
      failures: [],
    };
    const older = { ...snapshot, sources, collection: { ...collection, mfaDevices: [], bucketSettings: [] } };
    const path = join(folder, "older.json");
    writeFileSync(path, JSON.stringify(older));
    const read = await readSnapshot(path);
    expect(read.sources.regions).toEqual({
      state: "missing",
      origins: [],
      gaps: [{ what: "regions", cause: "not given: an older version wrote the snapshot; make it again" }],
    });
    expect(read.sources["mfa-devices"].state).toBe("missing");
    expect(read.collection).toEqual(collection);
  });

  test("gzip is known by its bytes, not by its name", async () => {
    const path = join(folder, "no-extension");
    writeFileSync(path, gzipSync(JSON.stringify(snapshot)));
    expect(await readSnapshot(path)).toEqual(snapshot);
  });

  test("a document that is nested too deep is refused, not walked", async () => {
    const path = join(folder, "deep.json");
    const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
    writeFileSync(
      path,
      JSON.stringify({ ...snapshot, buckets: [{ name: "b", policy: { json: "deep" } }] }).replace('"deep"', deep),
    );
    expect(await problemOf(readSnapshot(path))).toMatchObject({ code: "input.malformed" });
  });
});

test("the published schema is the one that is used", () => {
  const published = JSON.parse(readFileSync("schemas/snapshot.schema.json", "utf8")) as unknown;
  expect(published).toEqual(snapshotJsonSchema());
});

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
