import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../src/collect/index.ts";
import {
  applyTrail,
  destroyTrail,
  gatherFacts,
  openJournalOf,
  planTrail,
  type TrailAws,
  type TrailOptions,
  type TrailPlan,
  type TrailTools,
  trailOptions,
  trailStatus,
  trailStepSchema,
} from "../../src/provision/index.ts";
import { hasMoto, startMoto } from "../support/moto.ts";
import { hastyClock } from "../support/trail-bench.ts";

const account = "111122223333";
const region = "us-east-1";
const writes = /^(Create|Put|Set|Delete|Remove|Schedule|Enable|Start|Stop|Update)/;

describe.skipIf(!hasMoto)(`moto keeps what is made beside a trail${hasMoto ? "" : " (no moto here)"}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "trailproof-extras-"));
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let connection: Awaited<ReturnType<typeof connect>>;
  let aws: TrailAws;

  beforeAll(async () => {
    moto = await startMoto(account);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "example" });
    connection = await connect({ endpointUrl: moto.endpoint, region });
    aws = { clients: { ...connection, cloudtrail: named }, account, isPlainHttp: true };
  }, 60_000);
  afterAll(async () => {
    connection?.close();
    await moto?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const everything = { kmsKey: "new", cloudWatchLogs: true, snsTopic: "new", eventRule: true } as const;

  test("a key, a log group with its role, topics and a rule come, are used, and go again", async () => {
    const before = await things();
    const planned = await plan({ name: "every.thing", ...everything });
    expect(planned.resources.map(({ type, state }) => `${type} ${state}`)).toEqual([
      "AWS::S3::Bucket new",
      "AWS::CloudTrail::Trail new",
      "AWS::KMS::Key new",
      "AWS::Logs::LogGroup new",
      "AWS::IAM::Role new",
      "AWS::SNS::Topic new",
      "AWS::SNS::Topic new",
      "AWS::Events::Rule new",
    ]);
    const applied = await withTools("whole", (tools) => applyTrail(tools, planned));
    expect(applied.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(applied.isComplete).toBe(true);

    const { client, sdk } = await connection.cloudtrail(region);
    const { trailList } = await client.send(new sdk.DescribeTrailsCommand({}));
    expect(trailList).toMatchObject([
      {
        Name: "every.thing",
        KmsKeyId: expect.stringContaining(":kms:us-east-1:111122223333:"),
        CloudWatchLogsLogGroupArn: expect.stringMatching(
          /:log-group:aws-cloudtrail-logs-111122223333-every-thing-\w{8}:\*$/,
        ),
        CloudWatchLogsRoleArn: expect.stringContaining(":role/trailproof-every-thing-"),
        SnsTopicARN: expect.stringContaining(":sns:us-east-1:111122223333:trailproof-every-thing-"),
      },
    ]);
    const [status] = await trailStatus(aws, region, "every.thing");
    expect(status?.kmsKey).toEqual({ state: "Enabled", isRotated: true });

    expect((await plan({ name: "every.thing", ...everything })).steps).toEqual([]);
    const again = await withTools("whole", (tools) => applyTrail(tools, planned));
    expect(again.steps.every(({ result }) => result === "already")).toBe(true);

    const gone = await withTools("whole", (tools) => destroyTrail(tools, asked(planned)));
    expect(gone.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(gone.steps.map(({ step }) => step.call)).toEqual([
      "cloudtrail:StopLogging",
      "cloudtrail:DeleteTrail",
      "events:RemoveTargets",
      "events:DeleteRule",
      "sns:DeleteTopic",
      "sns:DeleteTopic",
      "logs:DeleteLogGroup",
      "iam:DeleteRolePolicy",
      "iam:DeleteRole",
      "s3:DeleteObjects",
      "s3:DeleteBucket",
      "kms:ScheduleKeyDeletion",
      "kms:DeleteAlias",
    ]);
    expect(await things()).toEqual(before);
    expect((await withTools("whole", (tools) => destroyTrail(tools, asked(planned)))).steps).toEqual([]);
  }, 60_000);

  test("with --keep-bucket the key stays, since the files need it", async () => {
    const planned = await plan({ name: "kept", kmsKey: "new" });
    await withTools("kept", (tools) => applyTrail(tools, planned));
    const gone = await withTools("kept", (tools) => destroyTrail(tools, { ...asked(planned), keepsBucket: true }));
    expect(gone.kept).toContain("So does the key");
    expect((await things())["aliases"]).toContain("alias/trailproof/kept");
  }, 60_000);

  test("a topic of that name that somebody else made is left alone", async () => {
    const { client, sdk } = await connection.sns(region);
    await client.send(new sdk.CreateTopicCommand({ Name: "trailproof-foreign" }));
    await expect(plan({ name: "foreign", snsTopic: "new" })).rejects.toMatchObject({ code: "plan.drift" });
    expect((await things())["topics"]).toContain(`arn:aws:sns:${region}:${account}:trailproof-foreign`);
  });

  // Of all calls that write one after the other is the last: by turns it was made, or was not.
  test("whatever call is the last before a crash, the next apply finishes and destroy takes all away", async () => {
    const before = await things();
    const planned = await plan({ name: "crash", ...everything });
    let crashes = 0;
    for (let killAt = 1; ; killAt += 1) {
      const name = `crash-${killAt}`;
      const when = killAt % 2 === 0 ? "before" : "after";
      const dying = { ...aws, clients: dyingClients(Math.ceil(killAt), when) };
      const first = await withTools(name, (tools) => applyTrail({ ...tools, aws: dying }, planned)).catch(
        (e: Error) => e,
      );
      const isDead = first instanceof Error && first.message === "killed";
      if (isDead) crashes += 1;
      const applied = await withTools(name, (tools) => applyTrail(tools, planned));
      expect(applied.isComplete, `${when} write ${killAt}`).toBe(true);
      const gone = await withTools(name, (tools) => destroyTrail(tools, asked(planned)));
      expect(gone.isComplete, `destroy after a crash ${when} write ${killAt}`).toBe(true);
      expect(await things(), `${when} write ${killAt}`).toEqual(before);
      if (!isDead) break;
    }
    expect(crashes).toBeGreaterThan(15);
  }, 600_000);

  function dyingClients(killAt: number, when: "before" | "after"): TrailAws["clients"] {
    let made = 0;
    const dying = (get: (region: string) => Promise<{ client: object; sdk: object }>) => async (asked: string) => {
      const { client, sdk } = await get(asked);
      const send = (command: object): Promise<unknown> => {
        // Every client of the SDK has it.
        const original = (client as { send: (command: object) => Promise<unknown> }).send.bind(client);
        if (!writes.test(command.constructor.name)) return original(command);
        made += 1;
        if (made !== killAt) return original(command);
        const dead = new Promise<never>(() => {});
        if (when === "before") return kill(dead);
        return original(command).then(() => kill(dead));
      };
      return { client: new Proxy(client, { get: (of, key) => (key === "send" ? send : Reflect.get(of, key)) }), sdk };
    };
    // Each wraps the method that it stands for.
    return {
      cloudtrail: dying(named),
      s3: dying(connection.s3),
      kms: dying(connection.kms),
      logs: dying(connection.logs),
      sns: dying(connection.sns),
      events: dying(connection.events),
      iam: dying(connection.iam),
    } as unknown as TrailAws["clients"];
  }

  /** Moto knows trails by their names alone. */
  async function named(asked: string): ReturnType<typeof connection.cloudtrail> {
    const { client, sdk } = await connection.cloudtrail(asked);
    const send = (command: { readonly input: Record<string, unknown> }): unknown => {
      for (const key of ["Name", "TrailName"]) {
        const value = command.input[key];
        if (typeof value === "string" && value.startsWith("arn:")) command.input[key] = value.split("/").at(-1);
      }
      // The SDK types one command at a time.
      return client.send(command as never);
    };
    return { client: new Proxy(client, { get: (of, key) => (key === "send" ? send : Reflect.get(of, key)) }), sdk };
  }

  let die: (error: Error) => void = () => {};

  /** Nothing of the run goes on, as in a process that is gone. */
  function kill(dead: Promise<never>): Promise<never> {
    die(new Error("killed"));
    return dead;
  }

  async function plan(given: Partial<TrailOptions>): Promise<TrailPlan> {
    const wanted = trailOptions({ bucket: `logs-of-${(given.name ?? "").replace(".", "-")}`, ...given });
    return planTrail(wanted, await gatherFacts({ ...aws, partition: "aws", region }, wanted));
  }

  function asked({ arn }: TrailPlan): Parameters<typeof destroyTrail>[1] {
    return { arn, region, keepsBucket: false, deletesOthers: false };
  }

  async function withTools<T>(name: string, work: (tools: TrailTools) => Promise<T>): Promise<T> {
    const journal = openJournalOf(join(folder, name), trailStepSchema);
    try {
      const death = new Promise<never>((_, reject) => {
        die = reject;
      });
      return await Promise.race([work({ aws, journal, clock: hastyClock, settleMs: 0 }), death]);
    } finally {
      journal.close();
    }
  }

  async function things(): Promise<Readonly<Record<string, readonly string[]>>> {
    const [kms, logs, sns, events, iam, s3] = await Promise.all([
      connection.kms(region),
      connection.logs(region),
      connection.sns(region),
      connection.events(region),
      connection.iam(),
      connection.s3(region),
    ]);
    const { Keys = [] } = await kms.client.send(new kms.sdk.ListKeysCommand({}));
    const states = await Promise.all(
      Keys.map(async ({ KeyId }) => (await kms.client.send(new kms.sdk.DescribeKeyCommand({ KeyId }))).KeyMetadata),
    );
    return {
      keys: states.flatMap((key) => (key?.KeyState === "PendingDeletion" ? [] : (key?.Arn ?? []))).sort(),
      aliases: ((await kms.client.send(new kms.sdk.ListAliasesCommand({}))).Aliases ?? [])
        .flatMap(({ AliasName = "" }) => (AliasName.startsWith("alias/aws/") ? [] : AliasName))
        .sort(),
      groups: ((await logs.client.send(new logs.sdk.DescribeLogGroupsCommand({}))).logGroups ?? []).flatMap(
        ({ logGroupName }) => logGroupName ?? [],
      ),
      topics: ((await sns.client.send(new sns.sdk.ListTopicsCommand({}))).Topics ?? []).flatMap(
        ({ TopicArn }) => TopicArn ?? [],
      ),
      rules: ((await events.client.send(new events.sdk.ListRulesCommand({}))).Rules ?? []).flatMap(
        ({ Name }) => Name ?? [],
      ),
      roles: ((await iam.client.send(new iam.sdk.ListRolesCommand({}))).Roles ?? []).flatMap(
        ({ RoleName }) => RoleName ?? [],
      ),
      buckets: ((await s3.client.send(new s3.sdk.ListBucketsCommand({}))).Buckets ?? []).flatMap(
        ({ Name }) => Name ?? [],
      ),
    };
  }
});
