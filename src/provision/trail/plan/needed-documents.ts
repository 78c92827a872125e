import type { JsonObject } from "../../../model/index.ts";

/** Whose trail it is, for the documents of things that it uses and that are not made here. */
export interface NeededBy {
  readonly trailArn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly organization?: string;
}

/**
 * Statements that the policy of a key must have, so that CloudTrail can encrypt with it and readers of the log decrypt.
 *
 * Source: CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail".
 */
export function keyStatements({ trailArn, partition, account }: NeededBy): readonly JsonObject[] {
  const contextArn = "kms:EncryptionContext:aws:cloudtrail:arn";
  return [
    {
      Sid: "AllowCloudTrailToEncryptLogs",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn },
        StringLike: { [contextArn]: `arn:${partition}:cloudtrail:*:${account}:trail/*` },
      },
    },
    {
      Sid: "AllowCloudTrailToDescribeKey",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: "kms:DescribeKey",
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    {
      Sid: "AllowReadersOfTheAccountToDecryptLogs",
      Effect: "Allow",
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { Null: { [contextArn]: "false" } },
    },
  ];
}

/**
 * The whole policy of a key that is made for a trail: what {@link keyStatements} say, and the account's own right to manage it,
 * without which nobody could.
 *
 * Source: AWS KMS Developer Guide, "Default key policy".
 */
export function newKeyPolicy(by: NeededBy): JsonObject {
  const managed = {
    Sid: "EnableIamPolicies",
    Effect: "Allow",
    Principal: { AWS: `arn:${by.partition}:iam::${by.account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  return { Version: "2012-10-17", Statement: [managed, ...keyStatements(by)] };
}

/**
 * What the role must trust and may do, with which CloudTrail writes to a log group (ARN that ends with `:*`).
 *
 * Source: CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring".
 */
export function logRoleDocuments(
  { account, region, organization }: NeededBy,
  logGroup: string,
): { readonly trust: JsonObject; readonly permissions: JsonObject } {
  const group = logGroup.replace(/:\*$/, "");
  const owners = organization === undefined ? [account] : [account, organization];
  const streams = owners.map((owner) =>
    owner === account ? `${group}:log-stream:${account}_CloudTrail_${region}*` : `${group}:log-stream:${owner}_*`,
  );
  return {
    trust: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
    permissions: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: streams }],
    },
  };
}

/**
 * The statement that the policy of a topic must have.
 *
 * Source: CloudTrail User Guide, "Amazon SNS topic policy for CloudTrail".
 */
export function topicStatement({ trailArn }: NeededBy, topic: string): JsonObject {
  return {
    Sid: "AWSCloudTrailSNSPolicy20131101",
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "SNS:Publish",
    Resource: topic,
    Condition: { StringEquals: { "aws:SourceArn": trailArn } },
  };
}
