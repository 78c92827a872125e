import { gunzipSync } from "node:zlib";
import type { Input, Output } from "../call.ts";
import type { SandboxParts } from "../parts.ts";
import { accountId, createTestSandbox, type TestSandbox } from "../sandbox.fixture.ts";
import { services } from "../services/index.ts";
import { readObject } from "../services/s3/object-store.ts";
import { loadServiceModels } from "../wire/service-models.ts";

export interface TrailSandbox extends TestSandbox, SandboxParts {
  /** Keys of a bucket, sorted. */
  keys(bucket?: string): readonly string[];
  /** Text of a delivered file. */
  text(key: string, bucket?: string): string;
  /** Records of all log files below a folder. */
  records(folder: string, bucket?: string): readonly Recorded[];
}

export interface Recorded {
  readonly eventName: string;
  readonly eventID: string;
  readonly eventTime: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly [member: string]: unknown;
}

export const bucketName = "iam-logs-111122223333";
export const trailName = "management-events";
export const trailArn: string = `arn:aws:cloudtrail:us-east-1:${accountId}:trail/${trailName}`;

const models = loadServiceModels();

/** With a bucket that CloudTrail may write to; no trail yet. */
export function createTrailSandbox(startsAt?: string): TrailSandbox {
  const sandbox = createTestSandbox(startsAt);
  const { world } = sandbox;
  const keys = (bucket = bucketName): readonly string[] =>
    [...world.objects(bucket).values()]
      .filter(({ deleted }) => !deleted)
      .map(({ key }) => key)
      .sort();
  const text = (key: string, bucket = bucketName): string =>
    gunzipSync(readObject(world, bucket, key)?.bytes ?? Buffer.from("")).toString();
  sandbox.ask("s3", "CreateBucket", { Bucket: bucketName });
  sandbox.ask("s3", "PutBucketPolicy", { Bucket: bucketName, Policy: deliveryPolicy() });
  return {
    ...sandbox,
    services,
    models,
    keys,
    text,
    records: (folder, bucket) =>
      keys(bucket)
        .filter((key) => key.startsWith(folder))
        .flatMap((key) => JSON.parse(text(key, bucket)).Records),
  };
}

/** Makes a key that lets CloudTrail encrypt, under an alias; gives its ARN. */
export function addTrailKey({ ask }: TestSandbox, alias: string): string {
  const Statement = [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*", Resource: "*" },
    {
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
  ];
  const { KeyMetadata } = ask("kms", "CreateKey", { Policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
  const { Arn, KeyId } = Object(KeyMetadata);
  ask("kms", "CreateAlias", { AliasName: alias, TargetKeyId: KeyId });
  return Arn;
}

/** As the CloudTrail User Guide gives it. */
export function deliveryPolicy(arn: string = trailArn, prefix = ""): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck20150319",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: `arn:aws:s3:::${bucketName}`,
        Condition: { StringEquals: { "aws:SourceArn": arn } },
      },
      {
        Sid: "AWSCloudTrailWrite20150319",
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${bucketName}/${prefix}AWSLogs/${accountId}/*`,
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": arn } },
      },
    ],
  });
}

/** A trail of all regions with digests, logging. */
export function startTrail({ ask }: TrailSandbox, input: Input = {}): Output {
  const created = ask("cloudtrail", "CreateTrail", {
    Name: trailName,
    S3BucketName: bucketName,
    IsMultiRegionTrail: true,
    EnableLogFileValidation: true,
    ...input,
  });
  ask("cloudtrail", "StartLogging", { Name: trailName });
  return created;
}
