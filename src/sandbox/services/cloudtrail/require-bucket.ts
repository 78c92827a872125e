import { authorize } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Need } from "../../call.ts";
import type { TrailState } from "../../world/nouns.ts";

/**
 * Whether CloudTrail could deliver into the bucket: asked of the bucket's policy, as it will be at each delivery.
 * Throws S3BucketDoesNotExistException, InsufficientS3BucketPolicyException.
 */
export function requireBucket(call: Call, trail: TrailState): void {
  const { world, account } = call;
  const bucket = world.buckets.get(trail.bucket);
  if (bucket === undefined) {
    throw new AwsError("S3BucketDoesNotExistException", `S3 bucket ${trail.bucket} does not exist!`);
  }
  const resourcePolicy = { account: bucket.owner, ...(bucket.policy !== undefined && { document: bucket.policy }) };
  const arn = `arn:aws:s3:::${bucket.name}`;
  const headers = { "x-amz-acl": "bucket-owner-full-control" };
  const needs: readonly Need[] = [
    { action: "s3:GetBucketAcl", resource: arn, resourcePolicy },
    ...folders(call, trail).map((folder) => ({
      action: "s3:PutObject",
      resource: `${arn}/${folder}/CloudTrail/${trail.homeRegion}/`,
      resourcePolicy,
      context: { "s3:x-amz-acl": [headers["x-amz-acl"]] },
    })),
  ];
  try {
    authorize(
      {
        ...call,
        service: "s3",
        caller: { kind: "service", name: "cloudtrail.amazonaws.com", sourceArn: trail.arn, sourceAccount: account.id },
        http: { ...call.http, headers },
      },
      needs,
    );
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = `Incorrect S3 bucket policy is detected for bucket: ${trail.bucket}`;
    throw new AwsError("InsufficientS3BucketPolicyException", message);
  }
}

function folders({ world, account }: Call, { prefix, organization }: TrailState): readonly string[] {
  const start = prefix === undefined ? "AWSLogs" : `${prefix}/AWSLogs`;
  const id = world.organization.get("organization")?.id;
  return [`${start}/${account.id}`, ...(organization && id !== undefined ? [`${start}/${id}/${account.id}`] : [])];
}
