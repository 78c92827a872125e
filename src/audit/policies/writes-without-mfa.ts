import {
  type Access,
  assumeStatements,
  type GrantedStatement,
  type PrincipalAccess,
  type Statement,
  trustAdmits,
} from "../../iam/index.ts";
import { type IamRole, type Identities, parseArn } from "../../model/index.ts";
import type { CheckContext } from "../check.ts";
import { administratorsOf } from "../identities/administrators.ts";
import { coversAll, isAbout } from "./covers-all.ts";
import { deniesWithoutMfa, requiresMfa } from "./mfa-conditions.ts";

/** What a user may do without MFA that should ask for it. */

const writes: readonly string[] = [
  "iam:CreateUser",
  "iam:CreateRole",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:AttachUserPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachGroupPolicy",
  "iam:PutUserPolicy",
  "iam:PutRolePolicy",
  "iam:PutGroupPolicy",
  "iam:AddUserToGroup",
  "iam:UpdateAssumeRolePolicy",
  // Whose MFA is gone needs a password alone. Resynchronizing is none of these: it wants two codes of the very device.
  "iam:DeactivateMFADevice",
  "iam:DeleteVirtualMFADevice",
];

export interface OpenWrite {
  readonly action: string;
  readonly access: Access;
}

/** Changes of who may do what that the principal may make without MFA. `hasKey`: it has access keys beside its password. */
export function openWrites(principal: PrincipalAccess, hasKey: boolean): readonly OpenWrite[] {
  const counts = ({ statement }: GrantedStatement): boolean =>
    !requiresMfa(statement.conditions) && !isAboutItself(statement, principal);
  return writes
    .map((action) => ({ action, access: principal.can(action, "*", counts) }))
    .filter(({ action, access }) => access.verdict === "allowed" && !isStopped(principal, action, hasKey));
}

/** Own keys and passwords: a statement on the caller alone. */
function isAboutItself({ resource }: Statement, { arn }: PrincipalAccess): boolean {
  return (
    resource?.kind === "Resource" &&
    resource.patterns.every((pattern) => pattern === arn || pattern.includes("${aws:username}"))
  );
}

/** Does a Deny, or the boundary, stop the action for who has not used MFA? */
function isStopped(
  { arn, statements, boundaryStatements, entity }: PrincipalAccess,
  action: string,
  hasKey: boolean,
): boolean {
  const { partition, account } = parseArn(arn) ?? { partition: "aws", account: "*" };
  const everything = `arn:${partition}:iam::${account}:*`;
  const isDenied = [...statements, ...boundaryStatements].some(({ statement }) => {
    const who = deniesWithoutMfa(statement);
    return (who === "all" || (who === "sign-ins" && !hasKey)) && coversAll(statement, action, everything);
  });
  if (isDenied || entity.permissionsBoundary === undefined || boundaryStatements.length === 0) return isDenied;
  return !boundaryStatements.some(
    ({ statement }) => statement.effect === "Allow" && isAbout(statement, action) && !requiresMfa(statement.conditions),
  );
}

/** A role that makes more of who assumes it, and why: `administrator`, `may do iam:PutUserPolicy`. */
export interface MightyRole {
  readonly role: PrincipalAccess;
  readonly why: string;
}

/** Roles of administrators, and roles that may do such changes, which let the user in without MFA. */
export function openRoles(
  principal: PrincipalAccess,
  hasKey: boolean,
  { snapshot, access }: CheckContext,
): readonly MightyRole[] {
  if (snapshot.identities === undefined || isStopped(principal, "sts:AssumeRole", hasKey)) return [];
  const counts = ({ statement }: GrantedStatement): boolean => !requiresMfa(statement.conditions);
  return mightyRoles(snapshot.identities, access).filter(
    ({ role }) => "trustPolicy" in role.entity && asksForNoMfa(role.entity) && mayAssume(principal, role, counts),
  );
}

const mightyRolesOf: WeakMap<Identities, readonly MightyRole[]> = new WeakMap();

/** Worked out once. */
function mightyRoles(all: Identities, access: CheckContext["access"]): readonly MightyRole[] {
  const known = mightyRolesOf.get(all);
  if (known !== undefined) return known;
  const { all: everybody, administrators } = administratorsOf(all, access);
  const found = everybody
    .filter(({ entity }) => "trustPolicy" in entity)
    .flatMap((role) => {
      const why = administrators.includes(role) ? "administrator" : writeOf(role);
      return why === undefined ? [] : [{ role, why }];
    });
  mightyRolesOf.set(all, found);
  return found;
}

/** Of a role its own trust policy counts too: who changes it keeps a way in. */
function writeOf(role: PrincipalAccess): string | undefined {
  const counts = ({ statement }: GrantedStatement): boolean => !requiresMfa(statement.conditions);
  const write = writes.find((action) => role.can(action, "*", counts).verdict === "allowed");
  return write && `may do ${write}`;
}

function mayAssume(
  principal: PrincipalAccess,
  target: PrincipalAccess,
  counts: (granted: GrantedStatement) => boolean,
): boolean {
  if (!("trustPolicy" in target.entity)) return false;
  const { verdict, direct } = trustAdmits(target.entity, principal);
  if (verdict !== "yes") return false;
  return (
    direct ||
    (principal.mayReach("sts:AssumeRole", target.arn) &&
      principal.can("sts:AssumeRole", target.arn, counts).verdict === "allowed")
  );
}

function asksForNoMfa(one: IamRole): boolean {
  const statements = assumeStatements(one, "sts:AssumeRole");
  return (
    statements.some(
      ({ effect, principal, conditions }) =>
        effect === "Allow" && (principal?.AWS.length ?? 0) > 0 && !requiresMfa(conditions),
    ) && !statements.some((statement) => deniesWithoutMfa(statement) === "all")
  );
}

/** May it do any of this at all, with MFA? */
export function isSensitive(principal: PrincipalAccess, { snapshot, access }: CheckContext): boolean {
  const counts = ({ statement }: GrantedStatement): boolean => !isAboutItself(statement, principal);
  if (writes.some((action) => principal.can(action, "*", counts).verdict === "allowed")) return true;
  if (snapshot.identities === undefined) return false;
  return mightyRoles(snapshot.identities, access).some(({ role }) => mayAssume(principal, role, () => true));
}
