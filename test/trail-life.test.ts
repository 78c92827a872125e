import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StopLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { connect } from "../src/collect/index.ts";
import {
  applyTrail,
  destroyTrail,
  planTrail,
  type TrailOptions,
  type TrailPlan,
  type TrailRunReport,
  type TrailToDestroy,
  trailOptions,
  trailStatus,
} from "../src/provision/index.ts";
import { account, describeTrail, hastyClock, region, type TrailBench, trailBench } from "./support/trail-bench.ts";
import { makeTrailThings } from "./support/trail-things.ts";

let bench: TrailBench;
afterEach(() => bench?.close());

const given = { name: "audit", bucket: "logs-of-audit-111122223333" } satisfies Partial<TrailOptions>;
const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";
const hour = 3_600_000;

const apply = (plan: TrailPlan): Promise<TrailRunReport> =>
  bench.withTools("journal", (tools) => applyTrail(tools, plan));
const destroy = (more: Partial<TrailToDestroy> = {}): ReturnType<typeof destroyTrail> =>
  bench.withTools("journal", (tools) =>
    destroyTrail(tools, { arn, region, keepsBucket: false, deletesOthers: false, ...more }),
  );
const results = ({ steps }: TrailRunReport): readonly string[] => [...new Set(steps.map(({ result }) => result))];

describe("from plan to destroy", () => {
  test.each(["lab-trail", "iam-trail-demo"] as const)("%s: the account is as before", async (preset) => {
    bench = await trailBench();
    const before = await bench.account();
    const plan = await bench.plan({ preset });
    expect(await apply(plan)).toMatchObject({ isComplete: true });
    const logging = await bench.cloudtrail.send(new GetTrailStatusCommand({ Name: plan.name }));
    expect(logging.IsLogging).toBe(true);
    expect(results(await apply(plan))).toEqual(["already"]);
    expect((await bench.plan({ preset })).steps).toEqual([]);

    bench.sandbox.tick(2 * hour);
    const [status] = await trailStatus(bench.aws, region, plan.name);
    expect(status?.problems).toEqual([]);
    expect(status).toMatchObject({
      isLogging: true,
      regions: "all",
      bucket: { isMadeForThisTrail: true, isPinned: true },
    });
    expect(status?.deliveries[0]).toMatchObject({ what: "log files", latest: expect.any(String) });
    expect(status?.recorded?.map(({ recorded }) => recorded)).toEqual(
      preset === "lab-trail" ? ["all", "all", "all", "all"] : ["all", "all", "none", "none"],
    );
    if (preset === "lab-trail") {
      const insights = await bench.cloudtrail.send(new GetInsightSelectorsCommand({ TrailName: plan.arn }));
      expect(insights.InsightSelectors).toHaveLength(2);
    } else {
      expect(plan.bucket.name).toBe("iam-logs-demo-111122223333-us-east-1");
      expect(status?.deliveries[1]).toMatchObject({ what: "digests", latest: expect.any(String) });
    }

    expect(await destroy({ arn: plan.arn })).toMatchObject({ isComplete: true });
    expect(await bench.account()).toEqual(before);
    bench.sandbox.tick(2 * hour);
    expect(await destroy({ arn: plan.arn })).toMatchObject({ isComplete: true, steps: [] });
    expect(await bench.account()).toEqual(before);
    // The same plan makes all of it again.
    expect(results(await apply(plan))).toContain("done");
    expect(await describeTrail(bench, plan.name)).toBeDefined();
  });

  test("all options at once", async () => {
    bench = await trailBench();
    const plan = await bench.plan({
      ...given,
      ...(await makeTrailThings(bench, arn)),
      dataEvents: ["s3", "lambda"],
      insights: ["ApiErrorRateInsight"],
      prefix: "team/a",
      lifecycleDays: 400,
      versioning: true,
      managementEvents: "write",
      multiRegion: false,
    });
    expect(await apply(plan)).toMatchObject({ isComplete: true });
    expect(results(await apply(plan))).toEqual(["already"]);
    const selectors = await bench.cloudtrail.send(new GetEventSelectorsCommand({ TrailName: arn }));
    expect(selectors.AdvancedEventSelectors).toHaveLength(3);
    const { S3BucketName, HomeRegion, ...rest } = {
      S3BucketName: "",
      HomeRegion: "",
      ...(await describeTrail(bench, "audit")),
    };
    expect(rest).toMatchObject({ S3KeyPrefix: "team/a", IsMultiRegionTrail: false, LogFileValidationEnabled: true });
    expect([S3BucketName, HomeRegion]).toEqual([given.bucket, region]);
    // Versions, delete markers and an upload that nobody finished.
    await bench.s3.send(new CreateMultipartUploadCommand({ Bucket: given.bucket, Key: "team/a/AWSLogs/x" }));
    bench.sandbox.tick(2 * hour);
    const [status] = await trailStatus(bench.aws, region, arn);
    expect(status?.recorded?.map(({ recorded }) => recorded)).toEqual(["none", "all", "some", "all"]);
    expect(await destroy()).toMatchObject({ isComplete: true });
    expect((await bench.account()).buckets).not.toContain(given.bucket);
  });
});

