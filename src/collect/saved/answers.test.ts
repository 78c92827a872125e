import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem, type SourceName } from "../../model/index.ts";
import { savedParsers } from "../parts.ts";
import { savedAnswers, sourceNames } from "./catalogue.ts";

const arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main";

const rows: readonly (readonly [what: string, source: SourceName, text: string, value: unknown])[] = [
  [
    "account summary",
    "account-summary",
    '{"SummaryMap":{"Users":27,"AccountMFAEnabled":1}}',
    { Users: 27, AccountMFAEnabled: 1 },
  ],
  [
    "password policy: days and counts that are not set are absent, or 0",
    "password-policy",
    '{"PasswordPolicy":{"MinimumPasswordLength":14,"RequireSymbols":true,"RequireNumbers":true,"RequireUppercaseCharacters":false,"RequireLowercaseCharacters":true,"AllowUsersToChangePassword":true,"ExpirePasswords":false,"PasswordReusePrevention":0}}',
    {
      minimumLength: 14,
      requireSymbols: true,
      requireNumbers: true,
      requireUppercase: false,
      requireLowercase: true,
      allowUsersToChange: true,
      hardExpiry: false,
    },
  ],
  [
    "password policy: all set",
    "password-policy",
    '{"PasswordPolicy":{"MinimumPasswordLength":8,"ExpirePasswords":true,"MaxPasswordAge":90,"PasswordReusePrevention":24,"HardExpiry":true}}',
    {
      minimumLength: 8,
      requireSymbols: false,
      requireNumbers: false,
      requireUppercase: false,
      requireLowercase: false,
      allowUsersToChange: false,
      maxAgeDays: 90,
      reusePrevention: 24,
      hardExpiry: true,
    },
  ],
  [
    "no password policy, in AWS CLI's words",
    "password-policy",
    "\nAn error occurred (NoSuchEntity) when calling the GetAccountPasswordPolicy operation: The Password Policy with domain name 111122223333 cannot be found.\n",
    "none",
  ],
  [
    "no password policy, in newer words",
    "password-policy",
    "aws: [ERROR]: An error occurred (NoSuchEntity) when calling the GetAccountPasswordPolicy operation: The Password Policy with domain name 111122223333 cannot be found.",
    "none",
  ],
  ["no password policy, as a code", "password-policy", "NoSuchEntity", "none"],
  [
    "no password policy, as an SDK's JSON",
    "password-policy",
    '{"Error":{"Code":"NoSuchEntity","Message":"x"}}',
    "none",
  ],
  [
    "describe-trails",
    "trails",
    `{"trailList":[{"Name":"main","S3BucketName":"logs","S3KeyPrefix":"p","SnsTopicName":"t","SnsTopicARN":"arn:aws:sns:us-east-1:111122223333:t","IncludeGlobalServiceEvents":true,"IsMultiRegionTrail":true,"HomeRegion":"us-east-1","TrailARN":"${arn}","LogFileValidationEnabled":true,"CloudWatchLogsLogGroupArn":"arn:aws:logs:us-east-1:111122223333:log-group:x:*","CloudWatchLogsRoleArn":"arn:aws:iam::111122223333:role/x","KmsKeyId":"arn:aws:kms:us-east-1:111122223333:key/k","HasCustomEventSelectors":true,"HasInsightSelectors":false,"IsOrganizationTrail":false}]}`,
    [
      {
        name: "main",
        arn,
        homeRegion: "us-east-1",
        bucket: "logs",
        prefix: "p",
        isMultiRegion: true,
        isOrganizationTrail: false,
        includesGlobalServiceEvents: true,
        logFileValidation: true,
        kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/k",
        cloudWatchLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:x:*",
        snsTopicArn: "arn:aws:sns:us-east-1:111122223333:t",
      },
    ],
  ],
  ["no trails", "trails", '{"trailList":[]}', []],
  [
    "trail status: ISO with microseconds, epoch seconds, and empty texts",
    "trail-status",
    '{"IsLogging":true,"LatestDeliveryTime":"2025-12-01T10:00:00.123456+00:00","LatestDeliveryError":"","StartLoggingTime":1700000000.0,"LatestDigestDeliveryError":"AccessDenied","LatestDeliveryAttemptTime":"2025-12-01T10:00:00Z","TimeLoggingStopped":""}',
    {
      isLogging: true,
      latestDelivery: "2025-12-01T10:00:00.123Z",
      latestDigestDeliveryError: "AccessDenied",
      startedLogging: "2023-11-14T22:13:20Z",
    },
  ],
  [
    "classic selectors",
    "event-selectors",
    `{"TrailARN":"${arn}","EventSelectors":[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::b/"]}],"ExcludeManagementEventSources":["kms.amazonaws.com"]}]}`,
    {
      trailArn: arn,
      selectors: {
        kind: "classic",
        selectors: [
          {
            readWriteType: "WriteOnly",
            includeManagementEvents: true,
            excludeManagementEventSources: ["kms.amazonaws.com"],
            dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::b/"] }],
          },
        ],
      },
    },
  ],
  [
    "advanced selectors",
    "event-selectors",
    `{"TrailARN":"${arn}","AdvancedEventSelectors":[{"Name":"mgmt","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]},{"Field":"eventSource","NotEquals":["kms.amazonaws.com"]}]}]}`,
    {
      trailArn: arn,
      selectors: {
        kind: "advanced",
        selectors: [
          {
            name: "mgmt",
            fieldSelectors: [
              { field: "eventCategory", equals: ["Management"] },
              { field: "eventSource", notEquals: ["kms.amazonaws.com"] },
            ],
          },
        ],
      },
    },
  ],
  [
    "insight selectors",
    "insight-selectors",
    `{"TrailARN":"${arn}","InsightSelectors":[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]}`,
    { trailArn: arn, insights: ["ApiCallRateInsight", "ApiErrorRateInsight"] },
  ],
  [
    "insights that are not enabled, an error that names the trail",
    "insight-selectors",
    `An error occurred (InsightNotEnabledException) when calling the GetInsightSelectors operation: Trail ${arn} does not have Insights enabled. Edit the trail settings to enable Insights, and then try the operation again.`,
    { trailArn: arn, insights: [] },
  ],
  [
    "service last accessed, by action",
    "service-last-accessed",
    '{"JobStatus":"COMPLETED","JobType":"ACTION_LEVEL","JobCreationDate":"2025-12-01T00:00:00Z","ServicesLastAccessed":[{"ServiceName":"Amazon S3","LastAuthenticated":"2025-11-01T00:00:00+00:00","ServiceNamespace":"s3","LastAuthenticatedEntity":"arn:aws:iam::111122223333:user/ana","LastAuthenticatedRegion":"us-east-1","TotalAuthenticatedEntities":1,"TrackedActionsLastAccessed":[{"ActionName":"GetObject","LastAccessedTime":"2025-11-01T00:00:00+00:00","LastAccessedEntity":"arn:aws:iam::111122223333:user/ana","LastAccessedRegion":"us-east-1"},{"ActionName":"PutObject"}]},{"ServiceName":"AWS KMS","ServiceNamespace":"kms","TotalAuthenticatedEntities":0}],"JobCompletionDate":"2025-12-01T00:00:02Z","IsTruncated":false}',
    {
      arn: "arn:aws:iam::111122223333:user/ana",
      job: "action 2025-12-01T00:00:00Z",
      jobStatus: "COMPLETED",
      level: "action",
      completedAt: "2025-12-01T00:00:02Z",
      isTruncated: false,
      services: [
        {
          namespace: "s3",
          name: "Amazon S3",
          lastAuthenticated: "2025-11-01T00:00:00Z",
          lastAuthenticatedEntity: "arn:aws:iam::111122223333:user/ana",
          lastAuthenticatedRegion: "us-east-1",
          actions: [
            {
              name: "GetObject",
              lastAccessed: "2025-11-01T00:00:00Z",
              lastAccessedEntity: "arn:aws:iam::111122223333:user/ana",
              lastAccessedRegion: "us-east-1",
            },
            { name: "PutObject" },
          ],
        },
        { namespace: "kms", name: "AWS KMS" },
      ],
    },
  ],
  [
    "buckets",
    "buckets",
    '{"Buckets":[{"Name":"a","CreationDate":"2020-01-01T00:00:00+00:00"},{"Name":"b","BucketRegion":"eu-west-1"}],"Owner":{"ID":"x"}}',
    [{ name: "a" }, { name: "b", region: "eu-west-1" }],
  ],
  [
    "a bucket policy inside a string",
    "bucket-policy",
    '{"Policy":"{\\"Statement\\":[]}"}',
    { json: { Statement: [] } },
  ],
  [
    "a bucket policy by itself",
    "bucket-policy",
    '{"Version":"2012-10-17","Statement":[]}',
    { json: { Version: "2012-10-17", Statement: [] } },
  ],
  [
    "no bucket policy",
    "bucket-policy",
    "An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: The bucket policy does not exist",
    "none",
  ],
  [
    "a bucket's grants",
    "bucket-acl",
    '{"Owner":{"ID":"abc"},"Grants":[{"Grantee":{"ID":"abc","Type":"CanonicalUser"},"Permission":"FULL_CONTROL"},{"Grantee":{"Type":"Group","URI":"http://acs.amazonaws.com/groups/global/AllUsers"},"Permission":"READ"}]}',
    [
      { grantee: "abc", permission: "FULL_CONTROL" },
      { grantee: "http://acs.amazonaws.com/groups/global/AllUsers", permission: "READ" },
    ],
  ],
  [
    "public access block",
    "public-access-block",
    '{"PublicAccessBlockConfiguration":{"BlockPublicAcls":true,"IgnorePublicAcls":true,"BlockPublicPolicy":true,"RestrictPublicBuckets":false}}',
    { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: false },
  ],
  [
    "no public access block",
    "public-access-block",
    "An error occurred (NoSuchPublicAccessBlockConfiguration) when calling the GetPublicAccessBlock operation: The public access block configuration was not found",
    "none",
  ],
  [
    "versioning",
    "bucket-versioning",
    '{"Status":"Enabled","MFADelete":"Disabled"}',
    { enabled: true, mfaDelete: false },
  ],
  ["versioning that is suspended", "bucket-versioning", '{"Status":"Suspended"}', { enabled: false, mfaDelete: false }],
  [
    "versioning that was never set, for which AWS CLI prints nothing",
    "bucket-versioning",
    "",
    { enabled: false, mfaDelete: false },
  ],
  [
    "lifecycle rules with all forms of filters",
    "bucket-lifecycle",
    '{"TransitionDefaultMinimumObjectSize":"all_storage_classes_128K","Rules":[{"ID":"all","Filter":{},"Status":"Enabled","Expiration":{"Days":365},"NoncurrentVersionExpiration":{"NoncurrentDays":30}},{"ID":"prefix","Filter":{"Prefix":"AWSLogs/"},"Status":"Disabled","Expiration":{"Date":"2030-01-01T00:00:00+00:00"}},{"ID":"and","Filter":{"And":{"Prefix":"x/","Tags":[{"Key":"a","Value":"b"}]}},"Status":"Enabled","Expiration":{"ExpiredObjectDeleteMarker":true}},{"ID":"old","Prefix":"y/","Status":"Enabled","Expiration":{"Days":1}}]}',
    [
      { id: "all", enabled: true, prefix: "", narrowed: false, expirationDays: 365, noncurrentExpirationDays: 30 },
      { id: "prefix", enabled: false, prefix: "AWSLogs/", narrowed: false, expirationDate: "2030-01-01T00:00:00Z" },
      { id: "and", enabled: true, prefix: "x/", narrowed: true },
      { id: "old", enabled: true, prefix: "y/", narrowed: false, expirationDays: 1 },
    ],
  ],
  [
    "no lifecycle rules",
    "bucket-lifecycle",
    "An error occurred (NoSuchLifecycleConfiguration) when calling the GetBucketLifecycleConfiguration operation: The lifecycle configuration does not exist",
    [],
  ],
];

