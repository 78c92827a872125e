import type { Call, Operations, Output } from "../../call.ts";
import type { BucketState } from "../../world/nouns.ts";
import { changeBucket, textOf } from "./bucket.ts";
import { s3Error } from "./errors.ts";
import { bucketOperation, removal } from "./operation.ts";
import { type Members, membersOf, rulesOf } from "./rules.ts";

const subresource = "lifecycle";

export const lifecycleOperations: Operations = {
  PutBucketLifecycleConfiguration: bucketOperation({
    action: "s3:PutLifecycleConfiguration",
    eventName: "PutBucketLifecycle",
    subresource,
    body: "LifecycleConfiguration",
    run: putLifecycle,
  }),
  GetBucketLifecycleConfiguration: bucketOperation({
    action: "s3:GetLifecycleConfiguration",
    eventName: "GetBucketLifecycle",
    subresource,
    run: (_, { lifecycle }) => {
      if (lifecycle === undefined) throw s3Error("NoSuchLifecycleConfiguration");
      return { Rules: rulesOf(lifecycle).map(readRule), TransitionDefaultMinimumObjectSize: minimumSize };
    },
  }),
  DeleteBucketLifecycle: removal({
    action: "s3:PutLifecycleConfiguration",
    subresource,
    changes: { lifecycle: undefined },
  }),
};

const minimumSize = "all_storage_classes_128K";
const actions = [
  "Expiration",
  "Transitions",
  "NoncurrentVersionTransitions",
  "NoncurrentVersionExpiration",
  "AbortIncompleteMultipartUpload",
];

function putLifecycle(call: Call, bucket: BucketState): Output {
  const rules = rulesOf(call.input["LifecycleConfiguration"]);
  if (rules.length > 1000)
    throw s3Error("InvalidRequest", "The number of lifecycle rules must not exceed the allowed limit of 1000 rules");
  const named = rules.map((rule) => ({ ...rule, ID: rule["ID"] ?? call.world.ids.uuid() }));
  for (const rule of named) checkRule(rule);
  if (new Set(named.map(({ ID }) => ID)).size < named.length) {
    throw s3Error("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule");
  }
  changeBucket(call, bucket, { lifecycle: { Rules: named.map(storedRule) } });
  return { TransitionDefaultMinimumObjectSize: minimumSize };
}

/**
 * Source: Amazon S3 User Guide, "Lifecycle configuration elements".
 */
function checkRule(rule: Members): void {
  const { ID, Status, Filter, Prefix, Expiration } = rule;
  if (textOf(ID).length > 255) throw s3Error("InvalidArgument", "ID length should not exceed allowed limit of 255");
  if (Status !== "Enabled" && Status !== "Disabled") throw s3Error("MalformedXML");
  if ((Filter === undefined) === (Prefix === undefined)) throw s3Error("MalformedXML");
  if (!actions.some((action) => rule[action] !== undefined)) {
    throw s3Error("InvalidRequest", "At least one action needs to be specified in a rule");
  }
  const { Days, Date: date, ExpiredObjectDeleteMarker } = membersOf(Expiration);
  const ways = [Days, date, ExpiredObjectDeleteMarker].filter((way) => way !== undefined);
  if (Expiration !== undefined && ways.length !== 1) throw s3Error("MalformedXML");
  if (Days !== undefined && !(Number.isInteger(Days) && Number(Days) > 0)) {
    throw s3Error("InvalidArgument", "'Days' for Expiration action must be a positive integer");
  }
  if (date instanceof Date && date.getTime() % 86_400_000 !== 0) {
    throw s3Error("InvalidArgument", "'Date' must be at midnight GMT");
  }
}

/** Dates are kept as text: the world is JSON. */
function storedRule(rule: Members): Members {
  return mapDates(rule, (value) => (value instanceof Date ? value.toISOString() : value));
}

function readRule(rule: Members): Members {
  return mapDates(rule, (value) => (typeof value === "string" ? new Date(value) : value));
}

function mapDates(rule: Members, change: (date: unknown) => unknown): Members {
  const one = (value: unknown): unknown => {
    const members = membersOf(value);
    return members["Date"] === undefined ? value : { ...members, Date: change(members["Date"]) };
  };
  const { Expiration, Transitions } = rule;
  return {
    ...rule,
    ...(Expiration !== undefined && { Expiration: one(Expiration) }),
    ...(Array.isArray(Transitions) && { Transitions: Transitions.map(one) }),
  };
}