describe("what somebody changed since", () => {
  test("is told, and nothing is written; a new plan starts from what is there", async () => {
    bench = await trailBench();
    const plan = await bench.plan(given);
    await apply(plan);
    await bench.cloudtrail.send(new StopLoggingCommand({ Name: arn }));
    const EventSelectors = [{ ReadWriteType: "ReadOnly" as const, IncludeManagementEvents: true }];
    await bench.cloudtrail.send(new PutEventSelectorsCommand({ TrailName: arn, EventSelectors }));
    await expect(apply(plan)).rejects.toMatchObject({
      code: "plan.drift",
      message: expect.stringMatching(/PutEventSelectors.*StartLogging/),
    });
    expect((await bench.cloudtrail.send(new GetTrailStatusCommand({ Name: arn }))).IsLogging).toBe(false);
    const repair = await bench.plan(given);
    expect(repair.steps.map(({ call }) => call)).toEqual(["cloudtrail:PutEventSelectors", "cloudtrail:StartLogging"]);
    expect(await apply(repair)).toMatchObject({ isComplete: true });
    expect((await bench.plan(given)).steps).toEqual([]);
  });

  test("a bucket that appeared since the plan was made is not taken over", async () => {
    bench = await trailBench();
    const plan = await bench.plan(given);
    await bench.s3.send(new CreateBucketCommand({ Bucket: given.bucket }));
    await expect(apply(plan)).rejects.toMatchObject({ code: "plan.drift" });
    expect((await bench.account()).trails).toEqual([]);
  });

  test("a plan of another account, or for another kind of endpoint, is refused", async () => {
    bench = await trailBench();
    const options = trailOptions(given);
    const facts = { account, partition: "aws", region, isPlainHttp: false, trail: new Map() } as const;
    const bucket = { name: given.bucket, origin: "new", region, states: new Map() } as const;
    await expect(apply(planTrail(options, { ...facts, bucket }))).rejects.toThrow(/without TLS/);
    const other = planTrail(options, { ...facts, bucket, isPlainHttp: true, account: "444455556666" });
    await expect(apply(other)).rejects.toThrow(/444455556666/);
    expect((await bench.account()).buckets).not.toContain(given.bucket);
  });
});

describe("a bucket that was there before", () => {
  const own = {
    Sid: "Mine",
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "s3:ListBucket",
    Resource: `arn:aws:s3:::${given.bucket}`,
  };
  const policy = { Version: "2012-10-17", Statement: [own] };

  test("gets statements and loses them again; nothing else of it changes", async () => {
    bench = await trailBench();
    await bench.s3.send(new CreateBucketCommand({ Bucket: given.bucket }));
    await bench.s3.send(new PutBucketPolicyCommand({ Bucket: given.bucket, Policy: JSON.stringify(policy) }));
    const plan = await bench.plan(given);
    expect(plan.steps.filter(({ call }) => call.startsWith("s3:"))).toHaveLength(1);
    expect(await apply(plan)).toMatchObject({ isComplete: true });
    bench.sandbox.tick(hour);
    const { KeyCount = 0 } = await bench.s3.send(new ListObjectsV2Command({ Bucket: given.bucket }));
    expect(KeyCount).toBeGreaterThan(0);
    const gone = await destroy();
    expect(gone).toMatchObject({ isComplete: true, kept: expect.stringContaining("stays") });
    const { Policy = "" } = await bench.s3.send(new GetBucketPolicyCommand({ Bucket: given.bucket }));
    expect(JSON.parse(Policy)).toEqual(policy);
    const left = await bench.s3.send(new ListObjectsV2Command({ Bucket: given.bucket }));
    expect(left.KeyCount).toBeGreaterThanOrEqual(KeyCount);
  });
});

