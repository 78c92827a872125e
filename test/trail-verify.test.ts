import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verifyTrail } from "../src/app/verify/verify-trail.ts";
import { type Digest, parsePublicKeys, sha256Hex } from "../src/integrity/index.ts";
import type { IntegrityVerdict } from "../src/model/index.ts";
import { iso, type MadePublicKeys, type MadeTrail, makeTrail, storeDigest } from "./support/made-trail.ts";
import { memoryArchive } from "./support/memory-archive.ts";
import { copyOf, tamperings } from "./support/tamper-trail.ts";

describe("a chain that nobody touched", () => {
  it.each([
    ["of one region", [makeTrail()]],
    ["without log files", [makeTrail({ logsPerHour: 0 })]],
    ["of one digest", [makeTrail({ hours: 1 })]],
    ["with backfill digests", [makeTrail({ backfills: [0, 2] })]],
    ["of several regions", [makeTrail(), makeTrail({ region: "eu-west-1" })]],
    [
      "of an organization",
      [
        makeTrail({ organization: "o-exampleorgid" }),
        makeTrail({ organization: "o-exampleorgid", account: "444455556666" }),
      ],
    ],
    ["below a prefix", [makeTrail({ prefix: "a/b" })]],
    ["of two trails in one place", [makeTrail(), makeTrail({ trail: "other" })]],
    ["over midnight", [makeTrail({ hours: 30 })]],
  ])("is valid: %s", async (_name, trails) => {
    const verdicts = await verify(trails);
    expect(verdicts.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
    const told = verdicts.map(({ key }) => key).sort();
    expect(told).toEqual(trails.flatMap(({ objects }) => [...objects.keys()]).sort());
  });
});

describe("tampering is found and named, and nothing else is blamed", () => {
  it.each(tamperings.map((tampering) => [tampering.name, tampering] as const))("%s", async (_name, { apply }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ hours: fc.integer({ min: 2, max: 6 }), logsPerHour: fc.integer({ min: 1, max: 4 }) }),
        fc.constantFrom([], [0]),
        fc.infiniteStream(fc.nat()),
        async (size, backfills, stream) => {
          const trail = copyOf(makeTrail({ ...size, backfills }));
          const before = new Set(trail.objects.keys());
          const found = apply(trail, (count) => (count === 0 ? 0 : (stream.next().value ?? 0) % count));
          if (found === undefined) return;
          const verdicts = await verify([trail], { publicKeys: found.publicKeys ?? trail.publicKeys });
          const keysOf = (kinds: IntegrityVerdict["verdict"]): string[] =>
            verdicts
              .filter(({ verdict, kind }) => verdict === kinds && (kind === "digest" || kind === "log"))
              .map(({ key }) => key)
              .sort();
          const invalid = verdicts.filter(({ verdict }) => verdict === "invalid");
          expect(new Map(invalid.map(({ key, reason }) => [key, reason]))).toEqual(found.invalid);
          expect(keysOf("unreferenced")).toEqual(found.unreferenced ?? []);
          expect(keysOf("unchecked")).toEqual([...(found.unchecked ?? [])].sort());
          const gaps = verdicts.filter(({ verdict }) => verdict === "gap").map(({ reason }) => reason);
          expect(gaps).toEqual(
            (found.gaps ?? []).map(({ from, to }) => `GAP: no digest between ${iso(from)} and ${iso(to)}`),
          );
          const blamed = new Set([...found.invalid.keys(), ...(found.unchecked ?? []), ...(found.unreferenced ?? [])]);
          const rest = [...before].filter((key) => !blamed.has(key) && trail.objects.has(key));
          expect(keysOf("valid")).toEqual(rest.sort());
        },
      ),
      { numRuns: 15, seed: 20261121 },
    );
  });
});

