import { parseArn } from "../model/index.ts";
import { type ConditionFacts, conditionsMayHold } from "./condition-holds.ts";
import { oncePerKey } from "./once.ts";
import type { Access, PrincipalAccess } from "./principal-access.ts";

/**
 * Is the principal an administrator, in effect? It is when one statement gives it all actions or all of IAM on
 * everything, or when it may widen its own permissions: change or attach policies of its own user, role or groups,
 * or write a new version of a policy that it has. With a boundary the latter counts only where it may also take the
 * boundary away, since the boundary caps whatever it adds.
 *
 * Literal forms do not matter: `*`, `*:*`, `NotAction`, a list of resources that holds `*`, `arn:aws:*:*:*:*`.
 */
export const administratorAccess: (access: PrincipalAccess) => Access = oncePerKey((access) => {
  const blanket = blanketAdministratorAccess(access);
  if (blanket.verdict === "allowed") return blanket;
  const own = ownGrantAccess(access);
  return own.verdict === "allowed" || blanket.verdict === "denied" ? orNeither(own) : blanket;
});

/** All actions, or all of IAM, on everything, with a way to grant rights left over by Deny and boundary. */
export const blanketAdministratorAccess: (access: PrincipalAccess) => Access = oncePerKey((access) => {
  const all = access.canOnAll("*");
  const blanket = all.verdict === "allowed" ? all : access.canOnAll("iam:*");
  if (blanket.verdict !== "allowed") return blanket;
  const grants = grantActions.map((action) => access.can(action, "*"));
  const usable = grants.filter(({ verdict }) => verdict === "allowed");
  if (usable.length === 0) {
    const because = grants.find(({ verdict }) => verdict === "denied")?.because ?? "every IAM write is denied";
    return { ...none, verdict: "denied", because };
  }
  const denies = [blanket, ...usable].flatMap(({ conditionalDenies }) => conditionalDenies);
  return { ...blanket, conditionalDenies: [...new Set(denies)] };
});

/** A way by which a principal widens its own permissions. */
export interface OwnGrant {
  readonly action: string;
  /** What the action is done on: the user or role itself, a group of the user, a policy that it has. */
  readonly on: string;
  readonly access: Access;
}

/** The ways that are open, those without a condition first; `unknown` ones too. */
export function ownGrants(access: PrincipalAccess): readonly OwnGrant[] {
  const isCapped = access.entity.permissionsBoundary !== undefined && !mayLiftBoundary(access);
  if (isCapped || access.entity.path.startsWith(ssoRolePath)) return [];
  const facts = factsOf(access);
  return targetsOf(access)
    .map(({ action, on }) => ({
      action,
      on,
      access: access.can(action, on, ({ statement }) => conditionsMayHold(statement.conditions, facts)),
    }))
    .filter((grant) => grant.access.verdict !== "denied")
    .sort((a, b) => rank(a.access) - rank(b.access));
}

/** `arn:P:iam::A:policy/...`: only an account's own policies get new versions. */
export function isCustomerPolicy(arn: string): boolean {
  return /^arn:[^:]*:iam::\d{12}:policy\//.test(arn);
}

/** May it delete or replace its own boundary, or write a new version of it? */
export function mayLiftBoundary({ kind, arn, entity, can }: PrincipalAccess): boolean {
  const boundary = entity.permissionsBoundary;
  if (boundary === undefined) return false;
  const noun = kind === "user" ? "User" : "Role";
  const ways = [
    can(`iam:Delete${noun}PermissionsBoundary`, arn),
    can(`iam:Put${noun}PermissionsBoundary`, arn),
    ...(isCustomerPolicy(boundary) ? [can("iam:CreatePolicyVersion", boundary)] : []),
  ];
  return ways.some(({ verdict }) => verdict === "allowed");
}

const none = { allowedBy: [], onlyConditionally: false, conditionalDenies: [] } as const;

/** Roles of IAM Identity Center can only be changed there. */
const ssoRolePath = "/aws-reserved/sso.amazonaws.com/";

/** Any of these, on anything, makes all of IAM worth having. */
const grantActions: readonly string[] = [
  "iam:AttachUserPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachGroupPolicy",
  "iam:PutUserPolicy",
  "iam:PutRolePolicy",
  "iam:PutGroupPolicy",
  "iam:CreatePolicyVersion",
  "iam:AddUserToGroup",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:UpdateAssumeRolePolicy",
];

function orNeither(own: Access): Access {
  if (own.verdict !== "denied") return own;
  return { ...own, because: "no statement gives it all of IAM, and it may not widen its own permissions" };
}

function ownGrantAccess(access: PrincipalAccess): Access {
  const [grant] = ownGrants(access);
  if (grant === undefined) return { ...none, verdict: "denied", because: "it may not widen its own permissions" };
  const on = grant.on === access.arn ? "itself" : grant.on;
  return grant.access.verdict === "unknown"
    ? grant.access
    : { ...grant.access, because: `${grant.access.because}: ${grant.action} on ${on}` };
}

function targetsOf({ kind, arn, entity, groups }: PrincipalAccess): readonly { action: string; on: string }[] {
  const own = kind === "user" ? ["PutUserPolicy", "AttachUserPolicy"] : ["PutRolePolicy", "AttachRolePolicy"];
  const policies = [entity, ...groups].flatMap(({ attachedPolicies }) => attachedPolicies).map((policy) => policy.arn);
  return [
    ...own.map((action) => ({ action: `iam:${action}`, on: arn })),
    ...groups.flatMap((group) =>
      ["PutGroupPolicy", "AttachGroupPolicy"].map((action) => ({ action: `iam:${action}`, on: group.arn })),
    ),
    ...policies.filter(isCustomerPolicy).map((on) => ({ action: "iam:CreatePolicyVersion", on })),
  ];
}

/** A statement that lets attach only harmless policies, or only to those with a boundary, does not count. */
function factsOf({ arn, entity }: PrincipalAccess): ConditionFacts {
  const partition = parseArn(arn)?.partition ?? "aws";
  return new Map([
    ["iam:policyarn", `arn:${partition}:iam::aws:policy/AdministratorAccess`],
    ["iam:permissionsboundary", entity.permissionsBoundary],
  ]);
}

/** The best way first: allowed before unknown, without before with conditions. */
function rank({ verdict, onlyConditionally }: Access): number {
  return (verdict === "allowed" ? 0 : 2) + (onlyConditionally ? 1 : 0);
}
