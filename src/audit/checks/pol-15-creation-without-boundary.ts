import {
  type Access,
  conditionOperator,
  type GrantedStatement,
  type PrincipalAccess,
  type StatementCondition,
} from "../../iam/index.ts";
import { type Json, parseArn } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { document, policy, role } from "../examples/example-builders.ts";
import { coversAll, isAbout } from "../policies/covers-all.ts";
import {
  allow,
  deny,
  forceMfa,
  iamArn,
  inline,
  principal,
  serviceLinkedRole,
  uncollectedPolicy,
  userWith,
} from "../policies/examples.ts";
import { narrowCommand, withCommand } from "../policies/fixes.ts";
import { requires } from "../policies/limiting-keys.ts";
import { beyondQuestion, grantedBy, limitsText, statementEvidence, unlessGaps } from "../policies/wording.ts";
import { listed } from "../verdict.ts";

/**
 * Making users and roles, or giving them policies, without a boundary that caps what comes of it. The boundary may be asked
 * for by the Allow, by a Deny for all others, or by the principal's own boundary. Whether the boundary that is asked for
 * limits anything is not looked at.
 */
export const pol15CreationWithoutBoundary: Check<"principal"> = defineCheck({
  id: "POL-15",
  title: "Delegated IAM creation without permissions boundary",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Who may make identities and choose their policies makes one that may do more than its maker.",
  remediation: {
    text: "Require a boundary with a condition on iam:PermissionsBoundary, and deny its removal.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://delegate.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = beyondQuestion(subject);
    if (fixed !== undefined) return fixed;
    const open = creations
      .map((creation) => ({ ...creation, access: openAccess(subject, creation) }))
      .filter(({ access }) => access.verdict === "allowed");
    const [first] = open;
    if (first === undefined) {
      const isDelegated = creations.some(({ action }) => subject.can(action, "*").verdict === "allowed");
      return unlessGaps(
        subject,
        isDelegated
          ? "It may make users or roles only with a permissions boundary."
          : "It may neither make users and roles nor give them policies.",
      );
    }
    const names = listed(open.map(({ action }) => action));
    return {
      status: "FAIL",
      reason: `It may do ${names} without a permissions boundary by ${grantedBy(first.access.allowedBy)}${limitsText(first.access)}.`,
      evidence: statementEvidence(first.access.allowedBy, first.access.conditionalDenies),
      ...withCommand(narrowCommand(subject, first.access.allowedBy[0])),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "making roles", ...userWith([allow("iam:CreateRole")]), expect: "FAIL" },
    { name: "making roles of one path", ...userWith([allow("iam:CreateRole", iamArn("role/apps/*"))]), expect: "FAIL" },
    { name: "making roles, with MFA", ...userWith([allow("iam:CreateRole"), forceMfa]), expect: "FAIL" },
    {
      name: "giving roles policies",
      ...principal(role({ inlinePolicies: inline([allow("iam:PutRolePolicy", iamArn("role/apps/*"))]) })),
      expect: "FAIL",
    },
    {
      name: "making roles with a boundary",
      ...userWith([allow(["iam:CreateRole", "iam:PutRolePolicy"], "*", bounded())]),
      expect: "PASS",
    },
    {
      name: "any boundary will do",
      ...userWith([allow("iam:CreateRole", "*", bounded("*", "StringLike"))]),
      expect: "FAIL",
    },
    {
      name: "a boundary, if one is given",
      ...userWith([allow("iam:CreateRole", "*", bounded(undefined, "StringEqualsIfExists"))]),
      expect: "FAIL",
    },
    {
      name: "denied without the boundary",
      ...userWith([allow("iam:CreateRole"), deny("iam:CreateRole", "*", bounded(undefined, "StringNotEquals"))]),
      expect: "PASS",
    },
    {
      name: "one action is denied without the boundary, the other is not",
      ...userWith([
        allow(["iam:CreateRole", "iam:AttachRolePolicy"]),
        deny("iam:CreateRole", "*", bounded(undefined, "StringNotEquals")),
      ]),
      expect: "FAIL",
    },
    {
      name: "its own boundary asks for one",
      ...userWith(
        [allow("iam:*")],
        { permissionsBoundary: iamArn("policy/cap") },
        {
          policies: [
            policy({ name: "cap", document: document(allow("s3:*"), allow("iam:CreateRole", "*", bounded())) }),
          ],
        },
      ),
      expect: "PASS",
    },
    {
      name: "its own boundary asks for none",
      ...userWith(
        [allow("iam:CreateRole")],
        { permissionsBoundary: iamArn("policy/cap") },
        {
          policies: [policy({ name: "cap", document: document(allow("*")) })],
        },
      ),
      expect: "FAIL",
    },
    {
      name: "its own policies only",
      ...userWith([allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")]),
      expect: "PASS",
    },
    { name: "an administrator", ...userWith([allow("*")]), expect: "NOT_APPLICABLE" },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    { name: "a service-linked role", ...principal(serviceLinkedRole()), expect: "NOT_APPLICABLE" },
  ],
});

interface Creation {
  readonly action: string;
  readonly on: "user" | "role";
}

/** Actions that know the condition key iam:PermissionsBoundary and give a new or old identity rights. */
const creations: readonly Creation[] = [
  { action: "iam:CreateUser", on: "user" },
  { action: "iam:CreateRole", on: "role" },
  { action: "iam:PutUserPolicy", on: "user" },
  { action: "iam:AttachUserPolicy", on: "user" },
  { action: "iam:PutRolePolicy", on: "role" },
  { action: "iam:AttachRolePolicy", on: "role" },
];

const boundaryKey: ReadonlySet<string> = new Set(["iam:permissionsboundary"]);

function openAccess(subject: PrincipalAccess, { action, on }: Creation): Access {
  const { partition, account } = parseArn(subject.arn) ?? { partition: "aws", account: "*" };
  const access = subject.can(action, `arn:${partition}:iam::${account}:${on}/*`, asksForNone);
  if (access.verdict !== "allowed" || !isCapped(subject, action, `arn:${partition}:iam::${account}:${on}/*`))
    return access;
  return { ...access, verdict: "denied" };
}

function asksForNone({ statement }: GrantedStatement): boolean {
  return !requires(statement.conditions, boundaryKey, (value) => !/^\*+$/.test(value));
}

/** By a Deny for who gives no such boundary, or by an own boundary that allows the action only with one. */
function isCapped({ statements, boundaryStatements, entity }: PrincipalAccess, action: string, on: string): boolean {
  const isDenied = [...statements, ...boundaryStatements].some(
    ({ statement }) =>
      statement.effect === "Deny" &&
      statement.conditions.length === 1 &&
      statement.conditions.every(isMissingBoundary) &&
      coversAll(statement, action, on),
  );
  if (isDenied || entity.permissionsBoundary === undefined || boundaryStatements.length === 0) return isDenied;
  return !boundaryStatements.some(
    (granted) => granted.statement.effect === "Allow" && isAbout(granted.statement, action) && asksForNone(granted),
  );
}

/** Holds for who gives another boundary, or none: `StringNotEquals`, `ArnNotLike`, `Null` true. */
function isMissingBoundary({ operator, key, values }: StatementCondition): boolean {
  if (!boundaryKey.has(key.toLowerCase())) return false;
  const { name, negated } = conditionOperator(operator);
  return negated || (name === "null" && values.every((value) => value.toLowerCase() === "true"));
}

function bounded(
  value: string = iamArn("policy/cap"),
  operator: string = "StringEquals",
): { readonly Condition: Json } {
  return { Condition: { [operator]: { "iam:PermissionsBoundary": value } } };
}
