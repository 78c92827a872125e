import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from "@aws-sdk/client-cloudtrail";
import { AttachUserPolicyCommand, CreateUserCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliveryPolicy } from "../src/sandbox/deliver/trail.fixture.ts";
import { type Sandbox, startSandbox } from "../src/sandbox/start-sandbox.ts";
import { type Fault, startBrokenProxy } from "./support/broken-proxy.ts";
import { type DetectRun, runDetectCommand, statsOf } from "./support/detect-run.ts";
import { type ObjectFault, startObjectFaults } from "./support/object-faults.ts";

const bucket = "iam-logs-111122223333";
const address = `s3://${bucket}`;
const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/management-events";
const hour = 3_600_000;
const region = "us-east-1";

/** Few, since to read all built-in ones takes longer than what is tested here. */
const ruleTexts = ["CreateUser", "AttachUserPolicy"]
  .map(
    (name, number) => `title: ${name}
id: 00000000-0000-4000-8000-00000000000${number}
name: rule_${number}
status: test
level: high
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: ${name} }
  condition: selection
`,
  )
  .join("---\n")
  .concat(`---
title: Many users
id: 00000000-0000-4000-8000-000000000009
status: test
level: high
correlation:
  type: event_count
  rules: [rule_0]
  group-by: [userIdentity.arn]
  timespan: 1h
  condition: { gte: 3 }
`);