describe("destroy", () => {
  test("leaves the bucket when asked to, and finds it later by its name", async () => {
    bench = await trailBench();
    await apply(await bench.plan(given));
    expect(await destroy({ keepsBucket: true })).toMatchObject({ isComplete: true });
    expect(await bench.account()).toMatchObject({ trails: [], buckets: expect.arrayContaining([given.bucket]) });
    const later = await bench.withTools("another-journal", (tools) =>
      destroyTrail(tools, { arn, region, keepsBucket: false, deletesOthers: false, bucket: given.bucket }),
    );
    expect(later).toMatchObject({ isComplete: true });
    expect((await bench.account()).buckets).not.toContain(given.bucket);
  });

  test("touches nothing while the bucket holds what is not the trail's, or another trail uses it", async () => {
    bench = await trailBench();
    await apply(await bench.plan(given));
    for (const Key of ["mine.txt", "AWSLogs/444455556666/x", "AWSLogs/mine.txt"]) {
      await bench.s3.send(new PutObjectCommand({ Bucket: given.bucket, Key, Body: "x" }));
      await expect(destroy(), Key).rejects.toMatchObject({ code: "plan.drift" });
    }
    expect((await bench.account()).trails).toEqual([arn]);
    const second = await bench.plan({ ...given, name: "second" });
    await bench.withTools("second", (tools) => applyTrail(tools, second));
    await expect(destroy({ deletesOthers: true })).rejects.toThrow(/trail\/second/);
    await bench.withTools("second", (tools) =>
      destroyTrail(tools, { arn: second.arn, region, keepsBucket: false, deletesOthers: false }),
    );
    expect((await bench.account()).buckets).toContain(given.bucket);
    expect(await destroy({ deletesOthers: true })).toMatchObject({ isComplete: true });
    expect((await bench.account()).buckets).not.toContain(given.bucket);
  });

  test("explains Object Lock before it changes anything", async () => {
    bench = await trailBench();
    await apply(await bench.plan({ ...given, objectLockDays: 30 }));
    bench.sandbox.tick(hour);
    await expect(destroy()).rejects.toMatchObject({
      code: "aws.refused",
      message: expect.stringContaining("Object Lock"),
    });
    expect((await bench.account()).trails).toEqual([arn]);
    expect(await destroy({ keepsBucket: true })).toMatchObject({ isComplete: true });
  });

  test("empties again what comes in late", async () => {
    bench = await trailBench();
    await apply(await bench.plan(given));
    const { clients } = bench.aws;
    let late = 3;
    const { client, sdk } = await clients.s3(region);
    const send = client.send.bind(client);
    const slow = new Proxy(client, {
      get(target, name) {
        if (name !== "send") return Reflect.get(target, name);
        return async (command: never, ...rest: never[]) => {
          if ((command as object) instanceof sdk.DeleteBucketCommand && late > 0) {
            late -= 1;
            const Key = `AWSLogs/${account}/CloudTrail-Digest/us-east-1/late-${late}.json.gz`;
            await bench.s3.send(new PutObjectCommand({ Bucket: given.bucket, Key, Body: "x" }));
          }
          return send(command, ...rest);
        };
      },
    });
    const aws = { ...bench.aws, clients: { ...clients, s3: async () => ({ client: slow, sdk }) } };
    const done = await bench.withTools("journal", (tools) =>
      destroyTrail({ ...tools, aws }, { arn, region, keepsBucket: false, deletesOthers: false }),
    );
    expect(done).toMatchObject({ isComplete: true });
    expect(late).toBe(0);
    expect((await bench.account()).buckets).not.toContain(given.bucket);
  });
});

describe("an interruption", () => {
  class Crash extends Error {}
  /** The journal as it is when the process ends right before or after one of its calls. */
  async function crash(
    at: number,
    work: (tools: Parameters<typeof applyTrail>[0]) => Promise<unknown>,
  ): Promise<boolean> {
    return bench.withTools("journal", async (tools) => {
      let lines = 0;
      const journal = {
        ...tools.journal,
        append(entry: Parameters<typeof tools.journal.append>[0]) {
          tools.journal.append(entry);
          lines += 1;
          if (lines === at) throw new Crash();
        },
      };
      try {
        await work({ ...tools, journal });
        return false;
      } catch (error) {
        if (error instanceof Crash) return true;
        throw error;
      }
    });
  }

  test("after any line of the journal: apply goes on, destroy goes on, and the account is as before", async () => {
    bench = await trailBench();
    const before = await bench.account();
    const asked = { arn, region, keepsBucket: false, deletesOthers: false };
    const plan = await bench.plan(given);
    let isCut = true;
    for (let at = 1; isCut; at += 1) {
      rmSync(join(bench.folder, "journal"), { force: true });
      isCut = await crash(at, (tools) => applyTrail(tools, plan));
      expect(await apply(plan), `apply, cut after line ${at}`).toMatchObject({ isComplete: true });
      expect((await bench.account()).trails).toEqual([arn]);
      const isDestroyCut = await crash(at, (tools) => destroyTrail(tools, asked));
      const isEnded = readFileSync(join(bench.folder, "journal"), "utf8")
        .trimEnd()
        .split("\n")
        .at(-1)
        ?.startsWith('{"kind":"end"');
      if (isDestroyCut && !isEnded) await expect(apply(plan)).rejects.toMatchObject({ code: "journal.invalid" });
      expect(await destroy(), `destroy, cut after line ${at}`).toMatchObject({ isComplete: true });
      expect(await bench.account()).toEqual(before);
    }
  }, 180_000);

  test("of an apply: destroy takes away what there is, at any point", async () => {
    bench = await trailBench();
    const before = await bench.account();
    const plan = await bench.plan(given);
    let isCut = true;
    for (let at = 1; isCut; at += 3) {
      isCut = await crash(at, (tools) => applyTrail(tools, plan));
      expect(await destroy(), `apply was cut after line ${at}`).toMatchObject({ isComplete: true });
      expect(await bench.account()).toEqual(before);
    }
  }, 180_000);

  test("a call that was made while nobody heard the answer is not made again", async () => {
    bench = await trailBench();
    const plan = await bench.plan(given);
    await apply(plan);
    const file = join(bench.folder, "journal");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    for (let at = lines.length; at > 0; at -= 1) {
      writeFileSync(file, `${lines.slice(0, at).join("\n")}\n`);
      expect(results(await apply(plan))).toEqual(["already"]);
    }
  });
});

