import { blocksAllPublicAccess } from "../../../model/index.ts";
import type { TrailFacts } from "./trail-facts.ts";
import type { TrailOptions } from "./trail-options.ts";

/** What whoever applies a plan should know. The id is for programs. */
export interface PlanNote {
  readonly id: string;
  readonly text: string;
}

/** What drives the bill, in words: prices change and differ by region. */
export function costsOf(options: TrailOptions): readonly string[] {
  const { managementEvents, dataEvents, insights, kmsKey, snsTopic, lifecycleDays, eventRule } = options;
  const logGroup = options.cloudWatchLogs ? "new" : options.logGroup;
  const isFirst =
    "the first copy in each region is free; where another trail records them already, this is another copy, paid by event";
  return [
    ...(managementEvents === "none" ? [] : [`Management events: ${isFirst}.`]),
    ...dataEvents.map(
      (kind) =>
        `${kind === "s3" ? "S3" : "Lambda"} data events are paid by event, for every ${kind === "s3" ? "request for an object" : "invocation of a function"} in the account.`,
    ),
    ...(insights.length === 0
      ? []
      : [`Insights are paid by management event analysed, for each of ${insights.length} type(s).`]),
    `S3 stores the files${lifecycleDays === undefined ? " for ever: nothing expires" : ` for ${lifecycleDays} days`}, and each delivery is a request.`,
    ...(kmsKey === undefined ? [] : ["KMS is paid for each key and for each request to encrypt or decrypt a file."]),
    ...(logGroup === undefined ? [] : ["CloudWatch Logs takes in and stores every event a second time."]),
    ...(snsTopic === undefined ? [] : ["SNS sends a message for each log file."]),
    ...(eventRule
      ? ["SNS sends a message for each event of the rule; AWS's own events cost nothing in EventBridge."]
      : []),
  ];
}

export function warningsOf(options: TrailOptions, facts: TrailFacts): readonly PlanNote[] {
  return [
    ...aboutFiles(options),
    ...aboutEvents(options, facts),
    ...aboutExtras(options, facts),
    ...aboutBucket(options, facts),
  ];
}

function aboutExtras(
  { cloudWatchLogs, snsTopic, eventRule }: TrailOptions,
  { region }: TrailFacts,
): readonly PlanNote[] {
  return [
    ...when(
      cloudWatchLogs,
      "log-group-never-expires",
      "The log group keeps events for ever, and `trail destroy` deletes it with all of them.",
    ),
    ...when(
      eventRule || snsTopic === "new",
      "topic-without-subscribers",
      "Nobody is subscribed to a new topic: `aws sns subscribe` adds who is to be told.",
    ),
    ...when(
      eventRule && region !== "us-east-1",
      "rule-elsewhere",
      `The rule sees events of ${region}; those of IAM, and of most console sign-ins, are in us-east-1 only.`,
    ),
  ];
}

function aboutFiles({ validation, kmsKey, objectLockDays }: TrailOptions): readonly PlanNote[] {
  return [
    ...when(
      !validation,
      "validation-off",
      "Log file validation is off: nobody can prove later that log files were not changed or deleted. `audit` reports it.",
    ),
    ...when(
      kmsKey === undefined,
      "kms-off",
      "Log files are encrypted by S3's own keys (SSE-S3): whoever may read the bucket can read them. `audit` reports it. --kms-key adds a key of yours.",
    ),
    ...when(
      kmsKey === "new",
      "kms-key-new",
      "Without the key nobody can read the log files: `trail destroy` schedules its deletion, in 7 days, only together with the bucket's. Digest files stay under SSE-S3.",
    ),
    ...when(
      kmsKey !== undefined && kmsKey !== "new",
      "kms-key-not-checked",
      "The key's policy is not looked at or changed here; it must have the statements in this plan. Digest files stay under SSE-S3.",
    ),
    ...when(
      objectLockDays !== undefined,
      "object-lock",
      `Object Lock keeps every file for ${objectLockDays} days (GOVERNANCE); until then the bucket cannot be emptied, by \`trail destroy\` neither.`,
    ),
  ];
}

function aboutEvents(options: TrailOptions, { region, bucket }: TrailFacts): readonly PlanNote[] {
  const { dataEvents, includeLogBucket, multiRegion, managementEvents, insights } = options;
  const hasS3 = dataEvents.includes("s3");
  return [
    ...when(
      hasS3 && !includeLogBucket,
      "own-bucket-left-out",
      `S3 data events of the trail's own bucket ${bucket.name} are left out: each delivery would be an event, which would be delivered, and paid, again. --include-log-bucket records them.`,
    ),
    ...when(
      hasS3 && includeLogBucket,
      "own-bucket-recorded",
      `S3 data events of the trail's own bucket ${bucket.name} are recorded: each delivery of log files makes events of its own, which can be more than half of all, and are paid.`,
    ),
    ...when(
      !multiRegion,
      "single-region",
      `What happens in other regions than ${region} is not recorded${region === "us-east-1" ? "" : "; events of IAM, of global STS and most console sign-ins are in us-east-1 only, and so in none of these files"}.`,
    ),
    ...when(
      managementEvents === "write",
      "reads-not-recorded",
      "Management events that only read are not recorded: who looked around leaves no trace.",
    ),
    ...when(
      managementEvents === "read",
      "writes-not-recorded",
      "Management events that write are not recorded: who changed something leaves no trace.",
    ),
    ...when(
      managementEvents === "none",
      "management-not-recorded",
      "Management events are not recorded: changes to the account leave no trace in these files.",
    ),
    ...when(
      insights.length > 0,
      "insights-late",
      "The first Insights event can take up to 36 hours: CloudTrail learns what is usual first.",
    ),
  ];
}

function aboutBucket(options: TrailOptions, { bucket, isPlainHttp, region }: TrailFacts): readonly PlanNote[] {
  const { origin, name } = bucket;
  const block = bucket.states.get("public-access-block") ?? null;
  const { lifecycleDays, objectLockDays } = options;
  return [
    ...when(
      name !== options.bucket,
      "bucket-name-taken",
      `The name ${options.bucket} belongs to another account, as it seems; the bucket is called ${name}.`,
    ),
    ...when(
      origin === "existing",
      "bucket-not-ours",
      `The bucket ${name} exists and was not made for this trail: its policy gets the statements that this trail needs, all else stays, and \`trail destroy\` leaves it.`,
    ),
    ...when(
      origin === "existing" && !blocksAllPublicAccess(block),
      "bucket-may-be-public",
      `The bucket ${name} does not block all public access.`,
    ),
    ...when(
      origin === "existing" && (lifecycleDays ?? objectLockDays) !== undefined,
      "retention-not-set",
      `The bucket ${name} keeps its own lifecycle and Object Lock.`,
    ),
    ...when(
      bucket.region !== region,
      "bucket-elsewhere",
      `The bucket ${name} is in ${bucket.region}, the trail in ${region}.`,
    ),
    ...when(
      isPlainHttp,
      "plain-http",
      "The endpoint is asked without TLS: the bucket's policy leaves out the Deny of plain HTTP, under which nobody could reach it here. On AWS it is there.",
    ),
    ...when(
      lifecycleDays !== undefined && objectLockDays !== undefined && lifecycleDays < objectLockDays,
      "lifecycle-before-lock",
      "The lifecycle is shorter than Object Lock: files get a delete marker, and their versions stay until the lock ends.",
    ),
  ];
}

function when(condition: boolean, id: string, text: string): readonly PlanNote[] {
  return condition ? [{ id, text }] : [];
}