test.each(rows)("%s", (_what, source, text, value) => {
  expect(savedParsers[source](text, "f.json")).toEqual({ value, problems: [], gaps: [] });
});

describe("what would make an answer look better or worse than it is makes it unusable", () => {
  test.each<[string, SourceName, string]>([
    ["a grant without grantee", "bucket-acl", '{"Grants":[{"Permission":"READ"}]}'],
    ["a rule that is text", "bucket-lifecycle", '{"Rules":["x"]}'],
    ["an expiry that is text", "bucket-lifecycle", '{"Rules":[{"Status":"Enabled","Expiration":{"Days":"1"}}]}'],
    [
      "an operator that nobody knows",
      "event-selectors",
      '{"AdvancedEventSelectors":[{"FieldSelectors":[{"Field":"eventName","Matches":["x"]}]}]}',
    ],
    [
      "a field selector without operator",
      "event-selectors",
      '{"AdvancedEventSelectors":[{"FieldSelectors":[{"Field":"eventName"}]}]}',
    ],
    ["both kinds of selectors", "event-selectors", '{"EventSelectors":[{}],"AdvancedEventSelectors":[{}]}'],
    ["a read-write type of our own", "event-selectors", '{"EventSelectors":[{"ReadWriteType":"Both"}]}'],
    ["a flag that is text", "trail-status", '{"IsLogging":"true"}'],
    ["a password policy without length", "password-policy", '{"PasswordPolicy":{"RequireSymbols":true}}'],
    ["a policy that is no JSON", "bucket-policy", '{"Policy":"{"}'],
    [
      "a flag of the block that is text",
      "public-access-block",
      '{"PublicAccessBlockConfiguration":{"BlockPublicAcls":"yes"}}',
    ],
    ["a job status of our own", "service-last-accessed", '{"JobStatus":"DONE"}'],
  ])("%s", (_name, source, text) => {
    expect(problemOf(source, text)).toMatchObject({ code: "input.malformed", location: { file: "f.json" } });
  });

  test('a service whose last use is no date is left out, never "not used"', () => {
    const text =
      '{"JobStatus":"COMPLETED","ServicesLastAccessed":[{"ServiceNamespace":"s3","LastAuthenticated":"soon"},{"ServiceNamespace":"kms"}]}';
    const { value, problems, gaps } = savedParsers["service-last-accessed"](text, "f.json");
    expect(value?.services.map(({ namespace }) => namespace)).toEqual(["kms"]);
    expect([problems.length, gaps.length]).toEqual([1, 1]);
  });

  test("a trail without ARN is left out and said", () => {
    const { value, problems, gaps } = savedParsers.trails('{"trailList":[{"Name":"x","S3BucketName":"b"}]}', "f.json");
    expect(value).toEqual([]);
    expect([problems.length, gaps.length]).toEqual([1, 1]);
  });

  test("get-trail says nothing about other trails", () => {
    const { gaps } = savedParsers.trails(`{"Trail":{"TrailARN":"${arn}","S3BucketName":"b"}}`, "f.json");
    expect(gaps.map(({ what }) => what)).toEqual(["other trails"]);
  });

  test("a job that failed keeps AWS's reason", () => {
    const text =
      '{"JobStatus":"FAILED","JobCreationDate":"2025-12-01T00:00:00Z","ServicesLastAccessed":[],"Error":{"Code":"ServiceFailure","Message":"try again"}}';
    const { value, gaps } = savedParsers["service-last-accessed"](text, "f.json");
    expect(value).toMatchObject({ jobStatus: "FAILED", jobError: "ServiceFailure: try again", services: [] });
    expect(gaps).toHaveLength(1);
  });
});

