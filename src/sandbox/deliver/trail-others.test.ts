import { describe, expect, it } from "vitest";
import type { Output } from "../call.ts";
import { accountId } from "../sandbox.fixture.ts";
import { tick } from "./index.ts";
import {
  addTrailKey,
  bucketName,
  createTrailSandbox,
  startTrail,
  type TrailSandbox,
  trailArn,
  trailName,
} from "./trail.fixture.ts";

const group = "trail";
const groupArn = `arn:aws:logs:us-east-1:${accountId}:log-group:${group}`;
const topic = `arn:aws:sns:us-east-1:${accountId}:trail`;
const cloudtrail = { Service: "cloudtrail.amazonaws.com" };
const hour = 3_600_000;

function document(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

function status(sandbox: TrailSandbox): Output {
  return sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailName });
}

/** A role as the CloudTrail User Guide has it. */
function addLogs({ ask }: TrailSandbox): {
  readonly CloudWatchLogsLogGroupArn: string;
  readonly CloudWatchLogsRoleArn: string;
} {
  ask("logs", "CreateLogGroup", { logGroupName: group });
  const AssumeRolePolicyDocument = document({ Effect: "Allow", Principal: cloudtrail, Action: "sts:AssumeRole" });
  const { Role } = ask("iam", "CreateRole", { RoleName: "to-logs", AssumeRolePolicyDocument });
  const Resource = `${groupArn}:log-stream:${accountId}_CloudTrail_us-east-1*`;
  const Action = ["logs:CreateLogStream", "logs:PutLogEvents"];
  const PolicyDocument = document({ Effect: "Allow", Action, Resource });
  ask("iam", "PutRolePolicy", { RoleName: "to-logs", PolicyName: "write", PolicyDocument });
  return { CloudWatchLogsLogGroupArn: `${groupArn}:*`, CloudWatchLogsRoleArn: Object(Role).Arn };
}

function addTopic({ ask }: TrailSandbox, sourceArn: string = trailArn): void {
  ask("sns", "CreateTopic", { Name: "trail" });
  const Condition = { StringEquals: { "aws:SourceArn": sourceArn } };
  const AttributeValue = document({
    Effect: "Allow",
    Principal: cloudtrail,
    Action: "SNS:Publish",
    Resource: topic,
    Condition,
  });
  ask("sns", "SetTopicAttributes", { TopicArn: topic, AttributeName: "Policy", AttributeValue });
}

describe("a trail with a log group", () => {
  it("writes each of its events to the stream of its account and home region, once", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox, addLogs(sandbox));
    sandbox.ask("iam", "CreateUser", { UserName: "anna" });
    sandbox.ask("logs", "CreateLogGroup", { logGroupName: "other" }, { region: "eu-west-1" });
    tick(sandbox, hour);
    const { events } = sandbox.ask("logs", "FilterLogEvents", { logGroupName: group });
    const lines: readonly { message: string; logStreamName: string; timestamp: number }[] = Object(events);
    const inFiles = sandbox.records(`AWSLogs/${accountId}/CloudTrail/`).map(({ eventID }) => eventID);
    const ids = lines.map(({ message }) => JSON.parse(message).eventID);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(inFiles.toSorted());
    expect(lines.every(({ logStreamName }) => logStreamName === `${accountId}_CloudTrail_us-east-1`)).toBe(true);
    expect(status(sandbox)["LatestCloudWatchLogsDeliveryTime"]).toBeInstanceOf(Date);
    const found = sandbox.ask("logs", "FilterLogEvents", { logGroupName: group, filterPattern: "CreateUser anna" });
    expect(Object(found["events"])).toHaveLength(1);
  });

  it("tells that it is gone, or that the role may not, and delivers files all the same", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox, addLogs(sandbox));
    sandbox.ask("iam", "DeleteRolePolicy", { RoleName: "to-logs", PolicyName: "write" });
    tick(sandbox, hour);
    expect(status(sandbox)).toMatchObject({ LatestCloudWatchLogsDeliveryError: "AccessDenied" });
    sandbox.ask("logs", "DeleteLogGroup", { logGroupName: group });
    tick(sandbox, hour);
    expect(status(sandbox)).toMatchObject({ LatestCloudWatchLogsDeliveryError: "ResourceNotFoundException" });
    expect(status(sandbox)).not.toHaveProperty("LatestDeliveryError");
  });

  it("is refused with a role that CloudTrail cannot take, or that may not write there", () => {
    const sandbox = createTrailSandbox();
    const logs = addLogs(sandbox);
    const refusal = (): object =>
      sandbox.refusal("cloudtrail", "CreateTrail", { Name: trailName, S3BucketName: bucketName, ...logs });
    sandbox.ask("iam", "DeleteRolePolicy", { RoleName: "to-logs", PolicyName: "write" });
    const shape = "InvalidCloudWatchLogsRoleArnException";
    expect(refusal()).toEqual({ shape, message: "Access denied. Check the permissions for your role." });
    const PolicyDocument = document({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    sandbox.ask("iam", "UpdateAssumeRolePolicy", { RoleName: "to-logs", PolicyDocument });
    expect(refusal()).toEqual({ shape, message: "Access denied. Check the trust relationships for your role." });
  });
});

