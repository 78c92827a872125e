import {
  isJsonObject,
  type Json,
  type JsonObject,
  Problem,
  type SourceName,
  snapshotSources,
} from "../../model/index.ts";
import type { Answer } from "./answer.ts";
import { kindOf } from "./fields.ts";
import { otherAnswers } from "./other-answers.ts";
import { type Parsed, startReading } from "./reading.ts";

/** How a user asks AWS for a source, and hands us the answer. */
export interface SavedAnswer {
  readonly flag: string;
  /** What the flag takes: `FILE`, or `[TRAIL=]FILE` where the answer does not name its subject. */
  readonly takes: string;
  readonly command: string;
  /** Top-level members of the answer; one of them is always there. */
  readonly members: readonly string[];
}

export const savedAnswers: { readonly [name in SourceName]: SavedAnswer } = {
  "credential-report": {
    flag: "--credential-report",
    takes: "FILE",
    command: "aws iam get-credential-report",
    members: ["Content"],
  },
  "authorization-details": {
    flag: "--authorization-details",
    takes: "FILE",
    command: "aws iam get-account-authorization-details",
    members: ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"],
  },
  roles: { flag: "--roles", takes: "FILE", command: "aws iam list-roles", members: ["Roles"] },
  "account-summary": {
    flag: "--account-summary",
    takes: "FILE",
    command: "aws iam get-account-summary",
    members: ["SummaryMap"],
  },
  "password-policy": {
    flag: "--password-policy",
    takes: "FILE",
    command: "aws iam get-account-password-policy",
    members: ["PasswordPolicy"],
  },
  "service-last-accessed": {
    flag: "--service-last-accessed",
    takes: "[ARN=]FILE",
    command: "aws iam get-service-last-accessed-details",
    members: ["ServicesLastAccessed", "JobStatus"],
  },
  trails: {
    flag: "--trails",
    takes: "FILE",
    command: "aws cloudtrail describe-trails",
    members: ["trailList", "Trail"],
  },
  "trail-status": {
    flag: "--trail-status",
    takes: "[TRAIL=]FILE",
    command: "aws cloudtrail get-trail-status",
    members: ["IsLogging"],
  },
  "event-selectors": {
    flag: "--event-selectors",
    takes: "[TRAIL=]FILE",
    command: "aws cloudtrail get-event-selectors",
    members: ["EventSelectors", "AdvancedEventSelectors"],
  },
  "insight-selectors": {
    flag: "--insight-selectors",
    takes: "[TRAIL=]FILE",
    command: "aws cloudtrail get-insight-selectors",
    members: ["InsightSelectors"],
  },
  buckets: { flag: "--buckets", takes: "FILE", command: "aws s3api list-buckets", members: ["Buckets"] },
  "bucket-policy": {
    flag: "--bucket-policy",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-bucket-policy",
    members: ["Policy"],
  },
  "bucket-acl": {
    flag: "--bucket-acl",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-bucket-acl",
    members: ["Grants"],
  },
  "public-access-block": {
    flag: "--public-access-block",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-public-access-block",
    members: ["PublicAccessBlockConfiguration"],
  },
  "bucket-versioning": {
    flag: "--bucket-versioning",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-bucket-versioning",
    members: ["Status", "MFADelete"],
  },
  "bucket-lifecycle": {
    flag: "--bucket-lifecycle",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-bucket-lifecycle-configuration",
    members: ["Rules"],
  },
  "bucket-logging": {
    flag: "--bucket-logging",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-bucket-logging",
    members: ["LoggingEnabled"],
  },
  "bucket-object-lock": {
    flag: "--bucket-object-lock",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-object-lock-configuration",
    members: ["ObjectLockConfiguration"],
  },
  "bucket-encryption": {
    flag: "--bucket-encryption",
    takes: "[BUCKET=]FILE",
    command: "aws s3api get-bucket-encryption",
    members: ["ServerSideEncryptionConfiguration"],
  },
  "mfa-devices": {
    flag: "--mfa-devices",
    takes: "[USER=]FILE",
    command: "aws iam list-virtual-mfa-devices",
    members: ["VirtualMFADevices", "MFADevices"],
  },
  "identity-providers": {
    flag: "--identity-providers",
    takes: "[ARN=]FILE",
    command: "aws iam list-open-id-connect-providers",
    members: ["OpenIDConnectProviderList", "SAMLProviderList", "Url"],
  },
  "ssh-public-keys": {
    flag: "--ssh-public-keys",
    takes: "[USER=]FILE",
    command: "aws iam list-ssh-public-keys",
    members: ["SSHPublicKeys"],
  },
  "service-specific-credentials": {
    flag: "--service-specific-credentials",
    takes: "[USER=]FILE",
    command: "aws iam list-service-specific-credentials --all-users",
    members: ["ServiceSpecificCredentials"],
  },
  "server-certificates": {
    flag: "--server-certificates",
    takes: "FILE",
    command: "aws iam list-server-certificates",
    members: ["ServerCertificateMetadataList"],
  },
  organization: {
    flag: "--organization",
    takes: "FILE",
    command: "aws organizations describe-organization",
    members: ["Organization", "Accounts", "DelegatedAdministrators"],
  },
  "service-control-policies": {
    flag: "--service-control-policies",
    takes: "[POLICY=]FILE",
    command: "aws organizations list-policies --filter SERVICE_CONTROL_POLICY",
    members: ["Policies", "Policy", "Targets"],
  },
  "organizations-features": {
    flag: "--organizations-features",
    takes: "FILE",
    command: "aws iam list-organizations-features",
    members: ["EnabledFeatures", "OrganizationId"],
  },
  "security-contact": {
    flag: "--security-contact",
    takes: "FILE",
    command: "aws account get-alternate-contact --alternate-contact-type SECURITY",
    members: ["AlternateContact"],
  },
  regions: {
    flag: "--regions",
    takes: "FILE",
    command: "aws account list-regions",
    members: ["Regions"],
  },
  analyzers: {
    flag: "--analyzers",
    takes: "[REGION=]FILE",
    command: "aws accessanalyzer list-analyzers",
    members: ["analyzers"],
  },
  "analyzer-findings": {
    flag: "--analyzer-findings",
    takes: "[ANALYZER=]FILE",
    command: "aws accessanalyzer list-findings",
    members: ["findings", "findingDetails"],
  },
  "event-rules": {
    flag: "--event-rules",
    takes: "[RULE=]FILE",
    command: "aws events list-rules",
    members: ["Rules", "Targets"],
  },
  "trail-keys": {
    flag: "--trail-keys",
    takes: "[KEY=]FILE",
    command: "aws kms describe-key",
    members: ["KeyMetadata", "KeyRotationEnabled", "Policy"],
  },
  "metric-filters": {
    flag: "--metric-filters",
    takes: "[GROUP=]FILE",
    command: "aws logs describe-metric-filters",
    members: ["metricFilters"],
  },
  alarms: {
    flag: "--alarms",
    takes: "[REGION=]FILE",
    command: "aws cloudwatch describe-alarms",
    members: ["MetricAlarms", "Subscriptions"],
  },
  "roles-anywhere": {
    flag: "--roles-anywhere",
    takes: "[REGION=]FILE",
    command: "aws rolesanywhere list-profiles",
    members: ["profiles"],
  },
  "account-assignments": {
    flag: "--account-assignments",
    takes: "FILE",
    command: "aws sso-admin list-account-assignments",
    members: ["AccountAssignments", "PermissionSet", "Users"],
  },
  workloads: {
    flag: "--workloads",
    takes: "[REGION=]FILE",
    command: "aws ec2 describe-instances",
    members: ["Reservations", "Functions", "FunctionUrlConfigs"],
  },
};

