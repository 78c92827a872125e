import type { RecordedChange, Resource, Snapshot } from "../../model/index.ts";

/** Changes that may have made a resource worse, newest first: those that name it, or what it rests on. */
export function changesAbout(
  resource: Resource,
  checkId: string,
  changes: readonly RecordedChange[],
  snapshot: Snapshot,
): readonly RecordedChange[] {
  const names = namesOf(resource, snapshot);
  const calls = causingCalls.find(([checks]) => checks.test(checkId))?.[1];
  return changes
    .filter(({ event }) => calls === undefined || calls.test(event.eventName))
    .filter((change) => {
      if (resource.type === "aws.account") return isAboutAccount(change, checkId);
      return (
        Object.entries(change.request).some(([key, value]) => names.get(key)?.has(value) === true) ||
        isOwn(change, resource)
      );
    })
    .toReversed();
}

/** Which calls can make a check fail, so that the last change of something is not taken for the one that did it. */
const causingCalls: readonly (readonly [checks: RegExp, calls: RegExp])[] = [
  [/^TRAIL-02$/, /^StopLogging$/],
  [/^TRAIL-01$/, /^(StopLogging|DeleteTrail|UpdateTrail|PutEventSelectors)$/],
  [/^TRAIL-(07|08)$/, /Bucket(Policy|Acl|Ownership)|PublicAccessBlock/],
  [/^TRAIL-(09|10)$/, /Bucket(Lifecycle|Versioning|Policy)|ObjectLock/],
  [/^TRAIL-/, /Trail$|Selectors$|Logging$|^PutBucket/],
  [/^CRED-(04|07)$/, /MFADevice$|^(Create|Update)LoginProfile$/],
  [/^CRED-/, /AccessKey|LoginProfile|MFADevice|SigningCertificate|CreateUser/],
  [/^POL-/, /Policy|^AddUserToGroup$|PermissionsBoundary|^Create(User|Role)$/],
  [/^TRUST-/, /AssumeRolePolicy$|^CreateRole$/],
  [/^ORG-05$/, /AccountPasswordPolicy$/],
];

/** By the parameter that names it. */
function namesOf(
  { type, arn, name }: Resource,
  { identities, trails = [] }: Snapshot,
): ReadonlyMap<string, ReadonlySet<string>> {
  switch (type) {
    case "iam.user": {
      const user = identities?.users.find((one) => one.arn === arn);
      const groups = identities?.groups.filter((group) => user?.groups.includes(group.name)) ?? [];
      const policies = [user, ...groups]
        .flatMap((holder) => holder?.attachedPolicies ?? [])
        .map((policy) => policy.arn);
      return sets(["userName", [name]], ["groupName", groups.map((group) => group.name)], ["policyArn", policies]);
    }
    case "iam.role": {
      const role = identities?.roles.find((one) => one.arn === arn);
      return sets(["roleName", [name]], ["policyArn", (role?.attachedPolicies ?? []).map((policy) => policy.arn)]);
    }
    case "iam.group":
      return sets(["groupName", [name]]);
    case "iam.policy":
      return sets(["policyArn", [arn]]);
    case "s3.bucket":
      return sets(["bucketName", [name]]);
    case "cloudtrail.trail": {
      const trail = trails.find((one) => one.arn === arn);
      return sets(
        ["name", [name, arn]],
        ["trailName", [name, arn]],
        ["bucketName", trail === undefined ? [] : [trail.bucket]],
      );
    }
    default:
      return new Map();
  }
}

function sets(...named: readonly (readonly [string, readonly string[]])[]): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(named.map(([key, values]) => [key, new Set(values)]));
}

/** `ChangePassword` and the like name nobody: they are about whoever calls. */
function isOwn({ actor, request, event }: RecordedChange, { arn, type }: Resource): boolean {
  return (
    type === "iam.user" &&
    actor === arn &&
    event.eventSource === "iam.amazonaws.com" &&
    !Object.hasOwn(request, "userName") &&
    ownCalls.has(event.eventName)
  );
}

const ownCalls: ReadonlySet<string> = new Set([
  "CreateAccessKey",
  "ChangePassword",
  "UpdateAccessKey",
  "DeactivateMFADevice",
]);

/** What is asked of the account as a whole rests on few things, by family of the check. */
function isAboutAccount({ event }: RecordedChange, checkId: string): boolean {
  if (checkId === "ORG-05") return /AccountPasswordPolicy$/.test(event.eventName);
  if (checkId.startsWith("TRAIL-")) return event.eventSource === "cloudtrail.amazonaws.com";
  if (checkId.startsWith("POL-"))
    return /Policy|Group|PermissionsBoundary/.test(event.eventName) && event.eventSource === "iam.amazonaws.com";
  return false;
}
