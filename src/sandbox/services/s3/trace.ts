import type { Call, Output, Trace } from "../../call.ts";
import { bucketArn, bucketAsked, objectArn, textOf } from "./bucket.ts";
import { wireValues } from "./wire-names.ts";
import { xmlJson } from "./xml-json.ts";

/** How CloudTrail tells of an operation. */
export interface Told {
  /** Where it is not the API's name: `GetBucketLifecycle`. */
  readonly eventName?: string;
  /** `acl`: the name in the query that chooses the operation. */
  readonly subresource?: string;
  /** Member that is the body of the request. */
  readonly body?: string;
}

/**
 * The record of an operation on a bucket: what was asked as it was asked over HTTP, not by members of the model.
 *
 * Source: Amazon S3 User Guide, "Amazon S3 CloudTrail events", and real log files.
 */
export function bucketTrace(call: Call, told: Told): Trace {
  const bucket = bucketAsked(call);
  const name = textOf(call.input["Bucket"]);
  return {
    ...common(call, told),
    requestParameters: parameters(call, told),
    responseElements: null,
    additionalEventData: additional(call, undefined),
    // A bucket that is just made is not among the resources of its record, one that is just gone is.
    ...(name !== "" &&
      call.operation !== "CreateBucket" &&
      (bucket !== undefined || call.operation === "DeleteBucket") && {
        resources: [bucketResource(name, bucket?.owner ?? call.account.id)],
      }),
    ...copies(call, bucket?.owner),
  };
}

/** The record of a listing: a data event of all the bucket's objects. */
export function listTrace(call: Call, told: Told, output: Output | undefined): Trace {
  const bucket = bucketAsked(call);
  const name = textOf(call.input["Bucket"]);
  const prefix = `${bucketArn(name)}/`;
  return {
    ...common(call, told),
    requestParameters: parameters(call, told),
    responseElements: null,
    additionalEventData: additional(call, output),
    resources: [
      ...(bucket === undefined ? [] : [bucketResource(name, bucket.owner)]),
      { type: "AWS::S3::Object", ARNPrefix: prefix },
    ],
    data: { type: "AWS::S3::Object", arn: prefix },
    ...copies(call, bucket?.owner),
  };
}

/** The record of an operation on an object: a data event. */
export function objectTrace(call: Call, told: Told, output: Output | undefined): Trace {
  const bucket = bucketAsked(call);
  const name = textOf(call.input["Bucket"]);
  const arn = objectArn(name, textOf(call.input["Key"]));
  return {
    ...common(call, told),
    requestParameters: { ...parameters(call, told), key: textOf(call.input["Key"]) },
    responseElements: isReadOnly(call) ? null : answered(output),
    additionalEventData: additional(call, output),
    resources: [
      { type: "AWS::S3::Object", ARN: arn },
      ...(bucket === undefined ? [] : [bucketResource(name, bucket.owner)]),
    ],
    data: { type: "AWS::S3::Object", arn },
    ...copies(call, bucket?.owner),
  };
}

function common(call: Call, { eventName }: Told): Trace {
  return { ...(eventName !== undefined && { eventName }), readOnly: isReadOnly(call) };
}

function isReadOnly({ operation }: Call): boolean {
  return /^(Get|Head|List)/.test(operation);
}

function parameters(call: Call, { subresource, body }: Told): Readonly<Record<string, unknown>> {
  const { input, region, http } = call;
  const bucket = textOf(input["Bucket"]);
  const { headers, query } = wireValues(input);
  const acl = http.headers["x-amz-acl"];
  return {
    ...(bucket !== "" && { bucketName: bucket }),
    Host: bucket === "" ? `s3.${region}.amazonaws.com` : `${bucket}.s3.${region}.amazonaws.com`,
    ...(acl !== undefined && { "x-amz-acl": acl }),
    ...headers,
    ...query,
    ...(subresource !== undefined && { [subresource]: "" }),
    ...(call.operation === "ListObjectsV2" && { "list-type": "2" }),
    ...(body !== undefined && bodyOf(body, input[body])),
  };
}

/** A policy as JSON; else the body's XML as CloudTrail turns it into JSON. */
function bodyOf(member: string, value: unknown): Readonly<Record<string, unknown>> {
  if (member !== "Policy") return value === undefined ? {} : { [member]: xmlJson(value) };
  try {
    return { bucketPolicy: JSON.parse(textOf(value)) };
  } catch {
    return {};
  }
}

/** Headers of the answer that records of writes have. */
function answered(output: Output | undefined): object | null {
  if (output === undefined) return null;
  const elements = {
    ...tell("x-amz-server-side-encryption", output["ServerSideEncryption"]),
    ...tell("x-amz-server-side-encryption-aws-kms-key-id", output["SSEKMSKeyId"]),
    ...tell("x-amz-version-id", output["VersionId"]),
    ...tell("x-amz-delete-marker", output["DeleteMarker"]),
    ...tell("x-amz-expiration", output["Expiration"]),
  };
  return Object.keys(elements).length === 0 ? null : elements;
}

function tell(name: string, value: unknown): Readonly<Record<string, string>> {
  return value === undefined ? {} : { [name]: String(value) };
}

function additional({ http, input, operation, world }: Call, output: Output | undefined): object {
  const body = output?.["Body"];
  const isStored = /^(PutObject|CopyObject|CreateMultipartUpload|UploadPart)$/.test(operation) && output !== undefined;
  return {
    SignatureVersion: "SigV4",
    CipherSuite: "TLS_AES_128_GCM_SHA256",
    bytesTransferredIn: http.bytesIn || (input["Body"] instanceof Uint8Array ? input["Body"].length : 0),
    ...(isStored && { SSEApplied: sseApplied(input["ServerSideEncryption"], output["ServerSideEncryption"]) }),
    AuthenticationMethod: "AuthHeader",
    "x-amz-id-2": Buffer.from(world.ids.bytes(56)).toString("base64"),
    bytesTransferredOut: body instanceof Uint8Array ? body.length : 0,
  };
}

function sseApplied(asked: unknown, applied: unknown): string {
  const kind = String(applied).startsWith("aws:kms") ? "SSE_KMS" : "SSE_S3";
  return asked === undefined ? `Default_${kind}` : kind;
}

function bucketResource(name: string, owner: string): NonNullable<Trace["resources"]>[number] {
  return { accountId: owner, type: "AWS::S3::Bucket", ARN: bucketArn(name) };
}

function copies(call: Call, owner: string | undefined): Pick<Trace, "copies"> {
  return owner === undefined || owner === call.account.id ? {} : { copies: [owner] };
}
