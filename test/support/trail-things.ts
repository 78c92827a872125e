import { account, region, type TrailBench } from "./trail-bench.ts";

/** ARNs of things that somebody made by hand for a trail, with the policies that the CloudTrail User Guide gives. */
export interface TrailThings {
  readonly kmsKey: string;
  readonly logGroup: string;
  readonly logRole: string;
  readonly snsTopic: string;
}

export async function makeTrailThings({ aws }: TrailBench, trailArn: string): Promise<TrailThings> {
  const { clients } = aws;
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const Condition = { StringEquals: { "aws:SourceArn": trailArn } };
  const [kms, logs, sns, iam] = await Promise.all([
    clients.kms(region),
    clients.logs(region),
    clients.sns(region),
    clients.iam(),
  ]);
  const owner = { AWS: `arn:aws:iam::${account}:root` };
  const Policy = documentText([
    { Effect: "Allow", Principal: owner, Action: "kms:*", Resource: "*" },
    {
      Effect: "Allow",
      Principal,
      Action: "kms:GenerateDataKey*",
      Resource: "*",
      Condition: {
        ...Condition,
        StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${account}:trail/*` },
      },
    },
    { Effect: "Allow", Principal, Action: "kms:DescribeKey", Resource: "*", Condition },
  ]);
  const { KeyMetadata } = await kms.client.send(new kms.sdk.CreateKeyCommand({ Policy }));
  await logs.client.send(new logs.sdk.CreateLogGroupCommand({ logGroupName: "trail" }));
  const logGroup = `arn:aws:logs:${region}:${account}:log-group:trail`;
  const trust = documentText([{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }]);
  const { Role } = await iam.client.send(
    new iam.sdk.CreateRoleCommand({ RoleName: "trail-to-logs", AssumeRolePolicyDocument: trust }),
  );
  const Action = ["logs:CreateLogStream", "logs:PutLogEvents"];
  const streams = `${logGroup}:log-stream:${account}_CloudTrail_${region}*`;
  await iam.client.send(
    new iam.sdk.PutRolePolicyCommand({
      RoleName: "trail-to-logs",
      PolicyName: "write",
      PolicyDocument: documentText([{ Effect: "Allow", Action, Resource: streams }]),
    }),
  );
  const { TopicArn = "" } = await sns.client.send(new sns.sdk.CreateTopicCommand({ Name: "trail" }));
  const publish = [{ Effect: "Allow", Principal, Action: "SNS:Publish", Resource: TopicArn, Condition }];
  await sns.client.send(
    new sns.sdk.SetTopicAttributesCommand({
      TopicArn,
      AttributeName: "Policy",
      AttributeValue: documentText(publish),
    }),
  );
  return { kmsKey: KeyMetadata?.Arn ?? "", logGroup, logRole: Role?.Arn ?? "", snsTopic: TopicArn };
}

function documentText(Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
