import type { Call, Need } from "../../call.ts";
import type { BucketState, ObjectVersion } from "../../world/nouns.ts";
import { withAcl } from "./acl-policy.ts";
import { bucketArn, bucketAsked, objectArn, textOf } from "./bucket.ts";
import { findVersion } from "./object-store.ts";
import { isPublicPolicy } from "./public-policy.ts";
import { membersOf } from "./rules.ts";
import { wireValues } from "./wire-names.ts";

/** Of buckets that are not there nothing is needed: everybody is told so. */
export function bucketNeed(call: Call, action: string): readonly Need[] {
  const bucket = bucketAsked(call);
  return bucket === undefined ? [] : [needOnBucket(call, bucket, action)];
}

/** What is needed for the object that the call names. */
export function objectNeed(call: Call, action: string): readonly Need[] {
  const bucket = bucketAsked(call);
  return bucket === undefined ? [] : [needOf(call, bucket, action, textOf(call.input["Key"]))];
}

/**
 * The same to read it. Whether a key is there is told only to those who may list the bucket.
 *
 * Source: Amazon S3 API Reference, GetObject, "Permissions".
 */
export function readNeed(call: Call, action: string): readonly Need[] {
  const [need] = objectNeed(call, action);
  const bucket = bucketAsked(call);
  if (need === undefined || bucket === undefined) return [];
  const { VersionId } = call.input;
  const object = findVersion(call.world, bucket.name, textOf(call.input["Key"]), optionalText(VersionId));
  const isThere = object !== undefined && (!object.deleted || VersionId !== undefined);
  return isThere
    ? [{ ...need, context: { ...need.context, ...tagContext(object) } }]
    : [need, needOnBucket(call, bucket, "s3:ListBucket")];
}

/** For a key that the input does not name as such. */
export function needOf(call: Call, bucket: BucketState, action: string, key: string): Need {
  const resource = objectArn(bucket.name, key);
  const isRead = action.startsWith("s3:Get");
  const acl = isRead
    ? findVersion(call.world, bucket.name, key, optionalText(call.input["VersionId"]))?.acl
    : bucket.acl;
  const policy = withAcl(bucket.policy, bucket, call, acl, resource);
  return { action, resource, resourcePolicy: policyOf(call, bucket, policy), context: contextOf(call) };
}

/** `Version` behind the action where a version is asked for: GetObjectVersion. */
export function versioned(call: Call, action: string, infix: string = "Object"): string {
  return call.input["VersionId"] === undefined ? action : action.replace(infix, `${infix}Version`);
}

function needOnBucket(call: Call, bucket: BucketState, action: string): Need {
  const resource = bucketArn(bucket.name);
  const policy = withAcl(bucket.policy, bucket, call, bucket.acl, resource);
  return { action, resource, resourcePolicy: policyOf(call, bucket, policy), context: contextOf(call) };
}

/** RestrictPublicBuckets: a public policy counts for the owner's account and AWS services only. */
function policyOf(
  { caller, account }: Call,
  { policy, owner, publicAccessBlock }: BucketState,
  document: string | undefined,
): NonNullable<Need["resourcePolicy"]> {
  const isForeign = caller.kind !== "service" && (caller.kind === "anonymous" || account.id !== owner);
  const isRestricted = isForeign && publicAccessBlock?.["RestrictPublicBuckets"] === true && isPublicPolicy(policy);
  return { account: owner, ...(document !== undefined && !isRestricted && { document }) };
}

/**
 * Condition keys that come of the request.
 *
 * Source: Service Authorization Reference, "Condition keys for Amazon S3".
 */
export function contextOf({ input, http, caller }: Call): NonNullable<Need["context"]> {
  const { headers, query } = wireValues(input);
  const acl = headers["x-amz-acl"] ?? http.headers["x-amz-acl"];
  const context: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries({ ...headers, ...(acl !== undefined && { "x-amz-acl": acl }) })) {
    context[`s3:${lockNames[name] ?? name}`] = [value];
  }
  for (const name of ["prefix", "delimiter", "max-keys"]) {
    const value = query[name];
    if (value !== undefined) context[`s3:${name}`] = [value];
  }
  const version = query["versionId"];
  if (version !== undefined) context["s3:VersionId"] = [version];
  if (caller.kind !== "anonymous") {
    context["s3:authType"] = ["REST-HEADER"];
    context["s3:signatureversion"] = ["AWS4-HMAC-SHA256"];
  }
  return { ...context, ...bodyContext(input) };
}

/** Headers whose condition key has another name. */
const lockNames: Readonly<Record<string, string>> = {
  "x-amz-object-lock-mode": "object-lock-mode",
  "x-amz-object-lock-retain-until-date": "object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold": "object-lock-legal-hold",
};

function bodyContext({ CreateBucketConfiguration, Tagging }: Call["input"]): NonNullable<Need["context"]> {
  const constraint = textOf(membersOf(CreateBucketConfiguration)["LocationConstraint"]);
  const tags = typeof Tagging === "string" ? [...new URLSearchParams(Tagging)] : [];
  return {
    ...(constraint !== "" && { "s3:LocationConstraint": [constraint] }),
    ...(tags.length > 0 && { "s3:RequestObjectTagKeys": tags.map(([key]) => key) }),
    ...Object.fromEntries(tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, [value]])),
  };
}

function tagContext({ tags = [] }: ObjectVersion): NonNullable<Need["context"]> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [`s3:ExistingObjectTag/${Key}`, [Value]]));
}

function optionalText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
