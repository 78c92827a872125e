import { authorize } from "../../authorize/index.ts";
import { AwsError } from "../../aws-error.ts";
import type { Call, Caller, Need, ServiceName } from "../../call.ts";
import type { KmsKey, LogGroup, Role, TrailState } from "../../world/nouns.ts";
import type { Account, World } from "../../world/world.ts";
import { findKey } from "../kms/find-key.ts";

/** A trail of an account, at a time (ISO 8601). */
export interface TrailAt {
  readonly world: World;
  readonly account: Account;
  readonly trail: TrailState;
  readonly time: string;
}

/**
 * Why CloudTrail cannot encrypt with the trail's key, as S3 would say it; undefined: it can. The key must be where the bucket
 * is, and its policy must let CloudTrail in.
 *
 * Source: CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail".
 */
export function keyFault(at: TrailAt): KeyFault | undefined {
  const { world, account, trail } = at;
  if (trail.kmsKeyId === undefined) return undefined;
  const region = world.buckets.get(trail.bucket)?.region ?? trail.homeRegion;
  const key = findKey({ world, account, region }, trail.kmsKeyId);
  if (key === undefined) return "KMS.NotFoundException";
  if (key.state === "Disabled") return "KMS.DisabledException";
  if (key.state === "PendingDeletion") return "KMS.KMSInvalidStateException";
  return isAllowed(
    at,
    "kms",
    ["kms:GenerateDataKey", "kms:DescribeKey"].map((action) => needOnKey(key, action, trail)),
  )
    ? undefined
    : "AccessDenied";
}

export type KeyFault =
  | "KMS.NotFoundException"
  | "KMS.DisabledException"
  | "KMS.KMSInvalidStateException"
  | "AccessDenied";

/** Why CloudTrail cannot tell the trail's topic of log files, by SNS's code; undefined: it can, or there is none. */
export function topicFault(at: TrailAt): "NotFound" | "AuthorizationError" | undefined {
  const arn = topicArn(at.trail);
  if (arn === undefined) return undefined;
  const owner = arn.split(":")[4] ?? "";
  const topic = at.world.accounts.get(owner)?.topics.get(arn);
  if (topic === undefined) return "NotFound";
  const need = { action: "sns:Publish", resource: arn, resourcePolicy: { account: owner, document: topic.policy } };
  return isAllowed(at, "sns", [need]) ? undefined : "AuthorizationError";
}

/** Why CloudTrail cannot write to the trail's log group; undefined: it can, or there is none. */
export function logGroupFault(at: TrailAt): LogGroupFault | undefined {
  const { account, trail } = at;
  if (trail.logGroupArn === undefined) return undefined;
  const group = logGroupOf(at);
  if (group === undefined) return "no such log group";
  const role = roleOf(account, trail.logRoleArn ?? "");
  if (role === undefined) return "not trusted";
  const trust = { account: account.id, document: role.trust };
  if (!isAllowed(at, "sts", [{ action: "sts:AssumeRole", resource: role.arn, resourcePolicy: trust }])) {
    return "not trusted";
  }
  const stream = `${group.arn}:log-stream:${logStreamName(at)}`;
  const needs = ["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, resource: stream }));
  return isAllowed(at, "logs", needs, sessionOf(at, role)) ? undefined : "not permitted";
}

export type LogGroupFault = "no such log group" | "not trusted" | "not permitted";

export function logGroupOf({ account, trail }: TrailAt): LogGroup | undefined {
  return trail.logGroupArn === undefined ? undefined : account.logGroups.get(trail.logGroupArn.replace(/:\*$/, ""));
}

/** Source: CloudTrail User Guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring". */
export function logStreamName({ account, trail }: Pick<TrailAt, "account" | "trail">): string {
  return `${account.id}_CloudTrail_${trail.homeRegion}`;
}

/** Of a topic that is given by its name, the one of the trail's region and account. */
export function topicArn({ snsTopic, homeRegion, arn }: TrailState): string | undefined {
  if (snsTopic === undefined || snsTopic.startsWith("arn:")) return snsTopic;
  return `arn:aws:sns:${homeRegion}:${arn.split(":")[4]}:${snsTopic}`;
}

function needOnKey({ arn, policy }: KmsKey, action: string, trail: TrailState): Need {
  return {
    action,
    resource: arn,
    resourcePolicy: { account: arn.split(":")[4] ?? "", document: policy },
    context: action === "kms:DescribeKey" ? {} : { "kms:EncryptionContext:aws:cloudtrail:arn": [trail.arn] },
  };
}

function roleOf(account: Account, arn: string): Role | undefined {
  const role = account.roles.get(arn.slice(arn.lastIndexOf("/") + 1).toLowerCase());
  return role?.arn === arn ? role : undefined;
}

function isAllowed(at: TrailAt, service: ServiceName, needs: readonly Need[], caller = asService(at)): boolean {
  try {
    authorize(callOf(at, service, caller), needs);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
}

function asService({ account, trail }: TrailAt): Caller {
  return { kind: "service", name: serviceName, sourceArn: trail.arn, sourceAccount: account.id };
}

const serviceName = "cloudtrail.amazonaws.com";

/** CloudTrail as the role, for as long as it writes. */
function sessionOf({ account, time }: TrailAt, role: Role): Caller {
  const sessionName = "CLOUDWATCH_LOGS_DELIVERY_SESSION";
  return {
    kind: "session",
    account: account.id,
    session: {
      id: "ASIASANDBOXCLOUDTRAI",
      secret: "",
      token: "",
      kind: "assumed-role",
      issuerArn: role.arn,
      issuerId: role.id,
      arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${sessionName}`,
      sessionName,
      createdAt: time,
      expiresAt: time,
      mfa: false,
      tags: [],
      transitiveTags: [],
      policyArns: [],
      fromConsole: false,
    },
  };
}

function callOf({ world, account, trail, time }: TrailAt, service: ServiceName, caller: Caller): Call {
  return {
    service,
    operation: "",
    input: {},
    caller,
    world,
    account,
    region: trail.homeRegion,
    requestId: "",
    sourceIp: serviceName,
    userAgent: serviceName,
    http: {
      host: `${service}.${trail.homeRegion}.amazonaws.com`,
      method: "POST",
      path: "/",
      query: [],
      headers: {},
      bytesIn: 0,
    },
    time,
  };
}
