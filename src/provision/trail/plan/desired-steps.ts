import type { Json, JsonObject } from "../../../model/index.ts";
import { documentText, sameDocument } from "../../document.ts";
import { madeForTag } from "../made-for-tag.ts";
import { type StateKind, type TrailCall, type TrailStep, wholeOf } from "../step.ts";
import { desiredExtras } from "./extra-steps.ts";
import { extrasOf, withExtras } from "./extras.ts";
import { bucketPolicy, type Delivery, mergedBucketPolicy } from "./policy-documents.ts";
import { defaultSelectors, eventSelectors, normalSelectors } from "./selectors.ts";
import type { TrailFacts } from "./trail-facts.ts";
import type { TrailOptions } from "./trail-options.ts";

/** A state that shall be, and the call that brings it about. */
interface Desired {
  readonly kind: StateKind;
  readonly call: TrailCall;
  readonly input: JsonObject;
  readonly after: Json;
}

/** The steps to what the options ask for, in their order; none for what is so already. */
export function stepsTo(asked: TrailOptions, facts: TrailFacts, delivery: Delivery): readonly TrailStep[] {
  const { bucket } = facts;
  const extras = extrasOf(asked, facts);
  const options = withExtras(asked, extras);
  const ofExtras = desiredExtras(extras, { ...delivery, region: facts.region }).flatMap((desired) => {
    const states = facts.extras?.get(desired.target) ?? new Map();
    const isNew = !states.has(wholeOf(desired.kind));
    if (isNew && desired.comesWithIt === true) return [];
    const place = { target: desired.target, region: facts.region, states };
    return stepTo(desired, { ...place, isNew: isNew && desired.kind !== wholeOf(desired.kind) });
  });
  const ofBucket = desiredBucket(options, facts, delivery).flatMap((desired) =>
    stepTo(desired, {
      target: bucket.name,
      region: bucket.region,
      states: bucket.states,
      isNew: bucket.origin === "new" && desired.kind !== "bucket",
    }),
  );
  const isNewTrail = !facts.trail.has("trail");
  const ofTrail = desiredTrail(options, facts, delivery.trailArn).flatMap((desired) =>
    stepTo(desired, {
      target: delivery.trailArn,
      region: facts.region,
      states: facts.trail,
      isNew: isNewTrail && desired.kind !== "trail",
    }),
  );
  return [...ofBucket, ...ofExtras, ...ofTrail];
}

interface Place {
  readonly target: string;
  readonly region: string;
  readonly states: ReadonlyMap<StateKind, Json>;
  readonly isNew: boolean;
}

function stepTo({ kind, call, input, after }: Desired, { target, region, states, isNew }: Place): readonly TrailStep[] {
  const before = states.get(kind) ?? null;
  if (!isNew && sameDocument(before, after)) return [];
  const isDefault = isNew && kind === "event-selectors" && sameDocument(after, normalSelectors(defaultSelectors));
  return [
    {
      kind,
      call,
      target,
      region,
      input,
      expects: isNew ? "made-here" : "before",
      before: isNew ? null : before,
      after,
      ...(isDefault && { isDefault }),
    },
  ];
}

/** Of a bucket that was there before nothing is changed but its policy. */
function desiredBucket(options: TrailOptions, facts: TrailFacts, delivery: Delivery): readonly Desired[] {
  const { bucket, account } = facts;
  const owned = { Bucket: bucket.name, ExpectedBucketOwner: account };
  const existing = bucket.states.get("bucket-policy") ?? null;
  const policy = bucket.origin === "new" ? bucketPolicy(delivery) : mergedBucketPolicy(existing, delivery);
  const putPolicy: Desired = {
    kind: "bucket-policy",
    call: "s3:PutBucketPolicy",
    input: { ...owned, Policy: documentText(policy) },
    after: policy,
  };
  if (bucket.origin === "existing") return [putPolicy];
  return [
    ...createBucket(options, facts),
    {
      kind: "bucket-tag",
      call: "s3:PutBucketTagging",
      input: { ...owned, Tagging: { TagSet: [{ Key: madeForTag, Value: delivery.trailArn }] } },
      after: delivery.trailArn,
    },
    ...protection(owned),
    ...retention(options, owned),
    putPolicy,
  ];
}

/**
 * us-east-1 must not be named, every other region must.
 *
 * Source: Amazon S3 API Reference, CreateBucket, LocationConstraint.
 */
function createBucket({ objectLockDays }: TrailOptions, { bucket }: TrailFacts): readonly Desired[] {
  if (bucket.origin !== "new") return [];
  const { name, region } = bucket;
  return [
    {
      kind: "bucket",
      call: "s3:CreateBucket",
      input: {
        Bucket: name,
        ObjectOwnership: "BucketOwnerEnforced",
        ...(region !== "us-east-1" && { CreateBucketConfiguration: { LocationConstraint: region } }),
        ...(objectLockDays !== undefined && { ObjectLockEnabledForBucket: true }),
      },
      after: { Region: region },
    },
  ];
}

function protection(owned: JsonObject): readonly Desired[] {
  const block = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  const encryption = { SSEAlgorithm: "AES256" };
  return [
    {
      kind: "public-access-block",
      call: "s3:PutPublicAccessBlock",
      input: { ...owned, PublicAccessBlockConfiguration: block },
      after: block,
    },
    {
      kind: "ownership",
      call: "s3:PutBucketOwnershipControls",
      input: { ...owned, OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } },
      after: "BucketOwnerEnforced",
    },
    {
      kind: "encryption",
      call: "s3:PutBucketEncryption",
      input: {
        ...owned,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: encryption }] },
      },
      after: encryption,
    },
  ];
}

