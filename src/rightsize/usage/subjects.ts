import {
  arnName,
  type IamGroup,
  type IamRole,
  type IamUser,
  type Identities,
  isOfIdentityCenter,
  isServiceLinked,
  parseArn,
} from "../../model/index.ts";

/** Whoever policies grant something to. A group or policy is used by its members. */
export interface UsageSubject {
  readonly kind: "user" | "role" | "group" | "policy";
  readonly arn: string;
  readonly name: string;
  /** `AIDA...`, `AROA...`, ... */
  readonly id: string;
  readonly createdAt?: string;
  /** Keys ({@link identityKey}) of the users and roles whose calls are its use. */
  readonly members: readonly string[];
  /** Why nothing of it may be changed, a clause. */
  readonly untouchable?: string;
}

/** Every user and role, and of groups and policies those that `asked` names; in that order. */
export function subjectsOf(identities: Identities, asked: ReadonlySet<string>): readonly UsageSubject[] {
  const users = identities.users.map((user) => subject("user", user, [identityKey(user.arn)]));
  const roles = identities.roles.map((role) => {
    const untouchable = untouchableRole(role);
    return { ...subject("role", role, [identityKey(role.arn)]), ...(untouchable !== undefined && { untouchable }) };
  });
  const groups = identities.groups
    .filter(({ arn }) => asked.has(identityKey(arn)))
    .map((group) => subject("group", group, membersOf(group, identities.users)));
  const policies = identities.policies
    .filter(({ arn }) => asked.has(identityKey(arn)))
    .map((policy) => subject("policy", policy, holdersOf(policy.arn, identities)));
  return [...users, ...roles, ...groups, ...policies];
}

/**
 * Names of users and roles are unique in an account whatever their path, and the ARN of a session has lost the path of
 * its role: account, kind and name are what tells one from the other.
 */
export function identityKey(arn: string): string {
  const parsed = parseArn(arn);
  if (parsed === undefined) return arn;
  const kind = parsed.resource.slice(0, parsed.resource.indexOf("/"));
  return JSON.stringify([parsed.account, kind, arnName(arn)]);
}

/**
 * When a user or role was made, in milliseconds since 1970: what was used before that was used by another one of its
 * name. NaN, before which nothing is: not known, or a group or policy, whose members may be older than it is.
 */
export function callerSince({ kind, createdAt = "" }: UsageSubject): number {
  return kind === "user" || kind === "role" ? Date.parse(createdAt) : Number.NaN;
}

function subject(
  kind: UsageSubject["kind"],
  { arn, name, id, createdAt }: Pick<IamUser, "arn" | "name" | "id" | "createdAt">,
  members: readonly string[],
): UsageSubject {
  return { kind, arn, name, id, members, ...(createdAt !== undefined && { createdAt }) };
}

function membersOf(group: IamGroup, users: readonly IamUser[]): readonly string[] {
  return users.filter(({ groups }) => groups.includes(group.name)).map(({ arn }) => identityKey(arn));
}

function holdersOf(policyArn: string, { users, roles, groups }: Identities): readonly string[] {
  const holds = (holder: IamUser | IamRole | IamGroup): boolean =>
    holder.attachedPolicies.some(({ arn }) => arn === policyArn);
  const own = [...users, ...roles].filter(holds).map(({ arn }) => identityKey(arn));
  return [...new Set([...own, ...groups.filter(holds).flatMap((group) => membersOf(group, users))])];
}

/** Source: IAM User Guide, "Service-linked roles"; IAM Identity Center User Guide, "Permission sets". */
function untouchableRole(role: IamRole): string | undefined {
  if (isServiceLinked(role)) return "it is a role of an AWS service, which users cannot edit";
  if (isOfIdentityCenter(role)) {
    return "it is a role of IAM Identity Center: edit its permission set instead";
  }
  return undefined;
}
