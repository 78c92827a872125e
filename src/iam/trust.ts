import { type IamRole, parseArn } from "../model/index.ts";
import { type ActionPattern, actionGlob, actionsMeet, compileActions } from "./action-pattern.ts";
import { type ConditionFacts, conditionsMayHold } from "./condition-holds.ts";
import { oncePerKey } from "./once.ts";
import { parseStored } from "./parse-policy.ts";
import type { ParsedPolicy, Statement } from "./policy.ts";
import type { PrincipalAccess } from "./principal-access.ts";

/** The role's trust policy, read once. */
export const trustPolicy: (role: IamRole) => ParsedPolicy = oncePerKey((role) =>
  parseStored(role.trustPolicy, "trust"),
);

/** Statements of the trust policy about an action that hands out the role's credentials. */
export function assumeStatements(role: IamRole, action: AssumeAction | "any" = "any"): readonly Statement[] {
  const wanted = action === "any" ? assumeGlobs : assumeGlobs.filter(({ source }) => source === action.toLowerCase());
  return trustPolicy(role).statements.filter((statement) => {
    const actions = actionsOf(statement);
    return wanted.some((glob) => actionsMeet(actions, glob));
  });
}

export type AssumeAction = "sts:AssumeRole" | "sts:AssumeRoleWithWebIdentity" | "sts:AssumeRoleWithSAML";

/** What a service or federation puts in `Principal` to be let in, or that it is not. */
export function trustsService(role: IamRole, service: string): boolean {
  return servicesIn(role).has(service);
}

const servicesIn: (role: IamRole) => ReadonlySet<string> = oncePerKey((role: IamRole) => {
  const names = assumeStatements(role).flatMap(({ effect, principal }) =>
    effect === "Allow" && principal?.kind === "Principal" ? [...principal.Service, ...principal.Federated] : [],
  );
  return new Set(names.map((name) => name.toLowerCase()));
});

export interface Assumable {
  readonly verdict: "yes" | "no" | "unknown";
  /** Named by its own ARN: then the trust policy is enough, without an Allow of the principal's own. */
  readonly direct: boolean;
  /** Only statements with a condition, which may hold, let it in. */
  readonly conditional: boolean;
}

/**
 * Does the role's trust policy let a principal of the same account in?
 *
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "Policy evaluation logic" (same account).
 */
export function trustAdmits(role: IamRole, principal: PrincipalAccess): Assumable {
  const { facts, names } = identityOf(principal);
  const statements = assumeStatementsOnce(role);
  const about = statements.filter(({ principal: element }) => {
    if (element === undefined) return false;
    const isNamed = element.AWS.some((name) => names.has(name));
    return element.kind === "Principal" ? isNamed : !isNamed;
  });
  const isDenied = about.some(({ effect, conditions }) => effect === "Deny" && conditions.length === 0);
  const letIn = about.filter(({ effect, conditions }) => effect === "Allow" && conditionsMayHold(conditions, facts));
  if (isDenied || letIn.length === 0) {
    const isUnknown = !isDenied && trustPolicy(role).problems.length > 0;
    return { verdict: isUnknown ? "unknown" : "no", direct: false, conditional: false };
  }
  return {
    verdict: "yes",
    direct: letIn.some(
      ({ principal: element }) => element?.kind === "Principal" && element.AWS.includes(principal.arn),
    ),
    conditional: letIn.every(({ conditions }) => conditions.length > 0),
  };
}

/**
 * Who can get past {@link trustAdmits}: those who have one of these names in {@link trustedAs}. `anyone`: it is not
 * said by name, or the trust policy could not be read.
 */
export function trustedNames(role: IamRole): readonly string[] | "anyone" {
  const allows = assumeStatementsOnce(role).filter(({ effect }) => effect === "Allow");
  const isOpen = allows.some(({ principal }) => principal?.kind === "NotPrincipal");
  if (isOpen || trustPolicy(role).problems.length > 0) return "anyone";
  return allows.flatMap(({ principal }) => principal?.AWS ?? []);
}

/** All the ways in which `Principal` may name a user or role: itself, its account, everybody. */
export function trustedAs(principal: PrincipalAccess): ReadonlySet<string> {
  return identityOf(principal).names;
}

const assumeGlobs = ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"].map(actionGlob);
const actionsOf: (statement: Statement) => ActionPattern = oncePerKey(({ action }) => compileActions(action));

const assumeStatementsOnce: (role: IamRole) => readonly Statement[] = oncePerKey((role) =>
  assumeStatements(role, "sts:AssumeRole"),
);

/** The names of {@link trustedAs}, and what is known of the principal's calls. */
const identityOf: (principal: PrincipalAccess) => {
  readonly names: ReadonlySet<string>;
  readonly facts: ConditionFacts;
} = oncePerKey(({ arn, kind, entity }) => {
  const { partition, account } = parseArn(arn) ?? { partition: "aws", account: "" };
  return {
    names: new Set([arn, account, `arn:${partition}:iam::${account}:root`, "*"]),
    facts: new Map<string, string | undefined>([
      ["aws:principalarn", arn],
      ["aws:principalaccount", account],
      ["aws:principaltype", kind === "user" ? "User" : "AssumedRole"],
      ["aws:username", kind === "user" ? entity.name : undefined],
    ]),
  };
});
