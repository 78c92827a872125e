import { stringify } from "yaml";
import type { Json, JsonObject } from "../../../model/index.ts";
import type { TrailPlan } from "../plan/trail-plan.ts";
import { extraResources } from "./extra-resources.ts";
import { templateWarnings, wholePlan } from "./whole-plan.ts";

/**
 * The plan as a CloudFormation template (YAML), of everything that the trail shall be, whatever is there already.
 *
 * Source: CloudFormation Template Reference, AWS::S3::Bucket, AWS::S3::BucketPolicy, AWS::CloudTrail::Trail.
 */
export function cloudFormationTemplate(plan: TrailPlan): string {
  const { policy, selectors, settings, options } = wholePlan(plan);
  const isOwnBucket = plan.bucket.origin !== "existing";
  const extras = extraResources(plan);
  const before = [...(isOwnBucket ? ["LogBucketPolicy"] : []), ...extras.before];
  const trail = {
    Type: "AWS::CloudTrail::Trail",
    ...(before.length > 0 && { DependsOn: before }),
    Properties: {
      TrailName: plan.name,
      IsLogging: true,
      ...withoutNulls(settings),
      ...extras.properties,
      S3BucketName: isOwnBucket ? { Ref: "LogBucket" } : plan.bucket.name,
      ...selectors,
      ...(options.insights.length > 0 && {
        InsightSelectors: options.insights.map((type) => ({ InsightType: type })),
      }),
    },
  };
  const bucketPolicy = {
    Type: "AWS::S3::BucketPolicy",
    Properties: { Bucket: { Ref: "LogBucket" }, PolicyDocument: policy },
  };
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Trail ${plan.name} of account ${plan.account}, home region ${plan.region}`,
    Resources: {
      ...(isOwnBucket && { LogBucket: bucketOf(plan), LogBucketPolicy: bucketPolicy }),
      ...extras.resources,
      Trail: trail,
    },
  };
  const notes = [
    ...templateWarnings(plan).map(({ text }) => `# ${text}\n`),
    ...(isOwnBucket
      ? []
      : [
          `# The bucket ${plan.bucket.name} exists; its policy must have the statements of this trail, as the plan shows.\n`,
        ]),
  ];
  return `${notes.join("")}${stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function bucketOf({ bucket, options, arn }: TrailPlan): JsonObject {
  const { versioning, objectLockDays, lifecycleDays } = options;
  const isVersioned = versioning || objectLockDays !== undefined;
  const rule = {
    Id: "trailproof-expire",
    Status: "Enabled",
    ExpirationInDays: lifecycleDays ?? 0,
    ...(isVersioned && { NoncurrentVersionExpiration: { NoncurrentDays: lifecycleDays ?? 0 } }),
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  };
  const lock = { Mode: "GOVERNANCE", Days: objectLockDays ?? 0 };
  return {
    Type: "AWS::S3::Bucket",
    DeletionPolicy: "Retain",
    UpdateReplacePolicy: "Retain",
    Properties: {
      BucketName: bucket.name,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      ...(isVersioned && { VersioningConfiguration: { Status: "Enabled" } }),
      ...(objectLockDays !== undefined && {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: lock } },
      }),
      ...(lifecycleDays !== undefined && { LifecycleConfiguration: { Rules: [rule] } }),
      Tags: [{ Key: "trailproof:made-for", Value: arn }],
    },
  };
}

/** Settings in CloudFormation's words, which are those of DescribeTrails but for two. */
function withoutNulls(settings: JsonObject): JsonObject {
  const names = new Map([
    ["LogFileValidationEnabled", "EnableLogFileValidation"],
    ["SnsTopicARN", "SnsTopicName"],
    ["KmsKeyId", "KMSKeyId"],
  ]);
  const given = Object.entries(settings).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]): [string, Json] => [names.get(name) ?? name, value]));
}
