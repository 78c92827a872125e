import { describe, expect, it } from "vitest";
import type { Input } from "../../call.ts";
import {
  addTrailKey,
  bucketName,
  createTrailSandbox,
  startTrail,
  trailArn,
  trailName,
} from "../../deliver/trail.fixture.ts";
import { accountId } from "../../sandbox.fixture.ts";

const valid = { Name: trailName, S3BucketName: bucketName };

describe("CreateTrail", () => {
  it("answers the trail with its defaults, which does not log yet", () => {
    const { ask } = createTrailSandbox();
    expect(ask("cloudtrail", "CreateTrail", valid)).toEqual({
      Name: trailName,
      S3BucketName: bucketName,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      TrailARN: trailArn,
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
    });
    expect(ask("cloudtrail", "GetTrailStatus", { Name: trailName })).toMatchObject({ IsLogging: false });
  });

  it.each<[string, Input, string]>([
    [
      "ab",
      { Name: "ab" },
      "Trail name too short. Minimum allowed length: 3 characters. Specified name length: 2 characters.",
    ],
    [
      "129 letters",
      { Name: "a".repeat(129) },
      "Trail name too long. Maximum allowed length: 128 characters. Specified name length: 129 characters.",
    ],
    ["-abc", { Name: "-abc" }, "Trail name must starts with a letter or number."],
    ["abc-", { Name: "abc-" }, "Trail name must ends with a letter or number."],
    [
      "a$b",
      { Name: "a$b" },
      "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).",
    ],
    ["a._b", { Name: "a._b" }, "Trail name cannot have adjacent periods, underscores or hyphens."],
    ["an address", { Name: "192.0.2.1" }, "Trail name cannot be in IP address format."],
  ])("refuses the name %s", (_, input, message) => {
    const { refusal } = createTrailSandbox();
    expect(refusal("cloudtrail", "CreateTrail", { ...valid, ...input })).toEqual({
      shape: "InvalidTrailNameException",
      message,
    });
  });

  it.each<[Input, string]>([
    [{ S3BucketName: "Not_A_Bucket" }, "InvalidS3BucketNameException"],
    [{ S3BucketName: "no-such-bucket-here" }, "S3BucketDoesNotExistException"],
    [{ S3KeyPrefix: "a".repeat(201) }, "InvalidS3PrefixException"],
    [{ S3KeyPrefix: "elsewhere" }, "InsufficientS3BucketPolicyException"],
    [{ SnsTopicName: "a topic" }, "InvalidSnsTopicNameException"],
    [{ KmsKeyId: "key!" }, "InvalidKmsKeyIdException"],
    [{ CloudWatchLogsLogGroupArn: "group" }, "InvalidCloudWatchLogsLogGroupArnException"],
    [
      { CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${accountId}:log-group:trail:*` },
      "InvalidCloudWatchLogsRoleArnException",
    ],
    [{ IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false }, "InvalidParameterCombinationException"],
    [{ IsOrganizationTrail: true }, "OrganizationsNotInUseException"],
    [{ TagsList: [{ Key: "a" }, { Key: "a" }] }, "InvalidTagParameterException"],
    [{ S3BucketName: undefined }, "ValidationException"],
    [{ RecursiveLogging: false }, "NotImplemented"],
    [{ IsMultiRegionTrail: "yes" }, "SerializationException"],
  ])("refuses %o with %s", (input, shape) => {
    const sandbox = createTrailSandbox();
    expect(sandbox.refusal("cloudtrail", "CreateTrail", { ...valid, ...input }).shape).toBe(shape);
    expect(sandbox.ask("cloudtrail", "ListTrails")).toEqual({ Trails: [] });
  });

  it("refuses a bucket whose policy is for another trail", () => {
    const { refusal } = createTrailSandbox();
    expect(refusal("cloudtrail", "CreateTrail", { ...valid, Name: "another" })).toEqual({
      shape: "InsufficientS3BucketPolicyException",
      message: `Incorrect S3 bucket policy is detected for bucket: ${bucketName}`,
    });
  });

  it("refuses a name that is taken, and a sixth trail", () => {
    const sandbox = createTrailSandbox();
    const anyTrail = [
      ["s3:GetBucketAcl", ""],
      ["s3:PutObject", "/*"],
    ].map(([Action, end]) => ({
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action,
      Resource: `arn:aws:s3:::${bucketName}${end}`,
    }));
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: anyTrail });
    sandbox.ask("s3", "PutBucketPolicy", { Bucket: bucketName, Policy });
    for (const Name of ["one", "two", "three", "four", "five"]) {
      sandbox.ask("cloudtrail", "CreateTrail", { ...valid, Name });
    }
    expect(sandbox.refusal("cloudtrail", "CreateTrail", { ...valid, Name: "one" })).toEqual({
      shape: "TrailAlreadyExistsException",
      message: `Trail one already exists for customer: ${accountId}`,
    });
    expect(sandbox.refusal("cloudtrail", "CreateTrail", { ...valid, Name: "six" })).toEqual({
      shape: "MaximumNumberOfTrailsExceededException",
      message: `User: ${accountId} already has 5 trails in us-east-1.`,
    });
  });
});

describe("a trail of all regions", () => {
  it("is a shadow trail elsewhere: seen, read by its ARN, changed only at home", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    const away = { region: "eu-west-1" };
    const described = (input: Input): unknown => sandbox.ask("cloudtrail", "DescribeTrails", input, away)["trailList"];
    expect(described({})).toEqual([expect.objectContaining({ TrailARN: trailArn, HomeRegion: "us-east-1" })]);
    expect(described({ includeShadowTrails: false })).toEqual([]);
    expect(described({ trailNameList: [trailName] })).toEqual([]);
    expect(described({ trailNameList: [trailArn] })).toHaveLength(1);
    expect(sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailArn }, away)).toMatchObject({ IsLogging: true });
    expect(sandbox.refusal("cloudtrail", "GetEventSelectors", { TrailName: trailName }, away)).toEqual({
      shape: "TrailNotFoundException",
      message: `Unknown trail: arn:aws:cloudtrail:eu-west-1:${accountId}:trail/${trailName} for the user: ${accountId}`,
    });
    expect(sandbox.refusal("cloudtrail", "StopLogging", { Name: trailArn }, away).shape).toBe(
      "InvalidHomeRegionException",
    );
  });

  it("is updated by what is given, and loses what is given empty", () => {
    const sandbox = createTrailSandbox();
    const KmsKeyId = "alias/trail";
    const key = addTrailKey(sandbox, KmsKeyId);
    startTrail(sandbox, { KmsKeyId });
    const { Trail } = sandbox.ask("cloudtrail", "GetTrail", { Name: trailName });
    expect(Trail).toMatchObject({
      KmsKeyId: key,
      HasInsightSelectors: false,
    });
    const updated = sandbox.ask("cloudtrail", "UpdateTrail", {
      Name: trailName,
      KmsKeyId: "",
      IsMultiRegionTrail: false,
    });
    expect(updated).toMatchObject({ IsMultiRegionTrail: false, LogFileValidationEnabled: true });
    expect(updated).not.toHaveProperty("KmsKeyId");
    expect(sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailName })).toMatchObject({ IsLogging: true });
  });
});

describe("a trail's status", () => {
  it("has the old texts beside the times", () => {
    const sandbox = createTrailSandbox();
    startTrail(sandbox);
    sandbox.world.clock.advance(60_000);
    sandbox.ask("cloudtrail", "StopLogging", { Name: trailArn });
    expect(sandbox.ask("cloudtrail", "GetTrailStatus", { Name: trailName })).toEqual({
      IsLogging: false,
      StartLoggingTime: new Date("2026-11-21T20:00:00Z"),
      StopLoggingTime: new Date("2026-11-21T20:01:00Z"),
      LatestDeliveryAttemptTime: "",
      LatestDeliveryAttemptSucceeded: "",
      LatestNotificationAttemptTime: "",
      LatestNotificationAttemptSucceeded: "",
      TimeLoggingStarted: "2026-11-21T20:00:00Z",
      TimeLoggingStopped: "2026-11-21T20:01:00Z",
    });
  });
});

describe("tags", () => {
  it("are added, replaced, listed and removed", () => {
    const { ask, refusal } = createTrailSandbox();
    ask("cloudtrail", "CreateTrail", { ...valid, TagsList: [{ Key: "Team", Value: "A" }] });
    const TagsList = [{ Key: "Team", Value: "B" }, { Key: "Lab" }];
    ask("cloudtrail", "AddTags", { ResourceId: trailArn, TagsList });
    const list = (): unknown => ask("cloudtrail", "ListTags", { ResourceIdList: [trailArn] })["ResourceTagList"];
    const both = [
      { Key: "Team", Value: "B" },
      { Key: "Lab", Value: "" },
    ];
    expect(list()).toEqual([{ ResourceId: trailArn, TagsList: both }]);
    ask("cloudtrail", "RemoveTags", { ResourceId: trailArn, TagsList: [{ Key: "Lab" }] });
    expect(list()).toEqual([{ ResourceId: trailArn, TagsList: both.slice(0, 1) }]);
    expect(refusal("cloudtrail", "ListTags", { ResourceIdList: ["x"] }).shape).toBe("CloudTrailARNInvalidException");
    const ResourceIdList = [`${trailArn}-2`];
    expect(refusal("cloudtrail", "ListTags", { ResourceIdList }).shape).toBe("ResourceNotFoundException");
    const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` }));
    const tooMany = refusal("cloudtrail", "AddTags", { ResourceId: trailArn, TagsList: many });
    expect(tooMany.shape).toBe("TagsLimitExceededException");
  });
});