describe("hours without a digest", () => {
  const trail = makeTrail({ hours: 6 });
  const [start, end] = [Date.parse("2026-11-20T10:00:00Z"), Date.parse("2026-11-20T16:00:00Z")];

  it("at the end are a gap once they are whole", async () => {
    expect(await gaps([trail], { to: end + 59 * minute })).toEqual([]);
    expect(await gaps([trail], { to: end + 2 * hour })).toEqual([
      "GAP: no digest between 2026-11-20T16:00:00Z and 2026-11-20T18:00:00Z",
    ]);
  });

  it("at the end are one when every digest of the time is gone", async () => {
    const cut = copyOf(trail);
    for (const { key, from } of trail.digests) if (from >= start + 2 * hour) cut.objects.delete(key);
    const verdicts = await verify([cut], { from: start + 150 * minute, to: end });
    expect(told(verdicts, "gap")).toEqual(["GAP: no digest between 2026-11-20T12:30:00Z and 2026-11-20T16:00:00Z"]);
    expect(told(verdicts, "valid")).toEqual([]);
    expect(verdicts.filter(({ kind }) => kind === "log").every(({ verdict }) => verdict === "unchecked")).toBe(true);
  });

  it("are one when a trail's digests are gone and another trail's are there", async () => {
    const cut = copyOf(trail);
    for (const { key, from } of trail.digests) if (from >= start + 2 * hour) cut.objects.delete(key);
    const others = makeTrail({ hours: 6, trail: "other" });
    const verdicts = await verify([cut, others], { from: start + 4 * hour, to: end, trail: "lab-trail" });
    expect(told(verdicts, "gap")).toEqual(["GAP: no digest between 2026-11-20T14:00:00Z and 2026-11-20T16:00:00Z"]);
  });

  it("are one when no digest is there at all", async () => {
    const cut = copyOf(trail);
    for (const { key } of trail.digests) cut.objects.delete(key);
    expect(await gaps([cut])).toEqual([
      "GAP: no digest between 2026-11-20T10:00:00Z and 2026-11-20T16:00:00Z, though log files were delivered",
    ]);
  });

  it("before the first digest of a chain are told, and are no gap", async () => {
    const verdicts = await verify([trail], { from: start - 5 * hour });
    expect(told(verdicts, "gap")).toEqual([]);
    expect(told(verdicts, "unchecked")).toEqual([
      "log file validation of the trail began at 2026-11-20T10:00:00Z; nothing older is under a digest",
    ]);
    expect(verdicts.filter(({ verdict }) => verdict === "unchecked").map(({ kind }) => kind)).toEqual(["start"]);
    expect(verdicts.some(({ kind }) => kind === "gap")).toBe(false);
  });

  it("while a chain was restarted are a gap, and the chain's digests are valid", async () => {
    const verdicts = await verify([makeTrail({ hours: 4, restarts: { 1: 3 } })]);
    expect(told(verdicts, "invalid")).toEqual([]);
    expect(told(verdicts, "gap")).toEqual([
      "GAP: no digest between 2026-11-20T12:00:00Z and 2026-11-20T15:00:00Z; CloudTrail restarted the chain, as it does when validation or logging was off",
    ]);
    expect(verdicts.filter(({ kind, verdict }) => kind === "digest" && verdict === "valid")).toHaveLength(4);
  });

  it.each([0, 0.5])("after a restart within the hour (%f) are told, and are no gap", async (pause) => {
    const verdicts = await verify([makeTrail({ hours: 4, restarts: { 1: pause } })]);
    expect(verdicts.filter(({ verdict }) => verdict !== "valid" && verdict !== "unchecked")).toEqual([]);
    expect(told(verdicts, "unchecked").join()).toContain("CloudTrail restarted the chain");
    expect(verdicts.some(({ kind }) => kind === "gap")).toBe(false);
  });
});

describe("log files that no digest names", () => {
  const trail = makeTrail({ hours: 3 });
  const log = trail.digests[2]?.logs[0] ?? "";
  const object = trail.objects.get(log) ?? { bytes: Buffer.alloc(0), metadata: {}, storedAt: 0 };
  const named = (time: string): string => log.replace(/\d{8}T\d{4}Z_.{16}/, `20261120T${time}Z_plantedplanted00`);

  it.each([
    ["1205", "unreferenced", "UNREFERENCED: no digest names it"],
    ["1255", "unreferenced", "UNREFERENCED: no digest names it"],
    ["1305", "unchecked", "unchecked: newer than the last digest, of 2026-11-20T13:00:00Z"],
    ["0955", undefined, undefined],
  ])("delivered at %s are %s", async (time, verdict, reason) => {
    const planted = copyOf(trail);
    planted.objects.set(named(time), object);
    const verdicts = await verify([planted], { to: Date.parse("2026-11-20T13:30:00Z") });
    const found = verdicts.find(({ key }) => key === named(time));
    expect([found?.verdict, found?.reason]).toEqual([verdict, reason]);
  });

  it("may belong to another trail whose digests are not all there", async () => {
    const other = makeTrail({ hours: 3, trail: "other" });
    const cut = copyOf(other);
    cut.objects.delete(other.digests[2]?.key ?? "");
    const verdicts = await verify([trail, cut], { trail: "lab-trail" });
    expect(verdicts.filter(({ verdict }) => verdict === "unreferenced")).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === "unchecked").map(({ key }) => key)).toEqual(
      [...(other.digests[2]?.logs ?? [])].sort(),
    );
  });

  it("are not looked for among Insight files, unless digests name such", async () => {
    const planted = copyOf(trail);
    planted.objects.set(log.replaceAll("CloudTrail", "CloudTrail-Insight"), object);
    expect((await verify([planted])).filter(({ verdict }) => verdict !== "valid")).toEqual([]);
  });
});