function retention({ versioning, objectLockDays, lifecycleDays }: TrailOptions, owned: JsonObject): readonly Desired[] {
  const isVersioned = versioning || objectLockDays !== undefined;
  const lock = { Mode: "GOVERNANCE", Days: objectLockDays ?? 0 };
  const rule = {
    ID: "trailproof-expire",
    Filter: { Prefix: "" },
    Status: "Enabled",
    Expiration: { Days: lifecycleDays ?? 0 },
    ...(isVersioned && { NoncurrentVersionExpiration: { NoncurrentDays: lifecycleDays ?? 0 } }),
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  };
  const versioned: Desired = {
    kind: "versioning",
    call: "s3:PutBucketVersioning",
    input: { ...owned, VersioningConfiguration: { Status: "Enabled" } },
    after: "Enabled",
  };
  const locked: Desired = {
    kind: "object-lock",
    call: "s3:PutObjectLockConfiguration",
    input: {
      ...owned,
      ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: lock } },
    },
    after: lock,
  };
  const expired: Desired = {
    kind: "lifecycle",
    call: "s3:PutBucketLifecycleConfiguration",
    input: { ...owned, LifecycleConfiguration: { Rules: [rule] } },
    after: [rule],
  };
  return [
    ...(isVersioned ? [versioned] : []),
    ...(objectLockDays === undefined ? [] : [locked]),
    ...(lifecycleDays === undefined ? [] : [expired]),
  ];
}

function desiredTrail(options: TrailOptions, facts: TrailFacts, arn: string): readonly Desired[] {
  const { partition, bucket, trail } = facts;
  const after = trailSettings(options, bucket.name);
  const ownTopics = `arn:${partition}:sns:${facts.region}:${facts.account}:trailproof-`;
  const selectors = eventSelectors(options, `arn:${partition}:s3:::${bucket.name}`, partition);
  const insights = options.insights.toSorted();
  const hadInsights = JSON.stringify(trail.get("insights") ?? []) !== "[]";
  return [
    trail.has("trail")
      ? {
          kind: "trail",
          call: "cloudtrail:UpdateTrail",
          input: named(updateInput(arn, after, trail.get("trail")), ownTopics),
          after,
        }
      : {
          kind: "trail",
          call: "cloudtrail:CreateTrail",
          input: named(createInput(options.name, after), ownTopics),
          after,
        },
    {
      kind: "event-selectors",
      call: "cloudtrail:PutEventSelectors",
      input: { TrailName: arn, ...selectors },
      after: normalSelectors(selectors),
    },
    ...(insights.length > 0 || hadInsights
      ? [
          {
            kind: "insights",
            call: "cloudtrail:PutInsightSelectors",
            input: { TrailName: arn, InsightSelectors: insights.map((type) => ({ InsightType: type })) },
            after: insights,
          } as const,
        ]
      : []),
    { kind: "logging", call: "cloudtrail:StartLogging", input: { Name: arn }, after: true },
  ];
}

/** The settings as DescribeTrails answers them; null: there is none. */
export function trailSettings(options: TrailOptions, bucket: string): JsonObject {
  const { prefix, multiRegion, validation, kmsKey, logGroup, logRole, snsTopic, organization } = options;
  return {
    S3BucketName: bucket,
    S3KeyPrefix: prefix ?? null,
    IsMultiRegionTrail: multiRegion,
    IncludeGlobalServiceEvents: true,
    LogFileValidationEnabled: validation,
    IsOrganizationTrail: organization,
    KmsKeyId: kmsKey ?? null,
    CloudWatchLogsLogGroupArn: logGroup === undefined ? null : withStar(logGroup),
    CloudWatchLogsRoleArn: logRole ?? null,
    SnsTopicARN: snsTopic ?? null,
  };
}

/** CloudTrail wants it and answers it so. */
function withStar(logGroup: string): string {
  return logGroup.endsWith(":*") ? logGroup : `${logGroup}:*`;
}

/** Names in the calls where they are others than in the answers. */
const inputNames: ReadonlyMap<string, string> = new Map([
  ["LogFileValidationEnabled", "EnableLogFileValidation"],
  ["SnsTopicARN", "SnsTopicName"],
]);

function createInput(name: string, settings: JsonObject): JsonObject {
  const given = Object.entries(settings).filter(([, value]) => value !== null);
  return { Name: name, ...renamed(given) };
}

/** A topic of the trail's own account and region goes by its name. */
function named(input: JsonObject, ownTopics: string): JsonObject {
  const topic = input["SnsTopicName"];
  if (typeof topic !== "string" || !topic.startsWith(ownTopics)) return input;
  return { ...input, SnsTopicName: topic.slice(topic.lastIndexOf(":") + 1) };
}

/** Only what changes; an empty text takes a setting away. */
function updateInput(arn: string, settings: JsonObject, before: Json | undefined): JsonObject {
  const old = new Map(Object.entries(before ?? {}));
  const changed = Object.entries(settings).filter(([key, value]) => (old.get(key) ?? null) !== value);
  return { Name: arn, ...renamed(changed.map(([key, value]) => [key, value ?? ""])) };
}

function renamed(entries: readonly (readonly [string, Json])[]): JsonObject {
  return Object.fromEntries(entries.map(([key, value]) => [inputNames.get(key) ?? key, value]));
}
