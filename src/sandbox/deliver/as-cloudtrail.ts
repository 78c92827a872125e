import type { Call, Input } from "../call.ts";
import { dispatch } from "../dispatch.ts";
import type { SandboxParts } from "../parts.ts";
import type { TrailFlow } from "../trails/flows.ts";
import { isoSecond } from "../trails/instants.ts";
import type { TrailState } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/**
 * A call of S3 that CloudTrail makes for a trail, with all that others go through: the bucket's policy, the record, and the
 * commit, together with what was changed before. Throws AwsError, and then nothing was changed.
 */
export function askAsCloudTrail(
  { world, services, models }: SandboxParts,
  { trail, account }: TrailFlow,
  operation: "GetBucketAcl" | "PutObject",
  input: Input,
  at: number,
): void {
  const bucket = world.buckets.get(trail.bucket);
  const region = bucket?.region ?? trail.homeRegion;
  const body = input["Body"];
  const call: Call = {
    service: "s3",
    operation,
    input: { Bucket: trail.bucket, ...input },
    caller: { kind: "service", name: serviceName, sourceArn: trail.arn, sourceAccount: account.id },
    world,
    account: (bucket && world.accounts.get(bucket.owner)) ?? account,
    region,
    requestId: requestId(world.ids.bytes(16)),
    sourceIp: serviceName,
    userAgent: serviceName,
    http: {
      host: `${trail.bucket}.s3.${region}.amazonaws.com`,
      method: operation === "PutObject" ? "PUT" : "GET",
      path: "/",
      query: [],
      headers: operation === "PutObject" ? { "x-amz-acl": "bucket-owner-full-control" } : {},
      bytesIn: body instanceof Uint8Array ? body.length : 0,
    },
    time: isoSecond(at),
  };
  dispatch(call, services, models);
}

const serviceName = "cloudtrail.amazonaws.com";

/** 16 letters and digits, as S3 makes them. */
function requestId(bytes: Uint8Array): string {
  const letters = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";
  return [...bytes].map((byte) => letters[byte % letters.length]).join("");
}

/** Where a flow's files lie. */
export function placeOf(
  world: World,
  { trail, flow }: TrailFlow,
): { readonly prefix: string; readonly organization?: string; readonly account: string; readonly region: string } {
  const organization = trail.organization ? world.organization.get("organization")?.id : undefined;
  return {
    prefix: trail.prefix ?? "",
    ...(organization !== undefined && { organization }),
    account: flow.account,
    region: flow.region,
  };
}

/** Of log files; digests are never under the trail's key. */
export function encryptionOf({ kmsKeyId }: TrailState): Input {
  return kmsKeyId === undefined
    ? { ServerSideEncryption: "AES256" }
    : { ServerSideEncryption: "aws:kms", SSEKMSKeyId: kmsKeyId };
}
