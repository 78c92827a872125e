import {
  CloudTrailClient,
  CreateTrailCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Tampering, tamper } from "../src/sandbox/deliver/index.ts";
import { deliveryPolicy } from "../src/sandbox/deliver/trail.fixture.ts";
import { type Sandbox, startSandbox } from "../src/sandbox/start-sandbox.ts";
import { runVerify, type VerifyRun } from "./support/run-verify.ts";

const bucket = "iam-logs-111122223333";
const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events";
const hour = 3_600_000;

describe("trail verify of a live trail, on the sandbox", { timeout: 120_000, shuffle: false }, () => {
  // One trail, to which one thing after the other is done.
  const saved = { ...process.env };
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 0, startsAt: Date.parse("2026-11-21T20:00:00Z") });
    Object.assign(process.env, sandbox.env);
    const s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: deliveryPolicy(arn) }));
    const trail = { Name: "management-events", S3BucketName: bucket };
    const made = { ...trail, IsMultiRegionTrail: true, EnableLogFileValidation: true };
    await cloudTrail().send(new CreateTrailCommand(made));
    await cloudTrail().send(new StartLoggingCommand({ Name: arn }));
    await work(4);
  });
  afterAll(async () => {
    await sandbox?.close();
    process.env = saved;
  });

  it("is valid by name, by ARN, by bucket, and with nothing named", async () => {
    for (const named of [["management-events"], [arn], ["--s3-bucket", bucket], []]) {
      const { code, lines } = await verified(...named);
      expect(lines.filter(({ verdict }) => verdict !== "valid" && verdict !== "unchecked")).toEqual([]);
      expect(lines.filter(({ kind }) => kind === "digest").length).toBeGreaterThanOrEqual(3);
      expect(lines.filter(({ kind, verdict }) => kind === "log" && verdict === "valid").length).toBeGreaterThanOrEqual(
        3,
      );
      expect(code).toBe(0);
    }
  });

  it("knows a trail that is not there", async () => {
    await expect(runVerify(["nobody", "--from", "2026-11-21"])).rejects.toMatchObject({ code: "input.nothing" });
  });

  const kinds: readonly (readonly [Tampering, string])[] = [
    ["modify-log", "INVALID: hash value doesn't match"],
    ["truncate-log", "INVALID: hash value doesn't match"],
    ["delete-log", "INVALID: not found"],
    ["append-member", "INVALID: unexpected data after end of compressed stream"],
    ["plant-log", "UNREFERENCED: no digest names it"],
    ["break-signature", "INVALID: signature verification failed"],
  ];
  it.each(kinds)("finds %s", async (kind, reason) => {
    const { key } = tamper(sandbox.world, kind, bucket);
    await work(1);
    const { code, lines } = await verified("management-events");
    expect(lines.find(({ s3 }) => s3 === `s3://${bucket}/${key}`)?.reason).toBe(reason);
    expect(code).toBe(3);
  });

  it("finds a deleted digest, whichever, and the hours that it covered", async () => {
    const { key } = tamper(sandbox.world, "delete-digest", bucket);
    expect((await verified("management-events")).lines.some(({ verdict }) => verdict === "gap")).toBe(true);
    await work(1);
    const { code, lines } = await verified("management-events");
    expect(lines.find(({ s3 }) => s3 === `s3://${bucket}/${key}`)?.reason).toBe("INVALID: not found");
    expect(lines.filter(({ verdict }) => verdict === "gap")).toHaveLength(1);
    expect(code).toBe(3);
  });

  it("reports a chain that was stopped and begun again, and calls nothing of it INVALID", async () => {
    const from = new Date(sandbox.world.clock.now()).toISOString();
    await cloudTrail().send(new StopLoggingCommand({ Name: arn }));
    sandbox.tick(3 * hour);
    await cloudTrail().send(new StartLoggingCommand({ Name: arn }));
    await work(3);
    const { lines } = await verified("management-events", "--from", from);
    expect(lines.filter(({ verdict }) => verdict === "invalid")).toEqual([]);
    expect(lines.some(({ kind, reason }) => kind === "gap" && /restarted the chain/.test(reason))).toBe(true);
  });

  function cloudTrail(): CloudTrailClient {
    return new CloudTrailClient({});
  }

  let users = 0;

  /** Something happens in each of so many hours. */
  async function work(hours: number): Promise<void> {
    for (let left = hours; left > 0; left -= 1) {
      users += 1;
      await new IAMClient({}).send(new CreateUserCommand({ UserName: `user-${users}` }));
      sandbox.tick(hour);
    }
  }

  async function verified(...args: readonly string[]): Promise<VerifyRun & { readonly lines: readonly Line[] }> {
    const from = args.includes("--from") ? [] : ["--from", "2026-11-21T20:00:00Z"];
    const to = new Date(sandbox.world.clock.now()).toISOString();
    const run = await runVerify([...args, ...from, "--to", to, "-o", "jsonl"]);
    return { ...run, lines: run.stdout.split("\n").flatMap((line) => (line === "" ? [] : (JSON.parse(line) as Line))) };
  }
});

interface Line {
  readonly kind: string;
  readonly s3: string;
  readonly verdict: string;
  readonly reason: string;
}
