import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Json } from "../../../model/index.ts";
import type { StateKind } from "../step.ts";
import { cloudFormationTemplate } from "../template/cloudformation.ts";
import { terraformTemplate } from "../template/terraform.ts";
import { bucketNameMistake, derivedBucketName, prefixMistake, trailNameMistake } from "./names.ts";
import { deniesPlainHttp, policyWithout } from "./policy-documents.ts";
import { readTrailPlan } from "./read-trail-plan.ts";
import type { BucketFacts, TrailFacts } from "./trail-facts.ts";
import { type TrailOptions, trailOptions } from "./trail-options.ts";
import { planTrail, type TrailPlan } from "./trail-plan.ts";

const account = "111122223333";
const arn = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit";

const freeBucket = (name: string): BucketFacts => ({ name, origin: "new", region: "eu-west-1", states: new Map() });

function factsOf(more: Partial<TrailFacts> = {}): TrailFacts {
  return {
    account,
    partition: "aws",
    region: "eu-west-1",
    isPlainHttp: false,
    bucket: freeBucket("logs-of-audit"),
    trail: new Map(),
    ...more,
  };
}

function planOf(given: Partial<TrailOptions> = {}, facts: Partial<TrailFacts> = {}): TrailPlan {
  return planTrail(trailOptions({ name: "audit", bucket: "logs-of-audit", ...given }), factsOf(facts));
}

const inputOf = (plan: TrailPlan, call: string): unknown => plan.steps.find((step) => step.call === call)?.input;
const warningsOf = (plan: TrailPlan): readonly string[] => plan.warnings.map(({ id }) => id);

