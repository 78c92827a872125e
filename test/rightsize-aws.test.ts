import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DeleteUserPolicyCommand, IAMClient, ListUserPoliciesCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trailproof } from "../src/cli/run/rightsize.fixture.ts";
import { seedAerosecure } from "../src/sandbox/seed/seed-aerosecure.ts";
import { services } from "../src/sandbox/services/index.ts";
import { type Sandbox, startSandbox } from "../src/sandbox/start-sandbox.ts";
import { loadServiceModels } from "../src/sandbox/wire/service-models.ts";

const bucket = "logs-111122223333";
const key = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20";
const name = "111122223333_CloudTrail_us-east-1_20261120T1000Z_AAAAAAAAAAAAAAAA.json.gz";
const address = `s3://${bucket}/AWSLogs/`;
const principal = "supplier-sync";
/** The sandbox's, and a time after all that it answers. */
const started = "2026-11-20T20:30:00Z";
const now = "2026-11-20T21:00:00Z";

const event = {
  eventVersion: "1.11",
  userIdentity: {
    type: "IAMUser",
    arn: `arn:aws:iam::111122223333:user/${principal}`,
    principalId: "AIDAEXAMPLE00001",
  },
  eventTime: "2026-11-20T10:00:00Z",
  eventSource: "s3.amazonaws.com",
  eventName: "ListBuckets",
  awsRegion: "us-east-1",
  eventID: "00000000-0000-4000-a000-000000000001",
  eventType: "AwsApiCall",
  recipientAccountId: "111122223333",
};

interface Checks {
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

describe("usage and plans from AWS, on the sandbox", { timeout: 60_000 }, () => {
  const saved = { ...process.env };
  const folder = mkdtempSync(join(tmpdir(), "trailproof-rightsize-aws-"));
  const local = join(folder, name);
  const plan = join(folder, "plan.json");
  let sandbox: Sandbox;
  let iam: IAMClient;
  let live: readonly string[];

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 0, startsAt: Date.parse(started) });
    seedAerosecure({ world: sandbox.world, services, models: loadServiceModels() });
    Object.assign(process.env, sandbox.env, { TRAILPROOF_WORKSPACE: join(folder, "workspace") });
    live = ["--endpoint-url", sandbox.endpoint, "--workspace", join(folder, "workspace"), "--no-progress"];
    iam = new IAMClient({});
    const s3 = new S3Client({ forcePathStyle: true });
    const bytes = gzipSync(JSON.stringify({ Records: [event] }));
    writeFileSync(local, bytes);
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${key}/${name}`, Body: bytes }));
    s3.destroy();
    const planned = await trailproof(
      "rightsize",
      "plan",
      ...live,
      "--principal",
      principal,
      "--as-of",
      now,
      "--plan",
      plan,
    );
    expect(planned.code, planned.stderr).toBe(0);
    expect(planned.stderr).toContain(`${plan}.snapshot.json.gz`);
  }, 60_000);
  afterAll(async () => {
    iam?.destroy();
    await sandbox?.close();
    process.env = saved;
    rmSync(folder, { recursive: true, force: true });
  });

  test("logs in a bucket tell what their copy tells, with the hash of the same bytes", async () => {
    const state = ["--snapshot", `${plan}.snapshot.json.gz`, "--as-of", now, "-o", "json", "-q"];
    const [remote, copy] = [
      await trailproof("usage", ...state, "--logs", address),
      await trailproof("usage", ...state, "--logs", local),
    ];
    expect(remote.code, remote.stderr).toBe(0);
    expect(remote.stdout).toContain('"events": 1,');
    expect(remote.stdout.replaceAll(`s3://${bucket}/${key}/${name}`, local)).toBe(copy.stdout);
  });

  test("a plan is the same from a bucket and from its copy", async () => {
    const state = ["--snapshot", `${plan}.snapshot.json.gz`, "--as-of", now, "--principal", principal];
    const [remote, copy] = [join(folder, "remote.json"), join(folder, "copy.json")];
    for (const [logs, file] of [
      [address, remote],
      [local, copy],
    ] as const) {
      const run = await trailproof("rightsize", "plan", ...state, "--logs", logs, "--plan", file, "-q");
      expect(run.code, run.stderr).toBe(0);
    }
    expect(readFileSync(remote, "utf8")).toBe(readFileSync(copy, "utf8"));
    const again = await trailproof("rightsize", "verify", remote, ...state.slice(0, 2), "--logs", address, "-q");
    expect(again.code, again.stdout).toBe(0);
  });

  test("a bucket that is not there, Event history for a plan and --offline are refused", async () => {
    const state = ["--snapshot", `${plan}.snapshot.json.gz`];
    const gone = await trailproof("usage", ...state, "--logs", "s3://no-such-bucket-111122223333/", "-q");
    expect([gone.code, gone.stderr]).toEqual([2, expect.stringContaining("no-such-bucket-111122223333")]);
    const history = ["--logs", "event-history", "--principal", principal, "--plan", join(folder, "none.json")];
    const asked = await trailproof("rightsize", "plan", ...state, ...history);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("Event history is another one")]);
    const offline = await trailproof("usage", ...state, "--logs", address, "--offline");
    expect([offline.code, offline.stderr]).toEqual([2, expect.stringContaining("--offline opens no socket")]);
  });

  test("a plan that AWS was asked for is verified offline, from what is kept beside it", async () => {
    expect(statSync(`${plan}.snapshot.json.gz`).mode & 0o077).toBe(0);
    const run = await trailproof("rightsize", "verify", plan, "-o", "json");
    expect(run.code, run.stdout).toBe(0);
    expect(names(run.stdout)).toContain("same-plan");
  });

  test("asked again, AWS bears the plan out, until its policy is gone", async () => {
    const { changes } = JSON.parse(readFileSync(plan, "utf8")) as { changes: readonly unknown[] };
    expect(changes.length).toBeGreaterThan(0);
    const holds = await trailproof("rightsize", "verify", plan, ...live, "-o", "json");
    expect(holds.code, holds.stdout).toBe(0);
    expect(names(holds.stdout)).toEqual(
      expect.arrayContaining(["inputs", "same-plan", "policies-now", "evidence-now"]),
    );
    const { PolicyNames = [] } = await iam.send(new ListUserPoliciesCommand({ UserName: principal }));
    for (const PolicyName of PolicyNames)
      await iam.send(new DeleteUserPolicyCommand({ UserName: principal, PolicyName }));
    const changed = await trailproof("rightsize", "verify", plan, ...live, "-o", "json");
    expect(changed.code).toBe(3);
    expect(failing(changed.stdout)).toContain("policies-now");
    expect(failing(changed.stdout)).not.toContain("policies");
  });

  test("without what it was made from the plan cannot be verified, and says where that should be", async () => {
    const moved = join(folder, "moved.json");
    writeFileSync(moved, readFileSync(plan));
    expect(existsSync(`${moved}.snapshot.json.gz`)).toBe(false);
    const run = await trailproof("rightsize", "verify", moved, ...live, "-o", "json");
    expect(run.code).toBe(3);
    expect(failing(run.stdout)).toContain("inputs");
    expect(run.stdout).toContain("moved.json.snapshot.json.gz");
  });
});

function names(json: string): readonly string[] {
  return (JSON.parse(json) as Checks).checks.map((check) => check.name);
}

function failing(json: string): readonly string[] {
  return (JSON.parse(json) as Checks).checks.filter(({ ok }) => !ok).map((check) => check.name);
}
