import { z } from "zod";
import { type BucketSettingKind, bucketSettingKinds, type Json, type JsonObject } from "../../model/index.ts";

/**
 * One call that changes something, with the state that must be there before it and the state that is there after it. So a look
 * at the account tells whether it was made, whatever became of the process that made it.
 */
export interface TrailStep {
  readonly kind: StateKind;
  /** `s3:PutBucketPolicy`: service and operation. */
  readonly call: TrailCall;
  /** Name of the bucket, or ARN of the trail, alias, log group, role, topic or rule. */
  readonly target: string;
  /** Where it is asked. */
  readonly region: string;
  /** What the call is given, as the API names it. */
  readonly input: JsonObject;
  /**
   * `before`: the state must be `before`. `made-here`: it is a setting of a bucket or trail that the same run makes, so that its
   * state does not matter. `anything`: it goes, whatever it is.
   */
  readonly expects: "before" | "made-here" | "anything";
  readonly before: Json;
  readonly after: Json;
  /** A new trail is so by itself: the call is made only where it is not. */
  readonly isDefault?: boolean | undefined;
}

/** What of a bucket or trail a step is about. */
export type StateKind = BucketSettingKind | (typeof otherKinds)[number];

const otherKinds = [
  "bucket",
  "bucket-objects",
  "trail",
  "event-selectors",
  "insights",
  "logging",
  "kms-key",
  "kms-policy",
  "kms-rotation",
  "kms-alias",
  "log-group",
  "log-role",
  "log-role-policy",
  "topic",
  "topic-policy",
  "event-rule",
  "event-target",
] as const;

export const stateKinds: readonly StateKind[] = [...bucketSettingKinds, ...otherKinds];

export type TrailCall = (typeof trailCalls)[number];

export const trailCalls = [
  "s3:CreateBucket",
  "s3:PutBucketTagging",
  "s3:PutPublicAccessBlock",
  "s3:PutBucketOwnershipControls",
  "s3:PutBucketEncryption",
  "s3:PutBucketVersioning",
  "s3:PutObjectLockConfiguration",
  "s3:PutBucketLifecycleConfiguration",
  "s3:PutBucketPolicy",
  "s3:DeleteBucketPolicy",
  "s3:DeleteObjects",
  "s3:DeleteBucket",
  "cloudtrail:CreateTrail",
  "cloudtrail:UpdateTrail",
  "cloudtrail:PutEventSelectors",
  "cloudtrail:PutInsightSelectors",
  "cloudtrail:StartLogging",
  "cloudtrail:StopLogging",
  "cloudtrail:DeleteTrail",
  "kms:CreateKey",
  "kms:PutKeyPolicy",
  "kms:EnableKeyRotation",
  "kms:CreateAlias",
  "kms:ScheduleKeyDeletion",
  "kms:DeleteAlias",
  "logs:CreateLogGroup",
  "logs:DeleteLogGroup",
  "iam:CreateRole",
  "iam:PutRolePolicy",
  "iam:DeleteRolePolicy",
  "iam:DeleteRole",
  "sns:CreateTopic",
  "sns:SetTopicAttributes",
  "sns:DeleteTopic",
  "events:PutRule",
  "events:PutTargets",
  "events:RemoveTargets",
  "events:DeleteRule",
] as const;

const json = z.json() as z.ZodType<Json>;

/** A step as plans and journals hold it. */
export const trailStepSchema: z.ZodType<TrailStep> = z.strictObject({
  kind: z.enum(stateKinds),
  call: z.enum(trailCalls),
  target: z.string().min(1),
  region: z.string().min(1),
  // JSON objects are what a record of JSON values is.
  input: z.record(z.string(), json) as z.ZodType<JsonObject>,
  expects: z.enum(["before", "made-here", "anything"]),
  before: json,
  after: json,
  isDefault: z.boolean().optional(),
});

/** What a setting belongs to: when that is not there, nothing of it is. */
export function wholeOf(kind: StateKind): StateKind {
  return wholes.get(kind) ?? "bucket";
}

const wholes: ReadonlyMap<StateKind, StateKind> = new Map([
  ["trail", "trail"],
  ["event-selectors", "trail"],
  ["insights", "trail"],
  ["logging", "trail"],
  ["kms-key", "kms-key"],
  ["kms-policy", "kms-key"],
  ["kms-rotation", "kms-key"],
  ["kms-alias", "kms-key"],
  ["log-group", "log-group"],
  ["log-role", "log-role"],
  ["log-role-policy", "log-role"],
  ["topic", "topic"],
  ["topic-policy", "topic"],
  ["event-rule", "event-rule"],
  ["event-target", "event-rule"],
]);
