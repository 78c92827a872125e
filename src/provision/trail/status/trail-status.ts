import type { GetTrailStatusResponse, Trail } from "@aws-sdk/client-cloudtrail";
import {
  type BucketSettingKind,
  type BucketStatus,
  bucketSettingKinds,
  type DeliveryFacts,
  type Json,
  Problem,
  type ProblemRecord,
  type TrailKeyStatus,
  type TrailStatusFacts,
  toProblemRecord,
} from "../../../model/index.ts";
import { ask } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { allTrails } from "../state/all-trails.ts";
import { findBucket } from "../state/bucket-place.ts";
import { bucketState } from "../state/bucket-state.ts";
import { trailState } from "../state/trail-state.ts";
import { isPinned } from "./is-pinned.ts";
import { recordedEvents } from "./recorded.ts";

/** All trails that record the account, or the one with a name or ARN. Throws Problems where they cannot be listed. */
export async function trailStatus(
  aws: TrailAws,
  region: string,
  wanted: string | undefined,
): Promise<readonly TrailStatusFacts[]> {
  const trails = await allTrails(aws, region);
  const chosen = trails.filter(({ Name, TrailARN }) => wanted === undefined || wanted === Name || wanted === TrailARN);
  return Promise.all(chosen.map((trail) => statusOf(aws, trail, region)));
}

async function statusOf(aws: TrailAws, trail: Trail, asked: string): Promise<TrailStatusFacts> {
  const { TrailARN: arn = "", Name: name = "", HomeRegion: homeRegion = asked } = trail;
  const problems: ProblemRecord[] = [];
  const at = { arn, region: homeRegion };
  const status = await readable(problems, async () => {
    const { client, sdk } = await aws.clients.cloudtrail(homeRegion);
    return ask("GetTrailStatus", () => client.send(new sdk.GetTrailStatusCommand({ Name: arn })));
  });
  const selectors = await readable(problems, () => trailState(aws, "event-selectors", at));
  const insights = await readable(problems, () => trailState(aws, "insights", at));
  const bucket = await bucketStatus(aws, trail, homeRegion, problems);
  const kmsKey = trail.KmsKeyId ? await keyStatus(aws, trail.KmsKeyId, homeRegion, problems) : undefined;
  return {
    name,
    arn,
    homeRegion,
    regions: trail.IsMultiRegionTrail === true ? "all" : [homeRegion],
    isOrganizationTrail: trail.IsOrganizationTrail === true,
    recordsGlobalServices:
      trail.IncludeGlobalServiceEvents === true && (trail.IsMultiRegionTrail === true || homeRegion === "us-east-1"),
    validation: trail.LogFileValidationEnabled === true,
    ...(trail.KmsKeyId && { kmsKeyId: trail.KmsKeyId }),
    ...(kmsKey !== undefined && { kmsKey }),
    ...(trail.CloudWatchLogsLogGroupArn && { cloudWatchLogGroupArn: trail.CloudWatchLogsLogGroupArn }),
    ...(trail.SnsTopicARN && { snsTopicArn: trail.SnsTopicARN }),
    ...(status !== undefined && { isLogging: status.IsLogging === true }),
    ...(selectors !== undefined && { selectors, recorded: recordedEvents(selectors) }),
    ...(insights !== undefined && { insights }),
    deliveries: status === undefined ? [] : deliveriesOf(trail, status),
    ...time("startedLogging", status?.StartLoggingTime),
    ...time("stoppedLogging", status?.StopLoggingTime),
    bucket,
    problems,
  };
}

function deliveriesOf(trail: Trail, status: GetTrailStatusResponse): readonly DeliveryFacts[] {
  const facts = (what: DeliveryFacts["what"], at: Date | undefined, error: string | undefined): DeliveryFacts => ({
    what,
    ...time("latest", at),
    ...(error && { error }),
  });
  return [
    facts("log files", status.LatestDeliveryTime, status.LatestDeliveryError),
    ...(trail.LogFileValidationEnabled === true
      ? [facts("digests", status.LatestDigestDeliveryTime, status.LatestDigestDeliveryError)]
      : []),
    ...(trail.CloudWatchLogsLogGroupArn
      ? [facts("CloudWatch Logs", status.LatestCloudWatchLogsDeliveryTime, status.LatestCloudWatchLogsDeliveryError)]
      : []),
    ...(trail.SnsTopicARN ? [facts("SNS", status.LatestNotificationTime, status.LatestNotificationError)] : []),
  ];
}

/** A key may be another account's: then its own region is in its ARN as well. */
async function keyStatus(
  { clients }: TrailAws,
  id: string,
  homeRegion: string,
  problems: ProblemRecord[],
): Promise<TrailKeyStatus | undefined> {
  const region = /^arn:[^:]+:kms:([a-z0-9-]+):/.exec(id)?.[1] ?? homeRegion;
  const { client, sdk } = await clients.kms(region);
  const got = await readable(problems, () =>
    ask("DescribeKey", () => client.send(new sdk.DescribeKeyCommand({ KeyId: id }))),
  );
  const { KeyId, KeyState, DeletionDate } = got?.KeyMetadata ?? {};
  if (KeyId === undefined || KeyState === undefined) return undefined;
  const rotation = await readable(problems, () =>
    ask("GetKeyRotationStatus", () => client.send(new sdk.GetKeyRotationStatusCommand({ KeyId }))),
  );
  return {
    state: KeyState,
    ...time("deletedAt", DeletionDate),
    ...(rotation !== undefined && { isRotated: rotation.KeyRotationEnabled === true }),
  };
}

async function bucketStatus(
  aws: TrailAws,
  { S3BucketName: name = "", S3KeyPrefix, TrailARN }: Trail,
  asked: string,
  problems: ProblemRecord[],
): Promise<BucketStatus> {
  const prefix = S3KeyPrefix ? { prefix: S3KeyPrefix } : {};
  const place = await readable(problems, () => findBucket(aws, name, asked));
  if (place === undefined) return { name, ...prefix, states: {} };
  if (typeof place === "string") return { name, ...prefix, place, states: {} };
  const states = new Map<BucketSettingKind, Json>();
  for (const kind of bucketSettingKinds) {
    const state = await readable(problems, () => bucketState(aws, kind, { name, region: place.region }));
    if (state !== undefined) states.set(kind, state);
  }
  const [tag, policy] = [states.get("bucket-tag"), states.get("bucket-policy")];
  return {
    name,
    ...prefix,
    place,
    states: Object.fromEntries(states),
    ...(tag !== undefined && { isMadeForThisTrail: tag === TrailARN }),
    ...(policy !== undefined && { isPinned: isPinned(policy, TrailARN ?? "") }),
  };
}

/** Undefined for what could not be read, which is noted. */
async function readable<T>(problems: ProblemRecord[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "aws.credentials") throw error;
    problems.push(toProblemRecord(error));
    return undefined;
  }
}

function time<Key extends string>(key: Key, at: Date | undefined): { readonly [key in Key]?: string } {
  // One member with the key that was given.
  return (at === undefined ? {} : { [key]: at.toISOString() }) as { readonly [key in Key]?: string };
}