describe("a digest that CloudTrail signed", () => {
  it("is not valid in place of the one that the next digest names", async () => {
    const trail = copyOf(makeTrail({ hours: 3 }));
    const key = trail.digests[1]?.key ?? "";
    const digest: Digest = JSON.parse(gunzipSync(trail.objects.get(key)?.bytes ?? "").toString());
    storeDigest(trail.objects, { ...digest, logFiles: [] });
    const invalid = (await verify([trail])).filter(({ verdict }) => verdict === "invalid");
    expect(invalid.map((found) => [found.key, found.reason])).toEqual([[key, "INVALID: hash value doesn't match"]]);
  });

  it("leads to the one before it under another prefix", async () => {
    const trail = copyOf(makeTrail({ hours: 3 }));
    const [first, second] = trail.digests;
    const older: Digest = JSON.parse(gunzipSync(trail.objects.get(first?.key ?? "")?.bytes ?? "").toString());
    trail.objects.delete(older.digestS3Object);
    const moved = { ...older, digestS3Object: `before/${older.digestS3Object}` };
    const { signature, text } = storeDigest(trail.objects, moved);
    const next: Digest = JSON.parse(gunzipSync(trail.objects.get(second?.key ?? "")?.bytes ?? "").toString());
    const linked = {
      previousDigestS3Object: moved.digestS3Object,
      previousDigestSignature: signature,
      previousDigestHashValue: sha256Hex(text),
    };
    storeDigest(trail.objects, { ...next, ...linked });
    trail.objects.delete(trail.digests[2]?.key ?? "");
    const verdicts = await verify([trail], { to: Date.parse("2026-11-20T12:00:00Z"), prefixes: [""] });
    expect(verdicts.filter(({ verdict }) => verdict !== "valid")).toEqual([]);
    expect(verdicts.map(({ key }) => key)).toContain(moved.digestS3Object);
  });

  it("does not lead in a circle", async () => {
    const trail = copyOf(makeTrail({ hours: 2 }));
    const key = trail.digests[1]?.key ?? "";
    const digest: Digest = JSON.parse(gunzipSync(trail.objects.get(key)?.bytes ?? "").toString());
    storeDigest(trail.objects, { ...digest, previousDigestS3Object: key });
    expect((await verify([trail])).filter(({ kind }) => kind === "digest")).toHaveLength(2);
  });
});

const hour = 3_600_000;
const minute = 60_000;

async function gaps(
  trails: readonly MadeTrail[],
  options: Parameters<typeof verify>[1] = {},
): Promise<readonly string[]> {
  return told(await verify(trails, options), "gap");
}

function told(verdicts: readonly IntegrityVerdict[], wanted: IntegrityVerdict["verdict"]): readonly string[] {
  return verdicts.filter(({ verdict }) => verdict === wanted).map(({ reason }) => reason);
}

async function verify(
  trails: readonly MadeTrail[],
  options: {
    readonly publicKeys?: MadePublicKeys;
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly trail?: string;
    readonly prefixes?: readonly string[];
  } = {},
): Promise<readonly IntegrityVerdict[]> {
  const [first] = trails;
  if (first === undefined) return [];
  const digests = trails.flatMap((trail) => trail.digests);
  const {
    from = Math.min(...digests.map((digest) => digest.from)),
    to = Math.max(...digests.map((digest) => digest.to)),
  } = options;
  const keys = parsePublicKeys(JSON.stringify(options.publicKeys ?? first.publicKeys)) ?? [];
  const objects = new Map(trails.flatMap((trail) => [...trail.objects]));
  const prefixes = new Set([...objects.keys()].map((key) => key.replace(/\/?AWSLogs\/.*/, "")));
  const { verdicts } = await verifyTrail({
    archive: memoryArchive(objects, first.bucket),
    prefixes: options.prefixes ?? [...prefixes],
    asked: { from, to },
    due: to,
    keysOf: async () => keys,
    concurrency: 8,
    ...(options.trail !== undefined && { trail: { name: options.trail, homeRegion: "us-east-1" } }),
  });
  const all: IntegrityVerdict[] = [];
  for await (const verdict of verdicts()) all.push(verdict);
  return all;
}