describe("faults", () => {
  test("with every tenth call failing, all of it works", async () => {
    bench = await trailBench({ chaos: { rate: 0.1, seed: 11, consistencyMs: 150 } });
    const persist = async <T>(work: () => Promise<T>): Promise<T> => {
      for (let attempt = 0; attempt < 30; attempt += 1) {
        try {
          const done = await work();
          if ((done as { isComplete?: boolean }).isComplete !== false) return done;
        } catch (error) {
          if ((error as { code?: string }).code === "plan.drift") throw error;
        }
      }
      throw new Error("It never works.");
    };
    const plan = await persist(() => bench.plan({ ...given, dataEvents: ["s3"] }));
    await persist(() => apply(plan));
    expect(results(await persist(() => apply(plan)))).toEqual(["already"]);
    await persist(() => destroy());
    expect((await persist(() => bench.account())).buckets).not.toContain(given.bucket);
  }, 60_000);

  test("a call that is denied stops the run; who may make it goes on, and a denied read is named", async () => {
    bench = await trailBench();
    const plan = await bench.plan(given);
    const env = { ...process.env };
    await limitedCredentials(bench, ["cloudtrail:CreateTrail", "s3:GetLifecycleConfiguration"]);
    const limited = await connect({ endpointUrl: bench.sandbox.endpoint, region });
    await limited.credentials();
    Object.assign(process.env, env);
    const aws = { ...bench.aws, clients: limited };
    const stopped = await bench.withTools("journal", (tools) => applyTrail({ ...tools, aws }, plan));
    expect(stopped).toMatchObject({ isComplete: false });
    expect(stopped.steps.at(-1)).toMatchObject({
      result: "failed",
      step: { call: "cloudtrail:CreateTrail" },
      problem: { code: "aws.denied", message: expect.stringContaining("cloudtrail:CreateTrail") },
    });
    expect(stopped.rest.map(({ call }) => call)).toEqual(["cloudtrail:PutEventSelectors", "cloudtrail:StartLogging"]);
    expect(await apply(plan)).toMatchObject({ isComplete: true });
    const [status] = await trailStatus(aws, region, "audit");
    expect(status?.problems).toMatchObject([
      { code: "aws.denied", message: expect.stringContaining("GetBucketLifecycle") },
    ]);
    expect(status).toMatchObject({ isLogging: true, bucket: { isPinned: true } });
    expect(await destroy()).toMatchObject({ isComplete: true });
    limited.close();
  });

  test("a policy that CloudTrail does not see yet is waited for", async () => {
    bench = await trailBench({ chaos: { rate: 0, seed: 1, consistencyMs: 150 } });
    const waits: number[] = [];
    const clock = {
      ...hastyClock,
      wait(ms: number) {
        waits.push(ms);
        return hastyClock.wait(ms);
      },
    };
    const plan = await bench.plan(given);
    const done = await bench.withTools("journal", (tools) => applyTrail(tools, plan), clock);
    expect(done).toMatchObject({ isComplete: true });
    expect(waits.length).toBeGreaterThan(1);
  });
});

/** Everything is allowed but some actions, from now on. */
async function limitedCredentials({ sandbox }: TrailBench, denied: readonly string[]): Promise<void> {
  const iam = new IAMClient({ endpoint: sandbox.endpoint, region });
  await iam.send(new CreateUserCommand({ UserName: "limited" }));
  const statements = [
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: denied, Resource: "*" },
  ];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  await iam.send(new PutUserPolicyCommand({ UserName: "limited", PolicyName: "limits", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "limited" }));
  process.env["AWS_ACCESS_KEY_ID"] = AccessKey?.AccessKeyId ?? "";
  process.env["AWS_SECRET_ACCESS_KEY"] = AccessKey?.SecretAccessKey ?? "";
  iam.destroy();
}
