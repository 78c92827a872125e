import type { JsonObject } from "../../../model/index.ts";
import type { TrailStep } from "../step.ts";
import { performExtra } from "./perform-extra.ts";
import type { TrailAws } from "./trail-clients.ts";

/** Makes the one call of a step; what the SDK throws is not touched. Emptying a bucket is many calls, and not done here. */
export async function performCall({ clients }: TrailAws, step: TrailStep): Promise<void> {
  const { call, region, input } = step;
  if (call.startsWith("s3:")) await callS3(clients, call, region, input);
  else if (call.startsWith("cloudtrail:")) await callCloudTrail(clients, call, region, input);
  else await performExtra(clients, step);
}

async function callS3(
  clients: TrailAws["clients"],
  call: TrailStep["call"],
  region: string,
  input: JsonObject,
): Promise<void> {
  const { client, sdk } = await clients.s3(region);
  switch (call) {
    case "s3:CreateBucket":
      return done(client.send(new sdk.CreateBucketCommand(as(input))));
    case "s3:PutBucketTagging":
      return done(client.send(new sdk.PutBucketTaggingCommand(as(input))));
    case "s3:PutPublicAccessBlock":
      return done(client.send(new sdk.PutPublicAccessBlockCommand(as(input))));
    case "s3:PutBucketOwnershipControls":
      return done(client.send(new sdk.PutBucketOwnershipControlsCommand(as(input))));
    case "s3:PutBucketEncryption":
      return done(client.send(new sdk.PutBucketEncryptionCommand(as(input))));
    case "s3:PutBucketVersioning":
      return done(client.send(new sdk.PutBucketVersioningCommand(as(input))));
    case "s3:PutObjectLockConfiguration":
      return done(client.send(new sdk.PutObjectLockConfigurationCommand(as(input))));
    case "s3:PutBucketLifecycleConfiguration":
      return done(client.send(new sdk.PutBucketLifecycleConfigurationCommand(as(input))));
    case "s3:PutBucketPolicy":
      return done(client.send(new sdk.PutBucketPolicyCommand(as(input))));
    case "s3:DeleteBucketPolicy":
      return done(client.send(new sdk.DeleteBucketPolicyCommand(as(input))));
    default:
      return done(client.send(new sdk.DeleteBucketCommand(as(input))));
  }
}

async function callCloudTrail(
  clients: TrailAws["clients"],
  call: TrailStep["call"],
  region: string,
  input: JsonObject,
): Promise<void> {
  const { client, sdk } = await clients.cloudtrail(region);
  switch (call) {
    case "cloudtrail:CreateTrail":
      return done(client.send(new sdk.CreateTrailCommand(as(input))));
    case "cloudtrail:UpdateTrail":
      return done(client.send(new sdk.UpdateTrailCommand(as(input))));
    case "cloudtrail:PutEventSelectors":
      return done(client.send(new sdk.PutEventSelectorsCommand(as(input))));
    case "cloudtrail:PutInsightSelectors":
      return done(client.send(new sdk.PutInsightSelectorsCommand(as(input))));
    case "cloudtrail:StartLogging":
      return done(client.send(new sdk.StartLoggingCommand(as(input))));
    case "cloudtrail:StopLogging":
      return done(client.send(new sdk.StopLoggingCommand(as(input))));
    default:
      return done(client.send(new sdk.DeleteTrailCommand(as(input))));
  }
}

/** The input as the SDK types it: it was made for this call when the step was planned, and the plan's hash guards it. */
function as<Input>(input: JsonObject): Input {
  return input as unknown as Input;
}

async function done(sent: Promise<unknown>): Promise<void> {
  await sent;
}
