import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { CloudTrailEvent, Json } from "../../model/index.ts";
import { sourcesByPrefix } from "../data/event-actions.ts";
import { actionOf } from "./action-of.ts";
import { account, call } from "./events.fixture.ts";
import { resourcesOf } from "./resources-of.ts";
import { readWordLines } from "./word-lines.ts";

const catalogue = actionCatalogue();

/** `s3:PutObject`, inferred ones with a plus before. */
function actionsOf(event: CloudTrailEvent): readonly string[] | string {
  const found = actionOf(event, catalogue);
  if (found.kind === "none") return found.why;
  if (found.kind === "unmapped") return "unmapped";
  return found.needs.map(({ action, evidence }) => (evidence === "event" ? action.name : `+${action.name}`));
}

describe("an event's actions", () => {
  const bucket = { bucketName: "lake", key: "a.csv" };
  const cases: readonly (readonly [title: string, source: string, name: string, parameters: Json, expected: string])[] =
    [
      ["the same name", "ec2", "StopInstances", null, "ec2:StopInstances"],
      ["another name", "s3", "ListBuckets", null, "s3:ListAllMyBuckets"],
      ["another prefix", "monitoring", "PutMetricAlarm", null, "cloudwatch:PutMetricAlarm"],
      ["a part of a service", "streams.dynamodb", "GetRecords", null, "dynamodb:GetRecords"],
      ["22: a version suffix", "lambda", "UpdateFunctionCode20150331v2", null, "lambda:UpdateFunctionCode"],
      [
        "22: a version suffix before a renaming",
        "lambda",
        "GetLayerVersionByArn20181031",
        null,
        "lambda:GetLayerVersion",
      ],
      [
        "22: CloudFront's version suffix",
        "cloudfront",
        "CreateDistribution2020_05_31",
        null,
        "cloudfront:CreateDistribution",
      ],
      ["23: ...FromS3 stays whole", "rds", "RestoreDBInstanceFromS3", null, "rds:RestoreDBInstanceFromS3"],
      ["23: ...V2 stays whole", "kafka", "CreateClusterV2", null, "kafka:CreateClusterV2"],
      ["24: an unknown event", "ec2", "InventedCall", null, "unmapped"],
      ["24: an unknown service", "invented", "DescribeThings", null, "unmapped"],
      ["25: ConsoleLogin", "signin", "ConsoleLogin", null, "no-iam-action"],
      ["26: GetCallerIdentity", "sts", "GetCallerIdentity", null, "no-permission-needed"],
      ["a trust policy alone decides", "sts", "AssumeRoleWithWebIdentity", null, "trust-policy-only"],
      [
        "28: CreateServiceLinkedRole",
        "iam",
        "CreateServiceLinkedRole",
        { aWSServiceName: "ecs.amazonaws.com" },
        "iam:CreateServiceLinkedRole",
      ],
      [
        "29: tags on create",
        "lambda",
        "CreateFunction20150331",
        { functionName: "f", tags: { team: "a" } },
        "lambda:CreateFunction +lambda:TagResource",
      ],
      [
        "29: tags on create, each kind its own action",
        "iam",
        "CreateRole",
        { roleName: "r", tags: [{ key: "a", value: "b" }] },
        "iam:CreateRole +iam:TagRole",
      ],
      ["29: no tags", "lambda", "CreateFunction20150331", { functionName: "f", tags: {} }, "lambda:CreateFunction"],
      [
        "30: CopyObject",
        "s3",
        "CopyObject",
        { ...bucket, "x-amz-copy-source": "/src/k" },
        "s3:GetObject s3:PutObject +s3:GetObjectTagging +s3:PutObjectTagging",
      ],
      [
        "30: CopyObject of a version, tags replaced",
        "s3",
        "CopyObject",
        { ...bucket, "x-amz-copy-source": "src/k?versionId=3", "x-amz-tagging-directive": "REPLACE" },
        "s3:GetObjectVersion s3:PutObject",
      ],
      [
        "30: UploadPartCopy",
        "s3",
        "UploadPartCopy",
        { ...bucket, "x-amz-copy-source": "/src/k" },
        "s3:GetObject s3:PutObject",
      ],
      ["31: PartiQL", "dynamodb", "ExecuteStatement", { statement: 'SELECT * FROM "t"' }, "dynamodb:PartiQLSelect"],
      [
        "31: several PartiQL statements",
        "dynamodb",
        "BatchExecuteStatement",
        { statements: [{ statement: "INSERT INTO t" }, { statement: "delete from t" }] },
        "dynamodb:PartiQLInsert dynamodb:PartiQLDelete",
      ],
      [
        "31: hidden PartiQL",
        "dynamodb",
        "ExecuteStatement",
        { statement: "HIDDEN_DUE_TO_SECURITY_REASONS" },
        "unmapped",
      ],
      ["32: API Gateway's verbs", "apigateway", "UpdateStage", null, "apigateway:PATCH"],
      [
        "33: objects of a directory bucket",
        "s3express",
        "PutObject",
        { bucketName: "b--euw1-az1--x-s3" },
        "s3express:CreateSession",
      ],
      [
        "33: a directory bucket itself",
        "s3express",
        "CreateBucket",
        { bucketName: "b--euw1-az1--x-s3" },
        "s3express:CreateBucket",
      ],
      ["a version of an object", "s3", "GetObject", { ...bucket, versionId: "3" }, "s3:GetObjectVersion"],
      ["the object itself", "s3", "HeadObject", bucket, "s3:GetObject"],
      [
        "an ACL with an object",
        "s3",
        "PutObject",
        { ...bucket, "x-amz-acl": "public-read", "x-amz-tagging": "a=b" },
        "s3:PutObject +s3:PutObjectAcl +s3:PutObjectTagging",
      ],
      ["a private bucket", "s3", "CreateBucket", { bucketName: "lake", "x-amz-acl": "private" }, "s3:CreateBucket"],
      [
        "a public bucket",
        "s3",
        "CreateBucket",
        { bucketName: "lake", "x-amz-acl": "public-read" },
        "s3:CreateBucket +s3:PutBucketAcl",
      ],
      [
        "objects that are not named",
        "s3",
        "DeleteObjects",
        { bucketName: "lake", delete: "" },
        "s3:DeleteObject +s3:DeleteObjectVersion",
      ],
      ["two keys", "kms", "ReEncrypt", null, "kms:ReEncryptFrom kms:ReEncryptTo"],
      [
        "a transaction",
        "dynamodb",
        "TransactWriteItems",
        { transactItems: [{ put: {} }, { conditionCheck: {} }] },
        "dynamodb:PutItem dynamodb:ConditionCheckItem",
      ],
      [
        "a query of measures",
        "timestream",
        "Query",
        { queryString: "SELECT 1 FROM d.t" },
        "timestream:Select timestream:SelectValues",
      ],
      [
        "session tags",
        "sts",
        "AssumeRole",
        { roleArn: "arn:aws:iam::444455556666:role/r", tags: [{ key: "a", value: "b" }] },
        "sts:AssumeRole +sts:TagSession",
      ],
    ];

  test.each(cases)("%s", (_title, source, name, parameters, expected) => {
    const actions = actionsOf(call(source, name, parameters));
    expect(typeof actions === "string" ? actions : actions.join(" ")).toBe(expected);
  });

  test("AWS's own events and network activity, which repeats calls, are no use", () => {
    for (const eventType of [
      "AwsServiceEvent",
      "AwsConsoleSignIn",
      "AwsConsoleAction",
      "AwsCloudTrailInsight",
      "AwsVpceEvent",
    ]) {
      expect(actionsOf(call("s3", "GetObject", { bucketName: "b" }, { eventType }))).toBe("event-type");
    }
  });

  test("no name of the catalogue is damaged, whatever its service's source is called", () => {
    const aliases = readWordLines(sourcesByPrefix);
    const wrong = catalogue.actions.flatMap(({ name, service }) =>
      [service, ...(aliases.get(service) ?? [])].flatMap((source) => {
        const event = call(source, name.slice(service.length + 1), { bucketName: "b", key: "k" });
        const found = actionOf(event, catalogue);
        return found.kind === "actions" && found.needs.some(({ action }) => action.name === name) ? [] : [name];
      }),
    );
    // Everybody may make these calls, or the role's trust policy alone decides.
    expect([...new Set(wrong)]).toEqual([
      "dynamodb:DescribeEndpoints",
      "sts:AssumeRoleWithSAML",
      "sts:AssumeRoleWithWebIdentity",
      "sts:GetCallerIdentity",
      "sts:GetSessionToken",
    ]);
    expect(catalogue.actions.length).toBeGreaterThan(20_000);
  });
});

