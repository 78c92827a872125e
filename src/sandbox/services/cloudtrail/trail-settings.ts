import { AwsError } from "../../aws-error.ts";
import type { Call } from "../../call.ts";
import type { TrailState } from "../../world/nouns.ts";
import { optionalFlag, optionalText } from "./input.ts";

type Settings = { readonly [Setting in keyof TrailState]?: TrailState[Setting] | undefined };

/**
 * The settings that CreateTrail and UpdateTrail take, those that were given. An empty text takes one away. Whether there are such
 * keys, topics, log groups and roles is not looked at here.
 */
export function givenSettings(call: Call): Settings {
  const { input } = call;
  if (optionalFlag(input, "RecursiveLogging") !== undefined) {
    const message =
      "The sandbox has no RecursiveLogging. Advanced event selectors can leave out the trail's own bucket.";
    throw new AwsError("NotImplemented", message, 501);
  }
  return given({
    bucket: checked(input, "S3BucketName", bucketName, "InvalidS3BucketNameException"),
    prefix: checked(input, "S3KeyPrefix", keyPrefix, "InvalidS3PrefixException"),
    snsTopic: checked(input, "SnsTopicName", topicName, "InvalidSnsTopicNameException"),
    logGroupArn: checked(input, "CloudWatchLogsLogGroupArn", logGroup, "InvalidCloudWatchLogsLogGroupArnException"),
    logRoleArn: checked(input, "CloudWatchLogsRoleArn", logRole, "InvalidCloudWatchLogsRoleArnException"),
    kmsKeyId: keyArn(call, checked(input, "KmsKeyId", kmsKey, "InvalidKmsKeyIdException")),
    globalEvents: optionalFlag(input, "IncludeGlobalServiceEvents"),
    multiRegion: optionalFlag(input, "IsMultiRegionTrail"),
    validation: optionalFlag(input, "EnableLogFileValidation"),
    organization: optionalFlag(input, "IsOrganizationTrail"),
  });
}

/** Throws where settings do not go together, or the account is not in the place that they need. */
export function requireTogether(call: Call, trail: TrailState): void {
  if (trail.multiRegion && !trail.globalEvents) {
    throw new AwsError(
      "InvalidParameterCombinationException",
      "Multi-Region trail must include global service events.",
    );
  }
  if (trail.logGroupArn !== undefined && trail.logRoleArn === undefined) {
    throw new AwsError("InvalidCloudWatchLogsRoleArnException", "A log group needs a role to deliver to it.");
  }
  if (trail.logGroupArn === undefined && trail.logRoleArn !== undefined) {
    throw new AwsError("InvalidCloudWatchLogsLogGroupArnException", "A role to deliver logs needs a log group.");
  }
  if (trail.organization) requireOrganization(call);
}

function requireOrganization({ world, account }: Call): void {
  const organization = world.organization.get("organization");
  if (organization === undefined) {
    throw new AwsError("OrganizationsNotInUseException", "The account is not a member of an organization.");
  }
  if (organization.managementAccount !== account.id) {
    const message = "Only the management account of an organization can make an organization trail.";
    throw new AwsError("NotOrganizationMasterAccountException", message);
  }
  if (!organization.trustedServices.includes("cloudtrail.amazonaws.com")) {
    const message = "CloudTrail has no trusted access to the organization.";
    throw new AwsError("CloudTrailAccessNotEnabledException", message);
  }
}

const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9]|[.-](?=[a-z0-9])){2,62}$/;
/** Up to 200 characters. */
const keyPrefix = /^[^/\p{Cc}][^\p{Cc}]{0,199}$/u;
const topicName = /^(?:arn:aws:sns:[a-z0-9-]+:\d{12}:)?[A-Za-z0-9_-]{1,256}$/;
const logGroup = /^arn:aws:logs:[a-z0-9-]+:\d{12}:log-group:[A-Za-z0-9._/#-]{1,512}:\*$/;
const logRole = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const kmsKey =
  /^(?:arn:aws:kms:[a-z0-9-]+:\d{12}:(?:key\/[a-z0-9-]{36}|alias\/[\w/-]+)|(?:mrk-)?[a-f0-9-]{32,36}|alias\/[\w/-]+)$/;

function checked(input: Call["input"], member: string, pattern: RegExp, shape: string): string | undefined {
  const value = optionalText(input, member);
  if (value !== undefined && value !== "" && !pattern.test(value)) {
    throw new AwsError(shape, `The value of ${member} is not valid: ${value.slice(0, 200)}`);
  }
  return value;
}

/** CloudTrail keeps and shows the whole ARN. */
function keyArn({ region, account }: Call, key: string | undefined): string | undefined {
  if (key === undefined || key === "" || key.startsWith("arn:")) return key;
  return `arn:aws:kms:${region}:${account.id}:${key.startsWith("alias/") ? key : `key/${key}`}`;
}

/** An empty text becomes undefined, what was not given is left out. */
function given(settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === "" ? undefined : value]),
  );
}
