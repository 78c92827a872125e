import type { GetTrailStatusResponse, Trail } from "@aws-sdk/client-cloudtrail";
import { isJsonObject, type Json, Problem, type ProblemRecord, toProblemRecord } from "../../../model/index.ts";
import { statementsOf } from "../plan/policy-documents.ts";
import { ask } from "../sdk/ask.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { allTrails } from "../state/all-trails.ts";
import { findBucket } from "../state/bucket-place.ts";
import { bucketState } from "../state/bucket-state.ts";
import { trailState } from "../state/trail-state.ts";
import type { StateKind } from "../step.ts";
import { type RecordedEvents, recordedEvents } from "./recorded.ts";

/** A trail as it is now. What could not be read is undefined, and a problem says why. */
export interface TrailStatusFacts {
  readonly name: string;
  readonly arn: string;
  readonly homeRegion: string;
  /** Where events are recorded: all regions, or the home region alone. */
  readonly regions: "all" | readonly [string];
  readonly isOrganizationTrail: boolean;
  /** IAM, STS and sign-in: they are in us-east-1. */
  readonly recordsGlobalServices: boolean;
  readonly validation: boolean;
  readonly kmsKeyId?: string;
  readonly cloudWatchLogGroupArn?: string;
  readonly snsTopicArn?: string;
  readonly isLogging?: boolean;
  readonly recorded?: readonly RecordedEvents[];
  readonly selectors?: Json;
  readonly insights?: Json;
  /** Times are ISO 8601, UTC. */
  readonly deliveries: readonly DeliveryFacts[];
  readonly startedLogging?: string;
  readonly stoppedLogging?: string;
  readonly bucket: BucketStatus;
  readonly problems: readonly ProblemRecord[];
}

export interface DeliveryFacts {
  readonly what: "log files" | "digests" | "CloudWatch Logs" | "SNS";
  readonly latest?: string;
  /** AWS's code, as `AccessDenied`. */
  readonly error?: string;
}

export interface BucketStatus {
  readonly name: string;
  readonly prefix?: string;
  /** Undefined: it could not be read. */
  readonly place?: "free" | "taken" | { readonly region: string };
  /** States as AWS has them; null: there is none. A state that could not be read is missing. */
  readonly states: { readonly [kind in StateKind]?: Json };
  readonly isMadeForThisTrail?: boolean;
  /** CloudTrail may write on behalf of this trail alone. */
  readonly isPinned?: boolean;
}

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

const bucketKinds = [
  "bucket-tag",
  "public-access-block",
  "ownership",
  "encryption",
  "versioning",
  "object-lock",
  "lifecycle",
  "bucket-policy",
] as const satisfies readonly StateKind[];

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
  const states = new Map<StateKind, Json>();
  for (const kind of bucketKinds) {
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

/** Every statement that lets CloudTrail write names the trail. */
function isPinned(policy: Json, arn: string): boolean {
  const writes = statementsOf(policy)
    .filter(isJsonObject)
    .filter((statement) => statement["Effect"] === "Allow" && JSON.stringify(statement["Action"]).includes("s3:Put"))
    .filter((statement) => JSON.stringify(statement["Principal"] ?? "").includes("cloudtrail.amazonaws.com"));
  return writes.length > 0 && writes.every((statement) => JSON.stringify(statement["Condition"] ?? "").includes(arn));
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
