import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { CloudTrailEvent, Json } from "../../model/index.ts";
import { account, call, session, userArn } from "./events.fixture.ts";
import { type ResourceStep, resourcesOf } from "./resources-of.ts";

const catalogue = actionCatalogue();

function found(
  event: CloudTrailEvent,
  name: string,
): { readonly arns: readonly string[]; readonly step: ResourceStep } {
  const action = catalogue.action(name);
  if (action === undefined) throw new Error(name);
  return resourcesOf(event, action);
}

const here = `eu-west-1:${account}`;

describe("the resources of a call", () => {
  const cases: readonly (readonly [action: string, event: CloudTrailEvent, step: ResourceStep, ...arns: string[]])[] = [
    ["ec2:DescribeInstances", call("ec2", "DescribeInstances", {}), "wildcard", "*"],
    [
      "s3:GetObject",
      call("s3", "GetObject", null, {
        resources: [
          { type: "AWS::S3::Object", ARN: "arn:aws:s3:::lake/2026/a:b.csv" },
          { type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::lake" },
        ],
      }),
      "resources",
      "arn:aws:s3:::lake/2026/a:b.csv",
    ],
    ["s3:CreateBucket", call("s3", "CreateBucket", { bucketName: "lake" }), "named", "arn:aws:s3:::lake"],
    ["s3:GetObject", call("s3", "GetObject", { bucketName: "lake", key: "a/b" }), "named", "arn:aws:s3:::lake/a/b"],
    [
      "ec2:TerminateInstances",
      call("ec2", "TerminateInstances", {
        instancesSet: { items: [{ instanceId: "i-0123456789abcdef0" }, { instanceId: "i-01234567" }] },
      }),
      "named",
      `arn:aws:ec2:${here}:instance/i-01234567`,
      `arn:aws:ec2:${here}:instance/i-0123456789abcdef0`,
    ],
    [
      "ec2:DeleteNatGateway",
      call("ec2", "DeleteNatGateway", {
        DeleteNatGatewayRequest: { NatGatewayId: { tag: 1, content: "nat-0123456789abcdef0" } },
      }),
      "named",
      `arn:aws:ec2:${here}:natgateway/nat-0123456789abcdef0`,
    ],
    [
      "ec2:RunInstances",
      call(
        "ec2",
        "RunInstances",
        {
          instancesSet: { items: [{ imageId: "ami-0123456789abcdef0", keyName: "ops" }] },
          subnetId: "subnet-0123456789abcdef0",
          tagSpecificationSet: { items: [{ tags: [{ key: "team" }] }] },
        },
        { responseElements: { instancesSet: { items: [{ instanceId: "i-0123456789abcdef0" }] } } },
      ),
      "named",
      `arn:aws:ec2:${here}:instance/i-0123456789abcdef0`,
      `arn:aws:ec2:${here}:key-pair/ops`,
      `arn:aws:ec2:${here}:subnet/subnet-0123456789abcdef0`,
      "arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0",
    ],
    [
      "ec2:CreateVpc",
      call("ec2", "CreateVpc", { cidrBlock: "10.0.0.0/16" }, { errorCode: "Client.VpcLimitExceeded" }),
      "all",
      `arn:aws:ec2:${here}:vpc/*`,
    ],
    [
      "kms:Decrypt",
      call(
        "kms",
        "Decrypt",
        { keyId: "alias/app" },
        { resources: [{ ARN: `arn:aws:kms:${here}:key/1234abcd-12ab-34cd-56ef-1234567890ab` }] },
      ),
      "resources",
      `arn:aws:kms:${here}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    ],
    ["kms:Encrypt", call("kms", "Encrypt", { keyId: "alias/app" }), "none"],
    [
      "kms:Encrypt",
      call("kms", "Encrypt", { keyId: "1234abcd-12ab-34cd-56ef-1234567890ab" }),
      "named",
      `arn:aws:kms:${here}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    ],
    [
      "lambda:GetFunction",
      call("lambda", "GetFunction20150331v2", { functionName: "f" }),
      "named",
      `arn:aws:lambda:${here}:function:f`,
    ],
    [
      "lambda:InvokeFunction",
      call("lambda", "Invoke", { functionName: `arn:aws:lambda:${here}:function:f` }),
      "literal",
      `arn:aws:lambda:${here}:function:f`,
    ],
    ["iam:GetRole", call("iam", "GetRole", { roleName: "app" }), "named", `arn:aws:iam::${account}:role/app`],
    [
      "iam:CreateRole",
      call("iam", "CreateRole", { roleName: "app", path: "/team/a/" }),
      "named",
      `arn:aws:iam::${account}:role/team/a/app`,
    ],
    [
      "iam:GetPolicy",
      call("iam", "GetPolicy", { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
      "literal",
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ],
    [
      "iam:AttachRolePolicy",
      call("iam", "AttachRolePolicy", { roleName: "app", policyArn: "arn:aws:iam::aws:policy/X" }),
      "named",
      `arn:aws:iam::${account}:role/app`,
    ],
    ["iam:GetUser", call("iam", "GetUser"), "self", userArn],
    ["iam:GetUser", call("iam", "GetUser", null, { errorCode: "AccessDenied" }), "none"],
    [
      "iam:CreateAccessKey",
      call("iam", "CreateAccessKey", { userName: "bo" }),
      "named",
      `arn:aws:iam::${account}:user/bo`,
    ],
    [
      "iam:PutRolePolicy",
      call("iam", "PutRolePolicy", {
        roleName: "app",
        policyName: "p",
        policyDocument: '{"Resource":"arn:aws:iam::111122223333:role/other"}',
      }),
      "named",
      `arn:aws:iam::${account}:role/app`,
    ],
    [
      "sts:AssumeRole",
      call("sts", "AssumeRole", { roleArn: "arn:aws:iam::444455556666:role/x" }),
      "literal",
      "arn:aws:iam::444455556666:role/x",
    ],
    [
      "sts:AssumeRoot",
      call("sts", "AssumeRoot", { targetPrincipal: "444455556666" }),
      "named",
      "arn:aws:iam::444455556666:root",
    ],
    [
      "ssm:GetParameter",
      call("ssm", "GetParameter", { name: "/app/db" }),
      "named",
      `arn:aws:ssm:${here}:parameter/app/db`,
    ],
    [
      "ssm:ListTagsForResource",
      call("ssm", "ListTagsForResource", { resourceType: "Document", resourceId: "d" }),
      "named",
      `arn:aws:ssm:${here}:document/d`,
    ],
    [
      "ssm:GetDocument",
      call("ssm", "GetDocument", { name: "AWS-RunShellScript" }),
      "named",
      "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript",
    ],
    ["secretsmanager:GetSecretValue", call("secretsmanager", "GetSecretValue", { secretId: "db" }), "none"],
    [
      "secretsmanager:GetSecretValue",
      call("secretsmanager", "GetSecretValue", { secretId: `arn:aws:secretsmanager:${here}:secret:db-a1b2c3` }),
      "literal",
      `arn:aws:secretsmanager:${here}:secret:db-a1b2c3`,
    ],
    ["dynamodb:GetItem", call("dynamodb", "GetItem", { tableName: "t" }), "named", `arn:aws:dynamodb:${here}:table/t`],
    [
      "sqs:SendMessage",
      call("sqs", "SendMessage", { queueUrl: "https://sqs.eu-west-1.amazonaws.com/444455556666/q.fifo" }),
      "named",
      "arn:aws:sqs:eu-west-1:444455556666:q.fifo",
    ],
    ["sns:Publish", call("sns", "Publish", { topicArn: `arn:aws:sns:${here}:t` }), "literal", `arn:aws:sns:${here}:t`],
    [
      "logs:CreateLogGroup",
      call("logs", "CreateLogGroup", { logGroupName: "/aws/lambda/f" }),
      "named",
      `arn:aws:logs:${here}:log-group:/aws/lambda/f:log-stream:`,
    ],
    [
      "logs:PutLogEvents",
      call("logs", "PutLogEvents", { logGroupName: "/g", logStreamName: "s" }),
      "named",
      `arn:aws:logs:${here}:log-group:/g:log-stream:s`,
    ],
    ["cloudformation:DescribeStacks", call("cloudformation", "DescribeStacks", { stackName: "s" }), "none"],
    [
      "cloudformation:CreateStack",
      call(
        "cloudformation",
        "CreateStack",
        { stackName: "s" },
        { responseElements: { stackId: `arn:aws:cloudformation:${here}:stack/s/1234abcd` } },
      ),
      "response",
      `arn:aws:cloudformation:${here}:stack/s/1234abcd`,
    ],
    [
      "rds:DescribeDBInstances",
      call("rds", "DescribeDBInstances", { maxRecords: 100 }),
      "all",
      `arn:aws:rds:${here}:db:*`,
    ],
    [
      "rds:DescribeDBInstances",
      call("rds", "DescribeDBInstances", { dBInstanceIdentifier: "main" }),
      "named",
      `arn:aws:rds:${here}:db:main`,
    ],
    [
      "guardduty:GetFilter",
      call("guardduty", "GetFilter", { detectorId: "d", filterName: "f" }),
      "named",
      `arn:aws:guardduty:${here}:detector/d/filter/f`,
    ],
    [
      "ecs:DescribeServices",
      call("ecs", "DescribeServices", { cluster: `arn:aws:ecs:${here}:cluster/c`, services: ["a", "b"] }),
      "named",
      `arn:aws:ecs:${here}:service/c/a`,
      `arn:aws:ecs:${here}:service/c/b`,
    ],
    [
      "s3express:CreateSession",
      call("s3express", "PutObject", { bucketName: "b--euw1-az1--x-s3" }),
      "named",
      `arn:aws:s3express:${here}:bucket/b--euw1-az1--x-s3`,
    ],
  ];

  test.each(cases.map(([action, event, step, ...arns]) => [action, arns.join(" "), step, event] as const))(
    "%s: %s (%s)",
    (action, arns, step, event) => {
      expect(found(event, action)).toEqual({ arns: arns === "" ? [] : arns.split(" "), step });
    },
  );
});

test("other partitions have their ARNs, and Regions and accounts that cannot be make none", () => {
  const china = {
    ...call("lambda", "GetFunction20150331", { functionName: "f" }),
    awsRegion: "cn-north-1",
    userIdentity: { accountId: account },
  };
  expect(found(china, "lambda:GetFunction").arns).toEqual([`arn:aws-cn:lambda:cn-north-1:${account}:function:f`]);
  expect(found({ ...china, awsRegion: "a:b" }, "lambda:GetFunction").arns).toEqual([]);
  expect(found({ ...china, recipientAccountId: "*", userIdentity: session }, "lambda:GetFunction").arns).toEqual([]);
});

const nothing: readonly (readonly [title: string, parameters: Json])[] = [
  ["hidden", { name: "HIDDEN_DUE_TO_SECURITY_REASONS" }],
  ["masked", { name: "****" }],
  ["left out for their size", { omitted: true, originalSize: 200_000, reason: "too long", name: "/app/db" }],
  ["wildcards", { name: "*" }],
  ["a list of nothing", { names: [], withDecryption: true }],
  ["another type", { name: { a: true }, withDecryption: true }],
  ["control characters", { name: "a\nb" }],
  ["very long", { name: "a".repeat(5000) }],
];

test.each(nothing)("%s values are no resources", (_title, parameters) => {
  const { arns } = found(call("ssm", "PutParameter", parameters), "ssm:PutParameter");
  expect(arns).toEqual([]);
});