/** In the order of the model. Object.keys forgets the type of the keys. */
export const sourceNames: readonly SourceName[] = Object.keys(snapshotSources) as SourceName[];

/** The answer as an object with one of the members that `source` always has; else a {@link Problem} that says what it is. */
export function answerObject(answer: Answer & { kind: "data" }, source: SourceName): JsonObject {
  const { json, file } = answer;
  if (isJsonObject(json) && savedAnswers[source].members.some((member) => Object.hasOwn(json, member))) return json;
  throw wrongAnswer(json, file, source);
}

/** A file that holds something else than what its flag takes. */
export function wrongAnswer(json: Json, file: string, source: SourceName): Problem {
  const { flag, command } = savedAnswers[source];
  const known = isJsonObject(json) ? recognise(json) : undefined;
  const looks = known === undefined ? describeJson(json) : `looks like ${known.what}`;
  return new Problem("input.malformed", `This is not the answer of \`${command}\`: it ${looks}.`, {
    location: { file },
    hint: known?.flag === undefined ? `${flag} takes what \`${command}\` prints.` : `Pass it with ${known.flag}.`,
  });
}

/** AWS refused: nothing is known, and the gap says why. */
export function refusal<T>(answer: Answer & { kind: "error" }, source: SourceName): Parsed<T> {
  const reading = startReading(answer.file);
  const { action = snapshotSources[source] } = answer;
  const cause = `AWS answered ${answer.code} to ${action}${answer.message === "" ? "" : `: ${answer.message.slice(0, 500)}`}`;
  reading.problem("input.nothing", `${cause.replace(/\.$/, "")}.`);
  reading.gap(action === snapshotSources[source] ? source : action, cause);
  return reading.result<T>(undefined);
}

interface Recognised {
  readonly what: string;
  readonly flag?: string;
}

function recognise(json: JsonObject): Recognised | undefined {
  if (json["kind"] === "snapshot" && Object.hasOwn(json, "schemaVersion")) {
    return { what: "a trailproof snapshot", flag: "no flag: audit SNAPSHOT" };
  }
  const found = sourceNames.find((name) => savedAnswers[name].members.some((member) => Object.hasOwn(json, member)));
  if (found !== undefined)
    return { what: `the answer of \`${savedAnswers[found].command}\``, flag: savedAnswers[found].flag };
  return otherAnswers.find(({ member }) => Object.hasOwn(json, member));
}

function describeJson(json: Parameters<typeof kindOf>[0]): string {
  if (!isJsonObject(json)) return `is ${kindOf(json)}`;
  const keys = Object.keys(json);
  if (keys.length === 0) return "is an empty object";
  return `has the members ${keys
    .slice(0, 5)
    .map((key) => JSON.stringify(key.slice(0, 40)))
    .join(", ")}${keys.length > 5 ? ", ..." : ""}`;
}