describe("detect of events at AWS, on the sandbox", { timeout: 60_000 }, () => {
  const saved = { ...process.env };
  const folder = mkdtempSync(join(tmpdir(), "trailproof-detect-aws-"));
  const copy = join(folder, "copy");
  const rules = join(folder, "rules.yml");
  let sandbox: Sandbox;
  let keys: readonly string[] = [];
  let s3: S3Client;

  beforeAll(async () => {
    writeFileSync(rules, ruleTexts);
    sandbox = await startSandbox({ speed: 0, startsAt: Date.parse("2026-11-20T20:00:00Z") });
    Object.assign(process.env, sandbox.env, { TRAILPROOF_WORKSPACE: join(folder, "workspace") });
    s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: deliveryPolicy(arn) }));
    const made = { Name: "management-events", S3BucketName: bucket, IsMultiRegionTrail: true };
    await new CloudTrailClient({}).send(new CreateTrailCommand(made));
    await new CloudTrailClient({}).send(new StartLoggingCommand({ Name: arn }));
    for (let number = 0; number < 6; number += 1) await work(number);
    keys = await copyBucket();
  });
  afterAll(async () => {
    s3?.destroy();
    await sandbox?.close();
    process.env = saved;
    rmSync(folder, { recursive: true, force: true });
  });

  test("a bucket tells what its downloaded copy tells, byte for byte, but where the events are", async () => {
    const [remote, local] = [await detect(address), await detect(copy)];
    expect(remote.code).toBe(0);
    expect(remote.stdout.split("\n").length).toBeGreaterThan(12);
    expect(remote.stdout.replaceAll(`${address}/`, `${copy}/`)).toBe(local.stdout);
    const [counts, localCounts] = [statsOf(remote), statsOf(local)];
    for (const name of ["events", "records", "duplicates", "detections", "problems"]) {
      expect(counts[name], name).toBe(localCounts[name]);
    }
  });

  test("says how late the newest event is, by AWS's clock", async () => {
    const run = await detect(address);
    const { newestEvent, latenessSeconds } = statsOf(run);
    const newest = run.stdout.split("\n").flatMap((line) => (line === "" ? [] : [String(JSON.parse(line).time)]));
    expect(String(newestEvent) >= (newest.at(-1) ?? "")).toBe(true);
    expect(latenessSeconds).toBe((sandbox.world.clock.now() - Date.parse(String(newestEvent))) / 1000);
    expect(run.stderr).toContain(`newest event ${newestEvent} (`);
    expect(run.stderr).toContain("; files arrive about every 5 minutes, up to 15\n");
    const quiet = await detect(address, "--from", "2026-12-24");
    expect(quiet).toMatchObject({ code: 0, stdout: "" });
    expect(quiet.stderr).toContain("no event in the window; files arrive");
    expect(statsOf(quiet)).toMatchObject({ newestEvent: null, latenessSeconds: null, files: 0 });
    expect(statsOf(await detect(copy))).not.toHaveProperty("newestEvent");
  });

  test("a window gets its own files only, and tells what the copy tells of it", async () => {
    const window = ["--from", "2026-11-21T20:00:00Z", "--to", "2026-11-21T21:30:00Z"];
    const [remote, local] = [await detect(address, ...window), await detect(copy, ...window)];
    expect(remote.stdout).not.toBe("");
    expect(remote.stdout.replaceAll(`${address}/`, `${copy}/`)).toBe(local.stdout);
    expect(Number(statsOf(remote)["files"])).toBeLessThan(Number(statsOf(local)["files"]));
  });

  test("buckets, files and Event history go together, and each event counts once", async () => {
    const [all, remote] = [await detect(address, copy, "event-history", "--region", region), await detect(address)];
    expect(all.code).toBe(0);
    expect(Number(statsOf(all)["duplicates"])).toBeGreaterThan(2 * Number(statsOf(remote)["events"]) - 1);
    expect(Number(statsOf(all)["events"])).toBeGreaterThanOrEqual(Number(statsOf(remote)["events"]));
  });

  test("an explanation reads the object again", async () => {
    const run = await detect(address, "--explain");
    const [first] = run.stdout.split("\n");
    expect(JSON.parse(first ?? "{}").explanation.join(" ")).not.toContain("cannot be read again");
  });

  test.each([
    ["an unknown bucket", ["s3://no-such-bucket-here"], 4, "NoSuchBucket"],
    ["an address without files", [`${address}/nobody/`], 4, "There is no CloudTrail file below this address."],
    ["a region that is not there", [address, "--region", "us-eas-1"], 4, "There are no files of region us-eas-1"],
    ["an unknown bucket beside files", ["s3://no-such-bucket-here", copy], 0, "NoSuchBucket"],
  ])("%s", async (_name, args, code, said) => {
    const run = await detect(...args);
    expect(run.stderr).toContain(said);
    expect(run.code).toBe(code);
  });

  test.each([
    ["s3:// with --offline", [address, "--offline"]],
    ["event-history with --offline", ["event-history", "--offline"]],
    ["s3:// without a bucket", ["s3://"]],
  ])("%s is refused", async (_name, args) => {
    await expect(detect(...args)).rejects.toMatchObject({ code: "cli.usage" });
  });

  describe("with faults", () => {
    const faults: readonly Fault[] = [
      "none",
      "none",
      "none",
      "reset",
      "none",
      "none",
      "unavailable",
      "none",
      "none",
      "none",
    ];

    test("resets, 503 and 429 are tried again, and nothing is lost", async () => {
      const proxy = await startBrokenProxy(sandbox.endpoint, (count) =>
        count % 13 === 5 ? "throttled" : (faults[count % faults.length] ?? "none"),
      );
      try {
        const [broken, whole] = [await detect(address, "--endpoint-url", proxy.endpoint), await detect(address)];
        expect(broken.stdout).toBe(whole.stdout);
        expect(statsOf(broken)).toMatchObject({ problems: 0 });
      } finally {
        await proxy.close();
      }
    });

    test("objects that are denied, deleted, changed, empty or cut are named, and the rest is read", async () => {
      const [denied = "", deleted = "", changed = "", empty = "", cut = ""] = keys.filter(
        (key) => !key.includes("Digest"),
      );
      const faultOf = new Map<string, ObjectFault>([
        [denied, { status: 403, code: "AccessDenied" }],
        [deleted, { status: 404, code: "NoSuchKey" }],
        [changed, { headers: { "last-modified": "Sun, 06 Dec 2026 00:00:00 GMT" } }],
        [empty, { bytes: 0 }],
        [cut, { bytes: 100 }],
      ]);
      const proxy = await startObjectFaults(sandbox.endpoint, (key) => faultOf.get(key));
      try {
        const run = await detect(address, "--endpoint-url", proxy.endpoint, "--fail-on", "critical");
        const { problems } = statsOf(run);
        expect(run.stderr).toContain(`${address}/${denied}: s3:GetObject: AccessDenied`);
        expect(run.stderr).toContain(`${address}/${deleted}: The object is not there any more: it was deleted.`);
        expect(run.stderr).toContain(`${address}/${changed}: The object was changed after it was listed.`);
        expect(run.stderr).toContain(`${address}/${empty}: The file is empty.`);
        expect(run.stderr).toMatch(new RegExp(`${cut}.*: The gzip data ends inside its data`));
        expect(problems).toBe(5);
        expect(run.code).toBe(5);
      } finally {
        await proxy.close();
      }
    });

    test("a bucket of which every object is denied is exit 4", async () => {
      const proxy = await startObjectFaults(sandbox.endpoint, (key) =>
        key === "" ? undefined : { status: 403, code: "AccessDenied" },
      );
      try {
        const run = await detect(address, "--endpoint-url", proxy.endpoint);
        expect(run.code).toBe(4);
        expect(run.stderr).not.toContain("no event in the window");
      } finally {
        await proxy.close();
      }
    });
  });

  describe("event-history", () => {
    test("tells what the trail tells, and what was not delivered yet", async () => {
      const [history, remote] = [await detect("event-history", "--region", region), await detect(address)];
      const [found, delivered] = [detectedIn(history), detectedIn(remote)];
      expect(history.code).toBe(0);
      expect(delivered.filter((one) => !found.includes(one))).toEqual([]);
      expect(history.stderr).toContain("; Event history shows events about 5 minutes after they happened, up to 15\n");
    });

    test("what was looked up before is not looked up again, and nothing is told twice", async () => {
      const proxy = await startBrokenProxy(sandbox.endpoint, () => "none");
      const args = ["event-history", "--region", region, "--endpoint-url", proxy.endpoint];
      try {
        const first = await detect(...args);
        const requests = proxy.requests();
        await work(7);
        const second = await detect(...args);
        expect(proxy.requests() - requests).toBeLessThan(requests);
        expect(proxy.requests() - requests).toBeLessThanOrEqual(4);
        expect(statsOf(second)["duplicates"]).toBe(0);
        const [before, after] = [detectedIn(first), detectedIn(second)];
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after.length).toBeGreaterThan(before.length);
        expect(after).toEqual(detectedIn(await detect("event-history", "--region", region)));
      } finally {
        await proxy.close();
      }
    });

    test("a region that fails on the way is named; what was looked up is told, and the next run goes on", async () => {
      const whole = await detect("event-history", "--region", region);
      let isBroken = true;
      const proxy = await startObjectFaults(sandbox.endpoint, (_key, call) =>
        isBroken && call > 3 ? { status: 400, code: "InvalidNextTokenException" } : undefined,
      );
      const args = ["event-history", "--region", region, "--endpoint-url", proxy.endpoint];
      try {
        const first = await detect(...args);
        expect(first.stderr).toContain(`event-history/${region}: cloudtrail:LookupEvents in ${region}`);
        expect(first.code).toBe(0);
        const part = Number(statsOf(first)["events"]);
        expect(part).toBeGreaterThan(0);
        expect(part).toBeLessThan(Number(statsOf(whole)["events"]));
        isBroken = false;
        const second = await detect(...args);
        expect(statsOf(second)).toMatchObject({ duplicates: 0, problems: 0 });
        // Our own calls are events as well.
        expect(Number(statsOf(second)["events"])).toBeGreaterThanOrEqual(Number(statsOf(whole)["events"]));
        expect(detectedIn(second)).toEqual(detectedIn(whole));
      } finally {
        await proxy.close();
      }
    });
  });

  async function detect(...args: readonly string[]): Promise<DetectRun> {
    return runDetectCommand([...args, "--no-builtin-rules", "--rules", rules, "-o", "jsonl", "--stats"]);
  }

  function detectedIn({ stdout }: DetectRun): readonly string[] {
    return stdout.split("\n").flatMap((line) => {
      if (line === "") return [];
      const { rule, events } = JSON.parse(line) as {
        readonly rule: { readonly id: string };
        readonly events: readonly { readonly eventId: string }[];
      };
      return [`${rule.id} ${events.map(({ eventId }) => eventId).join(" ")}`];
    });
  }

  /** Something happens in some hours. */
  async function work(number: number): Promise<void> {
    const iam = new IAMClient({});
    for (const letter of ["a", "b", "c"]) {
      const UserName = `user-${number}-${letter}`;
      await iam.send(new CreateUserCommand({ UserName }));
      const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
      if (letter === "a") await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
      for (let read = 0; read < 6; read += 1) await iam.send(new ListUsersCommand({}));
    }
    sandbox.tick(6 * hour);
  }

  async function copyBucket(): Promise<readonly string[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    const all = Contents.flatMap(({ Key }) => Key ?? []);
    for (const key of all) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      mkdirSync(dirname(join(copy, key)), { recursive: true });
      writeFileSync(join(copy, key), (await Body?.transformToByteArray()) ?? new Uint8Array());
    }
    return all;
  }
});