describe("a trail with a topic", () => {
  it("tells it of files, as long as the topic's policy lets it", () => {
    const sandbox = createTrailSandbox();
    addTopic(sandbox);
    startTrail(sandbox, { SnsTopicName: "trail" });
    tick(sandbox, hour);
    expect(status(sandbox)["LatestNotificationTime"]).toBeInstanceOf(Date);
    expect(status(sandbox)).not.toHaveProperty("LatestNotificationError");
    sandbox.ask("sns", "DeleteTopic", { TopicArn: topic });
    sandbox.ask("iam", "CreateUser", { UserName: "anna" });
    tick(sandbox, hour);
    expect(status(sandbox)).toMatchObject({ LatestNotificationError: "NotFound" });
  });

  it("is refused where the policy is for another trail", () => {
    const sandbox = createTrailSandbox();
    addTopic(sandbox, `${trailArn}-2`);
    const asked = { Name: trailName, S3BucketName: bucketName, SnsTopicName: topic };
    expect(sandbox.refusal("cloudtrail", "CreateTrail", asked).shape).toBe("InsufficientSnsTopicPolicyException");
  });
});

describe("a trail with a key", () => {
  it("writes its files under the key, and cannot when the key is off", () => {
    const sandbox = createTrailSandbox();
    const key = addTrailKey(sandbox, "alias/trail");
    startTrail(sandbox, { KmsKeyId: key });
    tick(sandbox, hour);
    const [file = ""] = sandbox.keys().filter((name) => name.includes("/CloudTrail/"));
    const head = sandbox.ask("s3", "HeadObject", { Bucket: bucketName, Key: file });
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key });
    sandbox.ask("kms", "DisableKey", { KeyId: key });
    tick(sandbox, hour);
    expect(status(sandbox)).toMatchObject({ LatestDeliveryError: "KMS.DisabledException" });
    sandbox.ask("kms", "EnableKey", { KeyId: key });
    tick(sandbox, 2 * hour);
    expect(status(sandbox)).not.toHaveProperty("LatestDeliveryError");
    expect(sandbox.records(`AWSLogs/${accountId}/CloudTrail/`).map(({ eventName }) => eventName)).toContain(
      "DisableKey",
    );
  });

  it("is refused with a key whose policy does not let CloudTrail in, that is off, or that is elsewhere", () => {
    const sandbox = createTrailSandbox();
    const { KeyMetadata } = sandbox.ask("kms", "CreateKey");
    const { KeyId, Arn } = Object(KeyMetadata);
    const shapeFor = (KmsKeyId: string): string =>
      sandbox.refusal("cloudtrail", "CreateTrail", { Name: trailName, S3BucketName: bucketName, KmsKeyId }).shape;
    expect(shapeFor(KeyId)).toBe("InsufficientEncryptionPolicyException");
    sandbox.ask("kms", "DisableKey", { KeyId });
    expect(shapeFor(Arn)).toBe("KmsException");
    expect(shapeFor(Arn.replace("us-east-1", "eu-west-1"))).toBe("KmsKeyNotFoundException");
  });
});
