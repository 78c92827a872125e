import { parseArn } from "../model/index.ts";
import { isCustomerPolicy } from "./administrator.ts";
import { conditionsMayHold } from "./condition-holds.ts";
import type { Allowance, Asker } from "./escalation-ask.ts";
import type { Gain, StepQuestion } from "./escalation-step.ts";
import { candidates } from "./escalation-targets.ts";
import { type Power, powerOf, powerText } from "./powers.ts";
import type { CountsStatement, PrincipalAccess } from "./principal-access.ts";
import { trustAdmits } from "./trust.ts";

/** It puts itself into a group. */
export function* joinGroup({ method, principal, account, allowed, wide, worth }: StepQuestion): Iterable<Gain> {
  if (principal.kind !== "user") return;
  const own = new Set(principal.groups.map(({ arn }) => arn));
  for (const group of candidates(account.mightyGroups(), method.actions, { principal, allowed })) {
    const more = own.has(group.arn) ? "no" : worth(group);
    const proof = more === "no" ? undefined : allowed(method.actions, group.arn);
    if (proof) yield gain(group, `join group ${group.name} (${powerText(group)})`, more === "yes", proof);
  }
  const proof = wide(method.actions, "group");
  if (proof) yield { how: "join any group", power: "unknown", certainty: "certain", conditional: false, proof };
}

/** It makes or changes credentials of another user. Only its own, as with `${aws:username}`, is no gain. */
export function* otherUser({ method, principal, account, allowed, wide, worth }: StepQuestion): Iterable<Gain> {
  const verb = method.actions.map((action) => action.replace("iam:", "")).join(" and ");
  for (const user of candidates(account.mightyUsers(), method.actions, { principal, allowed })) {
    const more = worth(user);
    const proof = more === "no" ? undefined : allowed(method.actions, user.arn);
    if (proof) yield gain(user, `use ${verb} on user ${user.name} (${powerText(user)})`, more === "yes", proof);
  }
  const proof = wide(method.actions, "user");
  if (proof)
    yield { how: `use ${verb} on any user`, power: "unknown", certainty: "certain", conditional: false, proof };
}

/** It gives another user more rights, then makes credentials for that user. */
export function* changeUser({ method, principal, account, allowed }: StepQuestion): Iterable<Gain> {
  const counts = countsForChange(principal);
  for (const { arn, name, permissionsBoundary } of candidates(
    account.users,
    method.actions,
    { principal, allowed },
    counts,
  )) {
    if (arn === principal.arn || permissionsBoundary !== undefined) continue;
    const proof = allowed(method.actions, arn, counts);
    if (proof) {
      yield {
        target: arn,
        how: `give user ${name} more, then be that user`,
        power: "administrator",
        certainty: "certain",
        conditional: false,
        proof,
      };
      return;
    }
  }
}

export function* assumeRole({ principal, account, assumable, can, worth }: StepQuestion): Iterable<Gain> {
  for (const { arn } of assumable()) {
    const role = account.access(arn);
    const more = role === undefined ? "no" : worth(role);
    const way = role && more !== "no" ? becomes(role, principal, can) : undefined;
    if (!role || !way) continue;
    const found = gain(role, `assume role ${role.name} (${powerText(role)})`, more === "yes" && way.isKnown, way.proof);
    yield { ...found, conditional: way.conditional };
  }
}

/** It lets itself into a role. */
export function* trustOfRole({ principal, account, allowed, wide, worth }: StepQuestion): Iterable<Gain> {
  const actions = ["iam:UpdateAssumeRolePolicy"];
  for (const role of candidates(account.mightyRoles(), actions, { principal, allowed })) {
    const more = isFixed(role) ? "no" : worth(role);
    const proof = more === "no" ? undefined : allowed(actions, role.arn);
    if (proof) yield gain(role, `let itself into role ${role.name} (${powerText(role)})`, more === "yes", proof);
  }
  const proof = wide(actions, "role");
  if (proof)
    yield { how: "let itself into any role", power: "unknown", certainty: "certain", conditional: false, proof };
}

/** It gives a role that it may assume more rights. */
export function* changeAndAssume({
  method,
  principal,
  account,
  assumable,
  can,
  allowed,
}: StepQuestion): Iterable<Gain> {
  const actions = method.actions.filter((action) => action !== "sts:AssumeRole");
  const counts = countsForChange(principal);
  for (const { arn } of candidates(assumable(), actions, { principal, allowed }, counts)) {
    const role = account.access(arn);
    const proof = role && isChangeable(role, principal) ? allowed(actions, arn, counts) : undefined;
    const way = role && proof && becomes(role, principal, can);
    if (!role || !proof || !way) continue;
    const found = gain(
      role,
      `give role ${role.name} more, then assume it`,
      way.isKnown,
      [...proof, ...way.proof],
      "administrator",
    );
    yield { ...found, conditional: way.conditional };
  }
}

/** It gives a role more rights, and lets itself in. */
export function* changeAndRetrust({ method, principal, account, allowed }: StepQuestion): Iterable<Gain> {
  const counts = countsForChange(principal);
  for (const { arn } of candidates(account.roles, method.actions, { principal, allowed }, counts)) {
    const role = account.access(arn);
    const proof = role && isChangeable(role, principal) ? allowed(method.actions, arn, counts) : undefined;
    if (!role || !proof) continue;
    yield gain(role, `give role ${role.name} more, and let itself in`, true, proof, "administrator");
    return;
  }
}