describe("the wrong file", () => {
  const sample = new Map(
    rows.filter(([, , text]) => /^\{(?!"Error")/.test(text)).map(([, source, text]) => [source, text]),
  );

  test.each([...sample.keys()])("the answer for %s is told from all others", (source) => {
    for (const other of sourceNames) {
      const [mine, theirs] = [savedAnswers[source], savedAnswers[other]];
      const isAccepted =
        theirs.members.some((member) => mine.members.includes(member)) || other === "credential-report";
      // A bare policy document passes for a bucket policy, and for nothing else.
      if (other === source || isAccepted || sample.get(source)?.startsWith('{"Version"')) continue;
      const problem = problemOf(other, sample.get(source) ?? "");
      expect(problem.message).toContain(`looks like the answer of \`${mine.command}\``);
      expect(problem.hint).toContain(mine.flag);
    }
  });

  test.each<[string, SourceName, string, string]>([
    ["list-trails", "trails", '{"Trails":[]}', "list-trails"],
    ["a CloudTrail log", "trails", '{"Records":[]}', "CloudTrail log"],
    ["an empty object", "account-summary", "{}", "empty object"],
    ["a list", "account-summary", "[]", "a list"],
    ["other members", "account-summary", '{"a":1,"\\u001b[31m":2}', '"a", "\\u001b[31m"'],
  ])("%s is named", (_name, source, text, words) => {
    expect(problemOf(source, text).message).toContain(words);
  });

  test("an empty file is said to be empty, with what happened likely", () => {
    expect(problemOf("trails", " \n")).toMatchObject({
      code: "input.empty",
      hint: expect.stringContaining("terminal"),
    });
  });

  test.each(sourceNames.filter((name) => name !== "credential-report"))(
    "AWS's refusal of %s is a gap with AWS's words",
    (source) => {
      const text = "An error occurred (AccessDenied) when calling the X operation: not authorized to perform";
      const { value, problems, gaps } = savedParsers[source](text, "f.json");
      expect([value, problems.map(({ code }) => code)]).toEqual([undefined, ["input.nothing"]]);
      expect(gaps[0]?.cause).toMatch(/^AWS answered AccessDenied to [\w-]+:\w+: not authorized/);
    },
  );
});

test("noise inside any answer throws nothing but Problems", () => {
  const noise = fc.jsonValue({ maxDepth: 2 });
  const sampled = fc.constantFrom(...rows.filter(([, , text]) => text.startsWith("{")));
  fc.assert(
    fc.property(sampled, fc.nat(), noise, ([, source, text], at, value) => {
      let index = 0;
      const target = at % 30;
      const changed = JSON.stringify(JSON.parse(text), (_key, inner: unknown) => (index++ === target ? value : inner));
      try {
        savedParsers[source](changed, "f.json");
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
    }),
    { seed: 17, numRuns: 1500 },
  );
});

function problemOf(source: SourceName, text: string): Problem {
  try {
    savedParsers[source](text, "f.json");
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
