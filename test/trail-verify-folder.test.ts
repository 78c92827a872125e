import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Digest, sha256Hex } from "../src/integrity/index.ts";
import { madeFingerprint, makeTrail, storeDigest, writeTrail } from "./support/made-trail.ts";
import { runVerify, verdictLines } from "./support/run-verify.ts";

const top = mkdtempSync(join(tmpdir(), "trailproof-verify-"));
afterAll(() => rmSync(top, { recursive: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
});

const trail = makeTrail({ hours: 3 });
const keyOf = (at: number): string => trail.digests[at]?.key ?? "";
const logOf = (at: number): string => trail.digests[at]?.logs[0] ?? "";

describe("trail verify --dir", () => {
  it("prints a verdict for each digest and log file, and the totals", async () => {
    const { code, stdout, stderr } = await verify(writeTrail(folder, [trail]));
    expect([...verdictLines(stdout)].sort()).toEqual(
      [...trail.objects.keys()].map((key) => [`s3://iam-logs-demo/${key}`, "valid"]).sort(),
    );
    expect(stdout).toMatch(/\n3\/3 digest files valid\n9\/9 log files valid\n$/);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("gives one object a line, with four keys", async () => {
    const keys = writeTrail(folder, [trail]);
    rmSync(join(folder, "bucket", logOf(1)));
    const { code, stdout } = await verify(keys, "-o", "jsonl");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(new Set(lines.map((line) => Object.keys(line).join()))).toEqual(new Set(["kind,s3,verdict,reason"]));
    expect(lines.filter(({ verdict }) => verdict !== "valid")).toEqual([
      { kind: "log", s3: `s3://iam-logs-demo/${logOf(1)}`, verdict: "invalid", reason: "INVALID: not found" },
    ]);
    expect(code).toBe(3);
  });

  it("gives the same bytes for the same input, in every format", async () => {
    const keys = writeTrail(folder, [trail, makeTrail({ region: "eu-west-1" })]);
    rmSync(join(folder, "bucket", keyOf(1)));
    const [json, junit, csv, md] = ["json", "junit", "csv", "md"].map((format) => join(folder, `out.${format}`));
    const outs = [`json=${json}`, `junit=${junit}`, `csv=${csv}`, `md=${md}`].flatMap((out) => ["--out", out]);
    const run = async (): Promise<readonly string[]> => {
      const { stdout } = await verify(keys, ...outs);
      return [stdout, ...[json, junit, csv, md].map((path) => readFileSync(path ?? "", "utf8"))];
    };
    const first = await run();
    expect(await run()).toEqual(first);
    const object = JSON.parse(first[1] ?? "");
    expect(Object.keys(object)).toEqual([
      "schemaVersion",
      "kind",
      "verdicts",
      "title",
      "from",
      "to",
      "summary",
      "findings",
      "problems",
      "verification",
    ]);
    expect(object.summary.digests).toEqual({ valid: 6, invalid: 1, unchecked: 0 });
    const failed = object.findings.filter(({ status }: { status: string }) => status === "FAIL");
    expect(failed.map(({ source }: { source: object }) => source)).toEqual([
      { type: "integrity", id: "INTEGRITY-01", title: "Digests are what CloudTrail signed" },
      { type: "integrity", id: "INTEGRITY-04", title: "Every hour has a digest" },
    ]);
    expect(first[2]).toContain('<testsuites name="trailproof trail verify" tests="9" failures="2" errors="0">');
    expect(first[3]).toMatch(/^kind,s3,verdict,reason,account,region,trail,backfill\n/);
    expect(first[4]).toContain("| FAIL | Digests are what CloudTrail signed |");
  });

  it("finds trails below any prefix, and takes only what is asked for", async () => {
    const trails = [makeTrail({ prefix: "a/b" }), makeTrail({ region: "eu-west-1", account: "444455556666" })];
    const keys = writeTrail(folder, trails);
    const sizes = await Promise.all(
      [
        [],
        ["--region", "eu-west-1"],
        ["--account", "111122223333"],
        ["--s3-prefix", "a/b/"],
        ["--from", "2026-11-20T13:30:00Z"],
      ].map(async (flags) => verdictLines((await verify(keys, ...flags)).stdout).size),
    );
    expect(sizes).toEqual([32, 16, 16, 16, 8]);
  });

  it("takes metadata as head-object prints it", async () => {
    const keys = writeTrail(folder, [trail]);
    const sidecar = join(folder, "bucket", `${keyOf(0)}.metadata.json`);
    const metadata = JSON.parse(readFileSync(sidecar, "utf8"));
    writeFileSync(sidecar, JSON.stringify({ ContentLength: 1, Metadata: metadata }));
    expect((await verify(keys)).code).toBe(0);
  });

  it.each([
    ["in seconds", (text: string) => Date.parse(text) / 1000],
    ["as ISO 8601", (text: string) => text],
  ])("takes keys whose times are %s", async (_name, change) => {
    writeTrail(folder, [trail]);
    const [key] = trail.publicKeys.PublicKeyList;
    const times = {
      ValidityStartTime: change("2026-11-20T10:00:00Z"),
      ValidityEndTime: change("2026-11-20T11:00:00Z"),
    };
    const file = write("keys2.json", JSON.stringify({ PublicKeyList: [{ ...key, ...times }] }));
    const { stdout } = await verify(file);
    const reasons = [...verdictLines(stdout)].filter(([s3]) => s3.includes("-Digest")).map(([, reason]) => reason);
    const late = `INVALID: public key not found in region us-east-1 for fingerprint ${madeFingerprint} (the key of that fingerprint was not valid at that time)`;
    expect(reasons).toEqual([late, "valid", "valid"]);
  });
});

describe("what cannot be done is said", () => {
  it.each([
    ["no folder", ["--dir", "nowhere"], "input.unreadable"],
    ["no keys", [], "cli.usage"],
    ["a trail, too", ["lab-trail"], "cli.usage"],
    ["a time that ends before it begins", ["--from", "2026-11-21", "--to", "2026-11-20"], "cli.usage"],
  ])("%s", async (name, args, code) => {
    const keys = writeTrail(folder, [trail]);
    const rest = name === "no keys" ? [] : ["--public-keys", keys];
    const dir = args.includes("--dir") ? [] : ["--dir", join(folder, "bucket")];
    await expect(runVerify([...args, ...dir, ...rest])).rejects.toMatchObject({ code });
  });

  it.each(["not JSON", "{}", '{"PublicKeyList":{}}', ""])("keys that are none: %s", async (text) => {
    writeTrail(folder, [trail]);
    await expect(verify(write("keys2.json", text))).rejects.toMatchObject({ code: "input.malformed" });
  });

  it("a folder with nothing to verify", async () => {
    writeTrail(folder, [trail]);
    mkdirSync(join(folder, "empty"));
    const keys = ["--public-keys", join(folder, "keys.json")];
    await expect(runVerify(["--dir", join(folder, "empty"), ...keys])).rejects.toMatchObject({ code: "input.nothing" });
    const later = ["--from", "2027-01-01", "--dir", join(folder, "bucket"), ...keys];
    await expect(runVerify(later)).rejects.toMatchObject({ code: "input.nothing" });
  });

  it("a live trail without --from, and --offline without a folder", async () => {
    await expect(runVerify(["lab-trail"])).rejects.toMatchObject({ code: "cli.usage" });
    await expect(runVerify(["--from", "2026-11-20", "--offline"])).rejects.toMatchObject({ code: "cli.usage" });
  });
});

describe("hostile files", () => {
  const secret = '{"Records":[]}';

  it.each(["../../secret.gz", "a/../../../secret.gz", "/etc/passwd", "..\\secret.gz", "./x", "a//b", "\0"])(
    "a digest cannot lead out of the folder: %j",
    async (key) => {
      write("secret.gz", gzipSync(secret));
      const objects = new Map(trail.objects);
      const digest: Digest = JSON.parse(gunzipSync(objects.get(keyOf(2))?.bytes ?? "").toString());
      const log = { ...digest.logFiles[0], s3Bucket: "iam-logs-demo", s3Object: key, hashValue: sha256Hex(secret) };
      storeDigest(objects, {
        ...digest,
        logFiles: [{ hashAlgorithm: "SHA-256", newestEventTime: null, oldestEventTime: null, ...log }],
      });
      const { stdout } = await verify(writeTrail(folder, [{ ...trail, objects }]), "-o", "jsonl");
      expect(stdout).toContain('"verdict":"invalid","reason":"INVALID: not found"');
    },
  );

  it("a link cannot lead out of the folder, nor in a circle", async () => {
    const keys = writeTrail(folder, [trail]);
    const path = join(folder, "bucket", logOf(1));
    const outside = write("outside.gz", readFileSync(path));
    rmSync(path);
    symlinkSync(outside, path);
    symlinkSync(join(folder, "bucket"), join(dirname(path), "circle"));
    symlinkSync(dirname(outside), join(folder, "bucket", "out"));
    const { stdout } = await verify(keys);
    expect([...verdictLines(stdout)].filter(([, reason]) => reason !== "valid")).toEqual([
      [`s3://iam-logs-demo/${logOf(1)}`, "INVALID: not found"],
    ]);
  });

  it.each([
    ["a bomb", gzipSync(Buffer.alloc(200 * 1024 * 1024)), "INVALID: invalid format"],
    ["deep JSON", gzipSync("[".repeat(200_000)), "INVALID: invalid format"],
    ["null", gzipSync("null"), "INVALID: invalid format"],
    [
      "numbers for texts",
      gzipSync(withMembers({ digestS3Bucket: 1, digestEndTime: 2 })),
      "INVALID: has been moved from its original location",
    ],
    [
      "a list for a fingerprint",
      gzipSync(withMembers({ digestPublicKeyFingerprint: ["a"] })),
      "INVALID: public key not found in region us-east-1 for fingerprint ",
    ],
    [
      "__proto__ for a fingerprint",
      gzipSync(withMembers({ digestPublicKeyFingerprint: "__proto__" })),
      "INVALID: public key not found in region us-east-1 for fingerprint __proto__",
    ],
    [
      "a time that is none",
      gzipSync(withMembers({ digestEndTime: "25:61", digestStartTime: "\u001b[2J" })),
      "INVALID: signature verification failed",
    ],
  ])("a digest that is %s is INVALID and stops nothing", async (_name, bytes, reason) => {
    const keys = writeTrail(folder, [trail]);
    writeFileSync(join(folder, "bucket", keyOf(1)), bytes);
    const { code, stdout } = await verify(keys);
    const lines = verdictLines(stdout);
    expect(lines.get(`s3://iam-logs-demo/${keyOf(1)}`)).toBe(reason);
    expect(lines.get(`s3://iam-logs-demo/${keyOf(0)}`)).toBe("valid");
    expect(code).toBe(3);
  });

  it.each(["{", "null", '{"signature":1,"signature-algorithm":[]}', '{"__proto__":{"signature":"aa"}}'])(
    "a sidecar that is none leaves the digest without a signature: %s",
    async (text) => {
      const keys = writeTrail(folder, [trail]);
      writeFileSync(join(folder, "bucket", `${keyOf(1)}.metadata.json`), text);
      const lines = verdictLines((await verify(keys)).stdout);
      expect(lines.get(`s3://iam-logs-demo/${keyOf(1)}`)).toBe("INVALID: signature verification failed");
    },
  );

  it("names of files reach no terminal as they are", async () => {
    const keys = writeTrail(folder, [trail]);
    const name = "evil\u001b[31m\u202e.json.gz";
    writeFileSync(join(folder, "bucket", dirname(logOf(1)), name), "x");
    const { stdout } = await verify(keys);
    expect(stdout).toContain("UNREFERENCED");
    expect(stdout).not.toContain("\u001b");
    expect(stdout).not.toContain("\u202e");
  });
});

function withMembers(members: object): string {
  const digest: Digest = JSON.parse(gunzipSync(trail.objects.get(keyOf(1))?.bytes ?? "").toString());
  return JSON.stringify({ ...digest, ...members });
}

function write(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function verify(keys: string, ...args: readonly string[]): ReturnType<typeof runVerify> {
  return runVerify(["--dir", join(folder, "bucket"), "--public-keys", keys, ...args]);
}