/** It widens a policy of a role that it may assume, or that it may let itself into. */
export function* changePolicy(question: StepQuestion): Iterable<Gain> {
  const { method, principal, account, assumable, can, allowed } = question;
  const byTrust = method.actions.includes("iam:UpdateAssumeRolePolicy");
  const onRole = byTrust ? ["iam:UpdateAssumeRolePolicy"] : [];
  for (const { arn } of candidates(byTrust ? account.roles : assumable(), onRole, { principal, allowed })) {
    const role = account.access(arn);
    const found = role && isChangeable(role, principal) ? writablePolicy(role, question) : undefined;
    const way = role && found && (byTrust ? lettingItself(allowed(onRole, arn)) : becomes(role, principal, can));
    if (!role || !found || !way) continue;
    const how = `widen policy ${found.name} of role ${role.name}, then ${byTrust ? "let itself in" : "assume it"}`;
    const gained = gain(role, how, way.isKnown, [...found.proof, ...way.proof], "administrator");
    yield { ...gained, conditional: way.conditional };
  }
}

/** It takes the boundary off a role that it is or may assume. */
export function* boundaryOfRole({ principal, account, can, allowed }: StepQuestion): Iterable<Gain> {
  const actions = ["iam:DeleteRolePermissionsBoundary"];
  for (const { arn } of candidates(account.rolesWithBoundary, actions, { principal, allowed })) {
    const role = account.access(arn);
    const proof = role && !isFixed(role) ? allowed(actions, arn) : undefined;
    const own = { proof: [], conditional: false, isKnown: true };
    const way = role && proof && (arn === principal.arn ? own : becomes(role, principal, can));
    if (!role || !proof || !way) continue;
    const found = gain(
      role,
      `delete the permissions boundary of role ${role.name}`,
      way.isKnown,
      [...proof, ...way.proof],
      "unknown",
    );
    yield { ...found, conditional: way.conditional };
  }
}

/** Identity Center's permission sets become roles in every account that they are assigned in. */
export function* permissionSet({ method, allowed }: StepQuestion): Iterable<Gain> {
  const proof = allowed(method.actions, "*");
  if (proof)
    yield {
      how: "widen a permission set of IAM Identity Center",
      power: "administrator",
      certainty: "certain",
      conditional: false,
      proof,
    };
}

interface Way {
  readonly proof: readonly Allowance[];
  readonly conditional: boolean;
  readonly isKnown: boolean;
}

/** The first policy of the role of which the principal may write a new version. */
function writablePolicy(
  { entity }: PrincipalAccess,
  { allowed }: StepQuestion,
): { readonly name: string; readonly proof: readonly Allowance[] } | undefined {
  for (const { name, arn } of entity.attachedPolicies) {
    const proof = isCustomerPolicy(arn) ? allowed(["iam:CreatePolicyVersion"], arn) : undefined;
    if (proof !== undefined) return { name, proof };
  }
  return undefined;
}

function lettingItself(proof: readonly Allowance[] | undefined): Way | undefined {
  return proof && { proof, conditional: false, isKnown: true };
}

/** May the principal assume the role: trust policy and permissions together. */
function becomes(role: PrincipalAccess, principal: PrincipalAccess, can: Asker["can"]): Way | undefined {
  if (role.arn === principal.arn || !("trustPolicy" in role.entity)) return undefined;
  const { verdict, direct, conditional } = trustAdmits(role.entity, principal);
  if (verdict === "no") return undefined;
  const own = can("sts:AssumeRole", role.arn);
  if (own.verdict === "allowed") {
    const asked: Allowance = { action: "sts:AssumeRole", access: own, ...(direct && { isSpare: true }) };
    return { proof: [asked], conditional, isKnown: verdict === "yes" };
  }
  return direct && own.deniedBy === undefined ? { proof: [], conditional, isKnown: verdict === "yes" } : undefined;
}

/** Roles of IAM Identity Center are changed there, not here. */
function isFixed(role: PrincipalAccess): boolean {
  return role.entity.path.startsWith("/aws-reserved/");
}

/** A role with a boundary gains nothing from more policies. */
function isChangeable(role: PrincipalAccess, principal: PrincipalAccess): boolean {
  return role.arn !== principal.arn && role.entity.permissionsBoundary === undefined && !isFixed(role);
}

/** Grants that allow only harmless policies, or only targets with a boundary, do not count. */
function countsForChange(principal: PrincipalAccess): CountsStatement {
  const partition = parseArn(principal.arn)?.partition ?? "aws";
  const facts = new Map<string, string | undefined>([
    ["iam:policyarn", `arn:${partition}:iam::aws:policy/AdministratorAccess`],
    ["iam:permissionsboundary", undefined],
  ]);
  return ({ statement }) => conditionsMayHold(statement.conditions, facts);
}

function gain(
  target: PrincipalAccess,
  how: string,
  isCertain: boolean,
  proof: readonly Allowance[],
  power: Power = powerOf(target),
): Gain {
  return { target: target.arn, how, power, certainty: isCertain ? "certain" : "possible", conditional: false, proof };
}
