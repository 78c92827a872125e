import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { auditAccount } from "../src/app/audit/audit-account.ts";
import { defaultSettings } from "../src/app/settings/settings.ts";
import { withTrailVerdicts } from "../src/app/trail/trail-verdicts.ts";
import { snapshot, trail } from "../src/audit/examples/example-builders.ts";
import type { Finding, Trail } from "../src/model/index.ts";
import { makeTrail, writeTrail } from "./support/made-trail.ts";
import { runVerify } from "./support/run-verify.ts";

const top = mkdtempSync(join(tmpdir(), "trailproof-verdicts-"));
afterAll(() => rmSync(top, { recursive: true }));
let folder = "";
let keys = "";
const files = makeTrail({ hours: 3 });
const abroad = makeTrail({ hours: 3, region: "eu-west-1" });
beforeEach(() => {
  folder = mkdtempSync(join(top, "case-"));
  keys = writeTrail(folder, [files, abroad]);
});

describe("audit --trail-verdicts", () => {
  it("passes a trail whose window was verified whole, and says which", async () => {
    expect(await verifyAndAudit([], [])).toMatchObject({
      status: "PASS",
      resource: { arn: labTrail.arn },
      reason:
        "Verified from the beginning to 2026-11-20T13:00:00Z (1.0 hours before the snapshot): 6 digests and 18 log files in 2 regions are valid, none is missing.",
    });
  });

  it.each(["summary", "json"])("takes what --out %s=FILE wrote", async (format) => {
    await verify(["--out", `${format}=${verdicts()}`]);
    expect(await trail06([verdicts()])).toMatchObject({ status: "PASS" });
  });

  it.each([
    ["a deleted log file", abroad.digests[1]?.logs[0], "1 log file INVALID", "INVALID: not found"],
    ["a deleted digest", abroad.digests[1]?.key, "1 digest INVALID and 1 span without digests", "INVALID: not found"],
  ])("fails for %s in another region, and says where", async (_name, key = "", counts, reason) => {
    rmSync(join(folder, "bucket", key));
    const finding = await verifyAndAudit([], []);
    expect(finding).toMatchObject({ status: "FAIL", severity: "critical" });
    expect(finding?.reason).toContain(`eu-west-1: ${counts}. First: s3://iam-logs-demo/${key} ${reason}`);
    expect(finding?.evidence[0]).toEqual({
      source: "trail-verdicts",
      field: `s3://iam-logs-demo/${key}`,
      value: reason,
    });
    expect(finding?.controls).toContain("nist-800-53-r5:AU-9(3)");
  });

  it("fails for a log file that was added", async () => {
    const log = files.digests[0]?.logs[0] ?? "";
    writeFileSync(join(folder, "bucket", log.replace(/_[^_]+$/, "_AAAAAAAAAAAAAAAA.json.gz")), "not even gzip");
    const finding = await verifyAndAudit([], []);
    expect(finding).toMatchObject({ status: "FAIL" });
    expect(finding?.reason).toContain("us-east-1: 1 log file that no digest names");
  });

  it.each([
    ["only one region was verified", ["--region", "us-east-1"], labTrailOf({}), "only us-east-1 was verified"],
    ["another trail was verified", [], labTrailOf({ name: "other" }), "no digest of this trail was found in us-east-1"],
    ["another bucket was verified", [], labTrailOf({ bucket: "other" }), "no digest of this trail was found"],
    ["below another prefix", [], labTrailOf({ prefix: "audit" }), "no digest of this trail was found"],
  ])("does not know when %s", async (_name, flags, asked, why) => {
    const finding = await verifyAndAudit(flags, [], asked);
    expect(finding).toMatchObject({ status: "UNKNOWN", remediation: { cli: expect.stringContaining("trail verify") } });
    expect(finding?.reason.toLowerCase()).toContain(why.toLowerCase());
  });

  it("does not know when the verified time ended too long ago", async () => {
    await verify(["--out", `summary=${verdicts()}`]);
    expect(await trail06([verdicts()], labTrail, "2026-11-27T12:59:59Z")).toMatchObject({ status: "PASS" });
    expect(await trail06([verdicts()], labTrail, "2026-11-27T13:00:00Z")).toMatchObject({
      status: "UNKNOWN",
      reason: "The verified time ended 168.0 hours before the snapshot (limit 168 hours).",
    });
  });

  it("is UNKNOWN without verdicts, and says how to get them", async () => {
    const report = auditAccount(account(labTrail), defaultSettings, []);
    expect(report.findings.find(({ source }) => source.id === "TRAIL-06")).toMatchObject({
      status: "UNKNOWN",
      reason: expect.stringContaining("trailproof trail verify TRAIL --from TIME --out summary=FILE"),
    });
  });

  it.each([
    ["is none", "{}", "This is not what `trail verify` saved."],
    ["is no JSON", "verdicts", undefined],
    ["is cut", '{"schemaVersion":1,"kind":"trail-verify","title":', undefined],
    ["is of jsonl", '{"kind":"log","s3":"s3://b/k","verdict":"valid","reason":"valid"}', "This is not what"],
    ["is newer", '{"schemaVersion":2,"kind":"trail-verify"}', "It was saved by another version"],
    [
      "counts what cannot be counted",
      '{"schemaVersion":1,"kind":"trail-verify","verification":{"chains":[{"bucket":"__proto__","unread":-1}]}}',
      "verification.chains.0",
    ],
  ])("a file that %s is a problem, and the answer is UNKNOWN", async (_name, text, message) => {
    writeFileSync(verdicts(), text);
    const read = await withTrailVerdicts(account(labTrail), [verdicts()]);
    expect(read.isUnusable).toBe(true);
    expect(read.problems).toHaveLength(1);
    if (message !== undefined) expect(read.problems[0]?.message).toContain(message);
    const report = auditAccount(read.snapshot, defaultSettings, read.problems);
    expect(report.findings.find(({ source }) => source.id === "TRAIL-06")?.status).toBe("UNKNOWN");
  });

  it("lists the file with its hash among the inputs", async () => {
    await verify(["--out", `summary=${verdicts()}`]);
    const read = await withTrailVerdicts(account(labTrail), [verdicts()]);
    expect(auditAccount(read.snapshot, defaultSettings, []).inputs).toContainEqual({
      source: "trail-verdicts",
      file: verdicts(),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("--out summary has no verdict one by one", async () => {
    await verify(["--out", `summary=${verdicts()}`]);
    const saved = JSON.parse(readFileSync(verdicts(), "utf8"));
    expect(Object.keys(saved)).not.toContain("verdicts");
    expect(saved.verification.chains).toHaveLength(2);
  });
});

const labTrail = labTrailOf({});

function labTrailOf(parts: Partial<Trail>): Trail {
  return trail({ name: "lab-trail", bucket: "iam-logs-demo", ...parts });
}

function verdicts(): string {
  return join(folder, "verdicts.json");
}

function verify(flags: readonly string[]): ReturnType<typeof runVerify> {
  return runVerify(["--dir", join(folder, "bucket"), "--public-keys", keys, ...flags]);
}

async function verifyAndAudit(
  flags: readonly string[],
  more: readonly string[],
  asked: Trail = labTrail,
): Promise<Finding | undefined> {
  await verify([...flags, "--out", `summary=${verdicts()}`]);
  return trail06([verdicts(), ...more], asked);
}

async function trail06(
  saved: readonly string[],
  asked: Trail = labTrail,
  takenAt = "2026-11-20T14:00:00Z",
): Promise<Finding | undefined> {
  const read = await withTrailVerdicts({ ...account(asked), takenAt }, saved);
  expect(read.problems).toEqual([]);
  const { findings } = auditAccount(read.snapshot, defaultSettings, []);
  return findings.find(({ source }) => source.id === "TRAIL-06");
}

function account(asked: Trail): ReturnType<typeof snapshot> {
  return snapshot({ trails: [asked], takenAt: "2026-11-20T14:00:00Z" });
}
