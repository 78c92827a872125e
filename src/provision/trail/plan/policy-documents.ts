import { isJsonObject, type Json, type JsonObject, ownObject, ownValue } from "../../../model/index.ts";
import { sameDocument } from "../../document.ts";

/** Who delivers what to where. */
export interface Delivery {
  readonly trailArn: string;
  readonly partition: string;
  readonly account: string;
  readonly bucket: string;
  readonly prefix?: string;
  /** `o-...` of an organization trail. */
  readonly organization?: string;
  /** Nobody comes without TLS: not for buckets that others use, and not where there is no TLS. */
  readonly deniesPlainHttp: boolean;
}

/**
 * What CloudTrail needs to deliver to a bucket, pinned to the one trail, so that nobody else's trail can write there.
 *
 * Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail" and "... for an organization trail".
 */
export function bucketPolicy(delivery: Delivery): JsonObject {
  return { Version: "2012-10-17", Statement: bucketStatements(delivery) };
}

/** An existing policy with the statements that the trail needs; what others need stays as it is. */
export function mergedBucketPolicy(existing: Json, delivery: Delivery): JsonObject {
  if (!isJsonObject(existing)) return bucketPolicy(delivery);
  const wanted = bucketStatements(delivery);
  const isWanted = (statement: Json): boolean => wanted.some((own) => sameRule(own, statement));
  const there = statementsOf(existing);
  const kept = there.filter((statement) => isWanted(statement) || !isPinnedTo(statement, delivery.trailArn));
  const missing = wanted.filter((own) => !kept.some((other) => sameRule(own, other)));
  if (missing.length === 0 && kept.length === there.length) return existing;
  const taken = new Set(kept.map(sidOf));
  return { ...existing, Statement: [...kept, ...missing.map((own) => withFreeSid(own, taken))] };
}

/** A policy without the statements that are good for nothing but deliveries of this trail; null where nothing is left. */
export function policyWithout(existing: JsonObject, trailArn: string): JsonObject | null {
  const left = statementsOf(existing).filter((statement) => !isPinnedTo(statement, trailArn));
  return left.length === 0 ? null : { ...existing, Statement: left };
}

function bucketStatements(delivery: Delivery): readonly JsonObject[] {
  const { trailArn, partition, account, bucket, prefix, organization, deniesPlainHttp: denies } = delivery;
  const arn = `arn:${partition}:s3:::${bucket}`;
  const start = prefix === undefined ? `${arn}/AWSLogs` : `${arn}/${prefix}/AWSLogs`;
  const write = (sid: string, folder: string): JsonObject => ({
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: `${start}/${folder}/*`,
    Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": trailArn } },
  });
  return [
    {
      Sid: "AWSCloudTrailAclCheck20150319",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "s3:GetBucketAcl",
      Resource: arn,
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    write("AWSCloudTrailWrite20150319", account),
    ...(organization === undefined ? [] : [write("AWSCloudTrailOrganizationWrite20150319", organization)]),
    ...(denies ? [denyPlainHttp(arn)] : []),
  ];
}

/** Source: Amazon S3 User Guide, "Security best practices for Amazon S3": enforce encryption of data in transit. */
function denyPlainHttp(arn: string): JsonObject {
  return {
    Sid: "DenyInsecureTransport",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** Whether a policy lets nobody in who comes without TLS. */
export function deniesPlainHttp(policy: Json): boolean {
  return statementsOf(policy).some((statement) => {
    const condition = isJsonObject(statement) ? ownObject(statement, "Condition") : undefined;
    const flag = ownValue((condition && ownObject(condition, "Bool")) ?? {}, "aws:SecureTransport");
    return isJsonObject(statement) && ownValue(statement, "Effect") === "Deny" && String(flag) === "false";
  });
}

/** The statements of a document, also where there is only one and no list. */
export function statementsOf(document: Json): readonly Json[] {
  const statement = isJsonObject(document) ? ownValue(document, "Statement") : undefined;
  if (statement === undefined) return [];
  return Array.isArray(statement) ? statement : [statement as Json];
}

/** A statement for CloudTrail on behalf of one trail and of nobody else. */
function isPinnedTo(statement: Json, trailArn: string): boolean {
  if (!isJsonObject(statement) || ownValue(statement, "Effect") !== "Allow") return false;
  const principal = ownObject(statement, "Principal");
  const service = principal && Object.keys(principal).length === 1 ? ownValue(principal, "Service") : undefined;
  const condition = ownObject(ownObject(statement, "Condition") ?? {}, "StringEquals") ?? {};
  return only(service) === "cloudtrail.amazonaws.com" && only(ownValue(condition, "aws:SourceArn")) === trailArn;
}

function only(value: Json | undefined): Json | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function sameRule(one: JsonObject, other: Json): boolean {
  return isJsonObject(other) && sameDocument({ ...one, Sid: "" }, { ...other, Sid: "" });
}

function sidOf(statement: Json): Json | undefined {
  return isJsonObject(statement) ? ownValue(statement, "Sid") : undefined;
}

/** A Sid may stand in a policy only once. */
function withFreeSid(statement: JsonObject, taken: Set<Json | undefined>): JsonObject {
  const wanted = String(statement["Sid"]);
  let sid = wanted;
  for (let number = 2; taken.has(sid); number += 1) sid = `${wanted}${number}`;
  taken.add(sid);
  return { ...statement, Sid: sid };
}