describe("the policy of the bucket", () => {
  // CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail", with the names of this test.
  const acl = {
    Sid: "AWSCloudTrailAclCheck20150319",
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:GetBucketAcl",
    Resource: "arn:aws:s3:::logs-of-audit",
    Condition: { StringEquals: { "aws:SourceArn": arn } },
  };
  const write = {
    Sid: "AWSCloudTrailWrite20150319",
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::logs-of-audit/AWSLogs/111122223333/*",
    Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": arn } },
  };
  const policyOf = (plan: TrailPlan): { Version: string; Statement: Json[] } =>
    JSON.parse((inputOf(plan, "s3:PutBucketPolicy") as { Policy: string }).Policy);

  test("has the statements of the guide, and a Deny of what comes without TLS", () => {
    const { Version, Statement } = policyOf(planOf());
    expect(Version).toBe("2012-10-17");
    expect(Statement.slice(0, 2)).toEqual([acl, write]);
    expect(Statement).toHaveLength(3);
    expect(deniesPlainHttp({ Statement })).toBe(true);
  });

  test("leaves the Deny out where there is no TLS, and says so", () => {
    const plan = planOf({}, { isPlainHttp: true });
    expect(policyOf(plan).Statement).toEqual([acl, write]);
    expect(warningsOf(plan)).toContain("plain-http");
  });

  test("covers the prefix, and the organization in a folder of its own", () => {
    const plan = planOf({ prefix: "team/a", organization: true }, { organization: "o-exampleorgid" });
    const resources = policyOf(plan).Statement.map((statement) => (statement as { Resource: string }).Resource);
    expect(resources.slice(1, 3)).toEqual([
      "arn:aws:s3:::logs-of-audit/team/a/AWSLogs/111122223333/*",
      "arn:aws:s3:::logs-of-audit/team/a/AWSLogs/o-exampleorgid/*",
    ]);
  });

  test("keeps what others need in a bucket that was there, and takes nothing twice", () => {
    const other = { ...acl, Condition: { StringEquals: { "aws:SourceArn": `${arn}-2` } } };
    const before = { Version: "2012-10-17", Id: "Mine", Statement: [other] };
    const states = new Map<StateKind, Json>([
      ["bucket", { Region: "eu-west-1" }],
      ["bucket-policy", before],
    ]);
    const bucket: BucketFacts = { ...freeBucket("logs-of-audit"), origin: "existing", states };
    const plan = planOf({}, { bucket });
    const policy = policyOf(plan);
    expect(policy).toMatchObject({ Id: "Mine", Statement: [other, { ...acl, Sid: `${acl.Sid}2` }, write] });
    expect(plan.steps.filter(({ call }) => call.startsWith("s3:")).map(({ call }) => call)).toEqual([
      "s3:PutBucketPolicy",
    ]);
    expect(warningsOf(plan)).toEqual(expect.arrayContaining(["bucket-not-ours", "bucket-may-be-public"]));

    const again = planOf(
      {},
      { bucket: { ...bucket, states: new Map([...states, ["bucket-policy", policy as unknown as Json]]) } },
    );
    expect(inputOf(again, "s3:PutBucketPolicy")).toBeUndefined();
    expect(policyWithout(policy as never, arn)).toEqual(before);
  });
});

describe("event selectors", () => {
  const s3 = { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] };
  const lambda = { Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] };
  const base = { IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] };
  const classic: readonly (readonly [Partial<TrailOptions>, object])[] = [
    [{}, { ...base, ReadWriteType: "All" }],
    [{ managementEvents: "write" }, { ...base, ReadWriteType: "WriteOnly" }],
    [{ managementEvents: "read" }, { ...base, ReadWriteType: "ReadOnly" }],
    [{ dataEvents: ["lambda"] }, { ...base, ReadWriteType: "All", DataResources: [lambda] }],
    [
      { dataEvents: ["s3", "lambda"], includeLogBucket: true },
      { ...base, ReadWriteType: "All", DataResources: [s3, lambda] },
    ],
    [
      { managementEvents: "none", dataEvents: ["lambda"] },
      { ...base, ReadWriteType: "All", IncludeManagementEvents: false, DataResources: [lambda] },
    ],
  ];
  test.each(classic)("%j: %j", (given, selector) => {
    expect(inputOf(planOf(given), "cloudtrail:PutEventSelectors")).toEqual({
      TrailName: arn,
      EventSelectors: [selector],
    });
  });

  test("leave the trail's own bucket out of S3 data events unless they are told otherwise, and say why", () => {
    const plan = planOf({ dataEvents: ["s3", "lambda"], managementEvents: "write" });
    const { AdvancedEventSelectors } = inputOf(plan, "cloudtrail:PutEventSelectors") as {
      AdvancedEventSelectors: { FieldSelectors: object[] }[];
    };
    expect(AdvancedEventSelectors.map(({ FieldSelectors }) => FieldSelectors)).toEqual([
      [
        { Field: "eventCategory", Equals: ["Management"] },
        { Field: "readOnly", Equals: ["false"] },
      ],
      [
        { Field: "eventCategory", Equals: ["Data"] },
        { Field: "resources.type", Equals: ["AWS::S3::Object"] },
        { Field: "resources.ARN", NotStartsWith: ["arn:aws:s3:::logs-of-audit/"] },
      ],
      [
        { Field: "eventCategory", Equals: ["Data"] },
        { Field: "resources.type", Equals: ["AWS::Lambda::Function"] },
      ],
    ]);
    expect(warningsOf(plan)).toContain("own-bucket-left-out");
  });
});

describe("the calls", () => {
  test("come in the order in which each finds what it needs", () => {
    const plan = planOf({ objectLockDays: 30, lifecycleDays: 400, insights: ["ApiErrorRateInsight"] });
    expect(plan.steps.map(({ call }) => call)).toEqual([
      "s3:CreateBucket",
      "s3:PutBucketTagging",
      "s3:PutPublicAccessBlock",
      "s3:PutBucketOwnershipControls",
      "s3:PutBucketEncryption",
      "s3:PutBucketVersioning",
      "s3:PutObjectLockConfiguration",
      "s3:PutBucketLifecycleConfiguration",
      "s3:PutBucketPolicy",
      "cloudtrail:CreateTrail",
      "cloudtrail:PutEventSelectors",
      "cloudtrail:PutInsightSelectors",
      "cloudtrail:StartLogging",
    ]);
    expect(inputOf(plan, "s3:CreateBucket")).toEqual({
      Bucket: "logs-of-audit",
      ObjectOwnership: "BucketOwnerEnforced",
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      ObjectLockEnabledForBucket: true,
    });
  });

  test("do not name us-east-1 to S3, which refuses it", () => {
    const bucket = { ...freeBucket("logs-of-audit"), region: "us-east-1" };
    expect(inputOf(planOf({}, { region: "us-east-1", bucket }), "s3:CreateBucket")).not.toHaveProperty(
      "CreateBucketConfiguration",
    );
  });

  test("make a trail with good practice unless told otherwise", () => {
    expect(inputOf(planOf(), "cloudtrail:CreateTrail")).toEqual({
      Name: "audit",
      S3BucketName: "logs-of-audit",
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      IsOrganizationTrail: false,
    });
  });

  test("change of a trail that is there only what is another", () => {
    const settings = planOf({ kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/0a", validation: false }).steps.find(
      ({ call }) => call === "cloudtrail:CreateTrail",
    )?.after;
    const trail = new Map<StateKind, Json>([
      ["trail", settings ?? null],
      ["logging", false],
    ]);
    const plan = planOf({}, { trail });
    expect(inputOf(plan, "cloudtrail:UpdateTrail")).toEqual({ Name: arn, EnableLogFileValidation: true, KmsKeyId: "" });
    expect(inputOf(plan, "cloudtrail:CreateTrail")).toBeUndefined();
    expect(inputOf(plan, "cloudtrail:StartLogging")).toEqual({ Name: arn });
  });
});

describe("presets", () => {
  test("lab-trail: data events of all buckets and functions, Insights, neither validation nor SSE-KMS, which it warns of", () => {
    const plan = planTrail(trailOptions({ preset: "lab-trail" }), factsOf());
    expect(inputOf(plan, "cloudtrail:CreateTrail")).toMatchObject({
      Name: "lab-trail",
      IsMultiRegionTrail: true,
      EnableLogFileValidation: false,
    });
    expect(inputOf(plan, "cloudtrail:CreateTrail")).not.toHaveProperty("KmsKeyId");
    expect(inputOf(plan, "cloudtrail:PutEventSelectors")).toMatchObject({
      EventSelectors: [
        {
          ReadWriteType: "All",
          IncludeManagementEvents: true,
          DataResources: [
            { Type: "AWS::S3::Object", Values: ["arn:aws:s3"] },
            { Type: "AWS::Lambda::Function", Values: ["arn:aws:lambda"] },
          ],
        },
      ],
    });
    expect(inputOf(plan, "cloudtrail:PutInsightSelectors")).toMatchObject({
      InsightSelectors: [{ InsightType: "ApiCallRateInsight" }, { InsightType: "ApiErrorRateInsight" }],
    });
    expect(warningsOf(plan)).toEqual(expect.arrayContaining(["validation-off", "kms-off", "own-bucket-recorded"]));
  });

  test("iam-trail-demo: all management events, no data events; what is said goes before the preset", () => {
    const options = trailOptions({ preset: "iam-trail-demo" });
    expect(options).toMatchObject({
      name: "iam-trail-demo",
      bucket: "iam-logs-demo",
      managementEvents: "all",
      dataEvents: [],
    });
    expect(trailOptions({ preset: "iam-trail-demo", bucket: "other-logs" }).bucket).toBe("other-logs");
  });
});

describe("what makes no sense", () => {
  const wrong: readonly (readonly [Partial<TrailOptions>, RegExp])[] = [
    [{ managementEvents: "none" }, /would record nothing/],
    [{ managementEvents: "read", insights: ["ApiCallRateInsight"] }, /ApiCallRateInsight/],
    [{ managementEvents: "none", dataEvents: ["s3"], insights: ["ApiErrorRateInsight"] }, /ApiErrorRateInsight/],
    [{ includeLogBucket: true }, /--data-events s3/],
    [{ kmsKey: "alias/mine" }, /or new, and one is made/],
    [{ logGroup: "arn:aws:logs:eu-west-1:111122223333:log-group:trail" }, /go together/],
    [{ lifecycleDays: 0 }, /whole days/],
    [{ prefix: "a/AWSLogs" }, /by itself/],
    [{ name: "a" }, /3 to 128/],
    [{ bucket: "Logs" }, /lower-case/],
  ];
  test.each(wrong)("%j is refused", (given, message) => {
    expect(() => planOf(given)).toThrow(message);
  });

  test("names: CloudTrail's and S3's own rules", () => {
    expect(["abc", "a.b", "A-9", `a${"b".repeat(127)}`].map(trailNameMistake)).toEqual(Array(4).fill(undefined));
    for (const name of ["ab", "a..b", "a._b", "-ab", "ab-", "a b", "192.168.5.4", "a".repeat(129), "ä-b"])
      expect(trailNameMistake(name), name).toBeDefined();
    for (const name of ["xn--a", "sthree-a", "a-s3alias", "a_b", "a..b", "192.168.5.4", ".ab", "a".repeat(64)])
      expect(bucketNameMistake(name), name).toBeDefined();
    expect(prefixMistake("a/b-c_d")).toBeUndefined();
    for (const prefix of ["/a", "a/", "a//b", "a b", "", "a\nb", "a${b}"])
      expect(prefixMistake(prefix), prefix).toBeDefined();
  });

  test.each([
    ["iam-logs-demo", "iam-logs-demo-111122223333-eu-west-1"],
    ["a".repeat(63), `${"a".repeat(40)}-111122223333-eu-west-1`],
    ["iam-logs-demo-111122223333-eu-west-1", "iam-logs-demo-111122223333-eu-west-1"],
  ])("%s is derived to a name that is one", (name, expected) => {
    const derived = derivedBucketName(name, account, "eu-west-1");
    expect(derived).toBe(expected);
    expect(bucketNameMistake(derived)).toBeUndefined();
  });
});

describe("a saved plan", () => {
  test("is read as it was written, and has the same bytes each time", () => {
    const text = JSON.stringify(planOf());
    expect(JSON.stringify(planOf())).toBe(text);
    expect(readTrailPlan(text, "plan.json")).toEqual(planOf());
  });

  test("is refused when it was edited, or is none", () => {
    const text = JSON.stringify(planOf());
    expect(() => readTrailPlan(text.replaceAll("logs-of-audit", "logs-of-mine"), "p")).toThrow(/edited/);
    expect(() => readTrailPlan(text.replace("s3:CreateBucket", "s3:DropBucket"), "p")).toThrow(/no trail plan/);
    for (const other of ["{}", "[]", "null", "{", '{"kind":"trail-plan"}'])
      expect(() => readTrailPlan(other, "p")).toThrow();
  });
});

describe("templates", () => {
  const given = {
    dataEvents: ["s3"],
    insights: ["ApiCallRateInsight"],
    lifecycleDays: 400,
    objectLockDays: 30,
    kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
  } as const satisfies Partial<TrailOptions>;

  test("CloudFormation: parses, and declares bucket, policy and trail", () => {
    const { Resources } = parse(cloudFormationTemplate(planOf(given, { isPlainHttp: true })));
    expect(Object.keys(Resources)).toEqual(["LogBucket", "LogBucketPolicy", "Trail"]);
    expect(Resources.LogBucketPolicy.Properties.PolicyDocument.Statement).toHaveLength(3);
    expect(Resources.Trail).toMatchObject({
      DependsOn: ["LogBucketPolicy"],
      Properties: {
        TrailName: "audit",
        IsLogging: true,
        EnableLogFileValidation: true,
        KMSKeyId: given.kmsKey,
        AdvancedEventSelectors: [{}, {}],
        InsightSelectors: [{ InsightType: "ApiCallRateInsight" }],
      },
    });
  });

  test("Terraform: every block is closed, and every reference has its resource", () => {
    const text = terraformTemplate(planOf(given));
    const code = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(/^#.*$/gm, "");
    for (const [open, close] of ["{}", "[]", "()"].map((pair) => pair.split("")))
      expect(code.split(open ?? "").length).toBe(code.split(close ?? "").length);
    const resources = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{$/gm)].map(([, type, name]) => `${type}.${name}`);
    expect(resources).toEqual(
      expect.arrayContaining(["aws_s3_bucket.log", "aws_s3_bucket_policy.log", "aws_cloudtrail.trail"]),
    );
    for (const [reference] of text.matchAll(/aws_\w+\.\w+(?=[.\]])/g)) expect(resources).toContain(reference);
    expect(text).toMatch(/not_starts_with = \["arn:aws:s3:::logs-of-audit\/"\]/);
  });

  test("of a bucket that was there declare the trail alone", () => {
    const bucket: BucketFacts = { ...freeBucket("logs-of-audit"), origin: "existing" };
    expect(Object.keys(parse(cloudFormationTemplate(planOf({}, { bucket }))).Resources)).toEqual(["Trail"]);
    expect(terraformTemplate(planOf({}, { bucket }))).not.toContain("aws_s3_bucket");
  });
});

describe("what is made beside a trail", () => {
  const everything = { kmsKey: "new", cloudWatchLogs: true, snsTopic: "new", eventRule: true } as const;
  const alias = "arn:aws:kms:eu-west-1:111122223333:alias/trailproof/audit";

  test("comes before the trail that uses it, each call with its policy", () => {
    const plan = planOf(everything);
    const calls = plan.steps.map(({ call }) => call).filter((call) => !call.startsWith("s3:"));
    expect(calls).toEqual([
      "kms:CreateKey",
      "kms:EnableKeyRotation",
      "kms:CreateAlias",
      "logs:CreateLogGroup",
      "iam:CreateRole",
      "iam:PutRolePolicy",
      "sns:CreateTopic",
      "sns:SetTopicAttributes",
      "sns:CreateTopic",
      "sns:SetTopicAttributes",
      "events:PutRule",
      "events:PutTargets",
      "cloudtrail:CreateTrail",
      "cloudtrail:PutEventSelectors",
      "cloudtrail:StartLogging",
    ]);
    expect(inputOf(plan, "cloudtrail:CreateTrail")).toMatchObject({
      KmsKeyId: alias,
      CloudWatchLogsLogGroupArn:
        "arn:aws:logs:eu-west-1:111122223333:log-group:aws-cloudtrail-logs-111122223333-audit:*",
      CloudWatchLogsRoleArn: "arn:aws:iam::111122223333:role/trailproof-audit-eu-west-1-logs",
      SnsTopicName: "trailproof-audit",
    });
    expect(warningsOf(plan)).toEqual(expect.arrayContaining(["kms-key-new", "rule-elsewhere"]));
  });

  // CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail": encrypt on behalf of one trail, describe, decrypt.
  test("a key's policy lets CloudTrail encrypt for this trail alone, and the account manage it", () => {
    const { Policy } = inputOf(planOf(everything), "kms:CreateKey") as { Policy: string };
    expect(JSON.parse(Policy).Statement).toEqual([
      expect.objectContaining({ Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" }),
      expect.objectContaining({
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "kms:GenerateDataKey*",
        Condition: {
          StringEquals: { "aws:SourceArn": arn },
          StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*" },
        },
      }),
      expect.objectContaining({ Action: "kms:DescribeKey", Condition: { StringEquals: { "aws:SourceArn": arn } } }),
      expect.objectContaining({ Action: "kms:Decrypt" }),
    ]);
  });

  test("names of two trails never become one", () => {
    const keyOf = (name: string): unknown =>
      planOf({ ...everything, name }).steps.find(({ kind }) => kind === "kms-key");
    expect(keyOf("a.b-c")).not.toMatchObject({ target: expect.stringMatching(/a-b-c$/) });
  });

  test("is in the templates, and what refers to it has its resource", () => {
    const { Resources } = parse(cloudFormationTemplate(planOf(everything)));
    expect(Object.keys(Resources)).toEqual([
      "LogBucket",
      "LogBucketPolicy",
      "LogKey",
      "LogKeyAlias",
      "LogGroup",
      "LogRole",
      "Topic",
      "TopicPolicy",
      "AlertTopic",
      "AlertTopicPolicy",
      "WatchRule",
      "Trail",
    ]);
    expect(Resources.Trail.DependsOn).toEqual(["LogBucketPolicy", "TopicPolicy"]);
    expect(Resources.Trail.Properties.KMSKeyId).toEqual({ "Fn::GetAtt": ["LogKey", "Arn"] });
    const text = terraformTemplate(planOf(everything));
    const resources = [...text.matchAll(/^resource "(\w+)" "(\w+)" \{$/gm)].map(([, type, name]) => `${type}.${name}`);
    for (const [reference] of text.matchAll(/\baws_\w+\.\w+(?=[.\],])/g)) expect(resources).toContain(reference);
    expect(resources).toHaveLength(17);
  });
});
