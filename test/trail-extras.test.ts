import { GetTrailStatusCommand, UpdateTrailCommand } from "@aws-sdk/client-cloudtrail";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  applyTrail,
  destroyTrail,
  type TrailOptions,
  type TrailPlan,
  type TrailToDestroy,
  trailStatus,
} from "../src/provision/index.ts";
import { region, type TrailBench, trailBench } from "./support/trail-bench.ts";

let bench: TrailBench;
beforeEach(async () => {
  bench = await trailBench();
});
afterEach(() => bench.close());

const everything = { kmsKey: "new", cloudWatchLogs: true, snsTopic: "new", eventRule: true } as const;
const given = { name: "every.thing", bucket: "logs-of-every-thing", ...everything } satisfies Partial<TrailOptions>;
const hour = 3_600_000;

describe("what is made beside a trail", () => {
  test("comes, is used by the trail as CloudTrail uses it, and goes again", async () => {
    const before = await things();
    const plan = await bench.plan(given);
    const applied = await apply(plan);
    expect(applied.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(applied.isComplete).toBe(true);
    expect((await bench.plan(given)).steps).toEqual([]);
    expect((await apply(plan)).steps.every(({ result }) => result === "already")).toBe(true);

    bench.sandbox.tick(2 * hour);
    const status = await bench.cloudtrail.send(new GetTrailStatusCommand({ Name: plan.arn }));
    expect(status).toMatchObject({
      LatestDeliveryTime: expect.any(Date),
      LatestNotificationTime: expect.any(Date),
      LatestCloudWatchLogsDeliveryTime: expect.any(Date),
    });
    expect(Object.keys(status).filter((name) => name.endsWith("Error"))).toEqual([]);
    const [told] = await trailStatus(bench.aws, region, plan.name);
    expect(told?.problems).toEqual([]);
    expect(told?.kmsKey).toEqual({ state: "Enabled", isRotated: true });

    const logs = await bench.aws.clients.logs(region);
    const group = `aws-cloudtrail-logs-111122223333-${/every-thing-\w{8}/.exec(JSON.stringify(plan.steps))?.[0]}`;
    const { events = [] } = await logs.client.send(new FilterLogEventsCommand({ logGroupName: group }));
    expect(events.map(({ message = "" }) => JSON.parse(message).eventName)).toContain("StartLogging");
    expect(new Set(events.map(({ logStreamName }) => logStreamName))).toEqual(
      new Set(["111122223333_CloudTrail_us-east-1"]),
    );
    const { Contents = [] } = await bench.s3.send(new ListObjectsV2Command({ Bucket: given.bucket }));
    const file = Contents.find(({ Key = "" }) => Key.includes("/CloudTrail/us-east-1/"));
    const head = await bench.s3.send(new HeadObjectCommand({ Bucket: given.bucket, Key: file?.Key }));
    expect(head).toMatchObject({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:key\/[\da-f-]{36}$/),
    });

    const gone = await destroy(plan);
    expect(gone.steps.filter(({ result }) => result === "failed")).toEqual([]);
    expect(gone.isComplete).toBe(true);
    expect(await things()).toEqual(before);
    expect((await destroy(plan)).steps).toEqual([]);
  });

  test("with --keep-bucket the key stays, since the files need it", async () => {
    const plan = await bench.plan({ name: "kept", bucket: "logs-of-kept", kmsKey: "new" });
    await apply(plan);
    expect((await destroy(plan, { keepsBucket: true })).kept).toContain("So does the key");
    expect((await things())["aliases"]).toEqual(["alias/trailproof/kept"]);
  });

  test("of that name that somebody else made is left alone", async () => {
    const { client, sdk } = await bench.aws.clients.sns(region);
    await client.send(new sdk.CreateTopicCommand({ Name: "trailproof-foreign" }));
    const planned = bench.plan({ name: "foreign", bucket: "logs-of-foreign", snsTopic: "new" });
    await expect(planned).rejects.toMatchObject({ code: "plan.drift" });
  });
});

const refused = [
  ["KmsKeyNotFoundException", { KmsKeyId: "alias/none" }],
  ["InsufficientSnsTopicPolicyException", { SnsTopicName: "none" }],
  [
    "InvalidCloudWatchLogsLogGroupArnException",
    {
      CloudWatchLogsLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:none:*",
      CloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/none",
    },
  ],
] as const;
test.each(refused)("UpdateTrail: %s, for what is not there", async (name, input) => {
  await apply(await bench.plan({ name: "first", bucket: "logs-of-first" }));
  const asked = bench.cloudtrail.send(new UpdateTrailCommand({ Name: "first", ...input }));
  await expect(asked).rejects.toMatchObject({ name });
});

function apply(plan: TrailPlan): ReturnType<typeof applyTrail> {
  return bench.withTools(plan.name, (tools) => applyTrail(tools, plan));
}

function destroy({ arn, name }: TrailPlan, more: Partial<TrailToDestroy> = {}): ReturnType<typeof destroyTrail> {
  return bench.withTools(name, (tools) =>
    destroyTrail(tools, { arn, region, keepsBucket: false, deletesOthers: false, ...more }),
  );
}

/** Names of all that there is of the kinds that are made beside trails, as AWS's own clients are told them. */
async function things(): Promise<Readonly<Record<string, readonly (string | undefined)[]>>> {
  const { clients } = bench.aws;
  const [kms, logs, sns, events, iam] = await Promise.all([
    clients.kms(region),
    clients.logs(region),
    clients.sns(region),
    clients.events(region),
    clients.iam(),
  ]);
  const { Keys = [] } = await kms.client.send(new kms.sdk.ListKeysCommand({}));
  const states = await Promise.all(
    Keys.map(async ({ KeyId }) => (await kms.client.send(new kms.sdk.DescribeKeyCommand({ KeyId }))).KeyMetadata),
  );
  const { Aliases = [] } = await kms.client.send(new kms.sdk.ListAliasesCommand({}));
  const { logGroups = [] } = await logs.client.send(new logs.sdk.DescribeLogGroupsCommand({}));
  const { Topics = [] } = await sns.client.send(new sns.sdk.ListTopicsCommand({}));
  const { Rules = [] } = await events.client.send(new events.sdk.ListRulesCommand({}));
  const { Roles = [] } = await iam.client.send(new iam.sdk.ListRolesCommand({}));
  return {
    keys: states.filter((key) => key?.KeyState !== "PendingDeletion").map((key) => key?.Arn),
    aliases: Aliases.map(({ AliasName }) => AliasName),
    groups: logGroups.map(({ logGroupName }) => logGroupName),
    topics: Topics.map(({ TopicArn }) => TopicArn),
    rules: Rules.map(({ Name }) => Name),
    roles: Roles.map(({ RoleName }) => RoleName),
    ...(await bench.account()),
  };
}