test("29: EC2's tags on create are for what was made, and say which call it was", () => {
  const event = call(
    "ec2",
    "CreateVolume",
    {
      size: "1",
      tagSpecificationSet: { items: [{ resourceType: "volume", tags: [{ key: "team", value: "vol-00000000" }] }] },
    },
    { responseElements: { volumeId: "vol-0123456789abcdef0" } },
  );
  const found = actionOf(event, catalogue);
  const tags = found.kind === "actions" ? found.needs.filter(({ action }) => action.name === "ec2:CreateTags") : [];
  expect(tags).toMatchObject([
    {
      evidence: "inferred",
      resources: [`arn:aws:ec2:eu-west-1:${account}:volume/vol-0123456789abcdef0`],
      context: { "ec2:createaction": "CreateVolume" },
    },
  ]);
});

test("30: what is copied is read from its source and written to its target", () => {
  const event = call(
    "s3",
    "CopyObject",
    { bucketName: "to", key: "k", "x-amz-copy-source": "from/dir/a%20b" },
    {
      resources: [
        { type: "AWS::S3::Object", ARN: "arn:aws:s3:::to/k" },
        { type: "AWS::S3::Bucket", ARN: "arn:aws:s3:::to" },
      ],
    },
  );
  const found = actionOf(event, catalogue);
  const needs = found.kind === "actions" ? found.needs : [];
  expect(needs.map((need) => [need.action.name, need.resources ?? resourcesOf(event, need.action).arns])).toEqual([
    ["s3:GetObject", ["arn:aws:s3:::from/dir/a b"]],
    ["s3:PutObject", ["arn:aws:s3:::to/k"]],
    ["s3:GetObjectTagging", ["arn:aws:s3:::from/dir/a b"]],
    ["s3:PutObjectTagging", ["arn:aws:s3:::to/k"]],
  ]);
});
