import { AwsError } from "../../aws-error.ts";
import type { Call } from "../../call.ts";
import type { TrailState } from "../../world/nouns.ts";
import { findKey } from "../kms/find-key.ts";
import { type KeyFault, keyFault, type LogGroupFault, logGroupFault, topicFault } from "./trail-access.ts";

/**
 * The trail with its key by the key's own ARN. Of its key, topic and log group those that the call gave must be there, and must
 * let CloudTrail in. Throws in CloudTrail's words where they do not.
 *
 * Source: AWS CloudTrail API Reference, CreateTrail, "Errors".
 */
export function withOthers(call: Call, trail: TrailState, given: { readonly [setting: string]: unknown }): TrailState {
  const { world, account, time } = call;
  const named = given["kmsKeyId"] === undefined ? trail : withKeyArn(call, trail);
  const at = { world, account, trail: named, time };
  if (given["snsTopic"] !== undefined && topicFault(at) !== undefined) {
    const message = "SNS Topic does not exist or the topic policy is incorrect!";
    throw new AwsError("InsufficientSnsTopicPolicyException", message);
  }
  const isAboutLogs = given["logGroupArn"] !== undefined || given["logRoleArn"] !== undefined;
  const logs = isAboutLogs ? logGroupFault(at) : undefined;
  if (logs !== undefined) throw logGroupError(logs);
  const key = given["kmsKeyId"] === undefined ? undefined : keyFault(at);
  if (key !== undefined) throw keyError(key, named);
  return named;
}

/** An alias may come to name another key: what the trail has is the key. */
function withKeyArn({ world, account }: Call, trail: TrailState): TrailState {
  const region = world.buckets.get(trail.bucket)?.region ?? trail.homeRegion;
  const key = findKey({ world, account, region }, trail.kmsKeyId ?? "");
  return key === undefined ? trail : { ...trail, kmsKeyId: key.arn };
}

function keyError(fault: KeyFault, { bucket, kmsKeyId }: TrailState): AwsError {
  if (fault === "KMS.NotFoundException") {
    const message = `KMS key ${kmsKeyId} does not exist, or is not in the region of the S3 bucket ${bucket}.`;
    return new AwsError("KmsKeyNotFoundException", message);
  }
  if (fault !== "AccessDenied") return new AwsError("KmsException", `KMS key ${kmsKeyId} is not enabled.`);
  const message = `Insufficient permissions to access S3 bucket ${bucket} or KMS key ${kmsKeyId}.`;
  return new AwsError("InsufficientEncryptionPolicyException", message);
}

function logGroupError(fault: LogGroupFault): AwsError {
  if (fault === "no such log group") {
    const message = "CloudTrail cannot validate the specified log group ARN.";
    return new AwsError("InvalidCloudWatchLogsLogGroupArnException", message);
  }
  const what = fault === "not trusted" ? "trust relationships" : "permissions";
  return new AwsError("InvalidCloudWatchLogsRoleArnException", `Access denied. Check the ${what} for your role.`);
}
