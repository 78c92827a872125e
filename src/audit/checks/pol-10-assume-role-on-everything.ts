import type { PrincipalAccess } from "../../iam/index.ts";
import { parseArn } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { role } from "../examples/example-builders.ts";
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
import { without } from "../policies/limiting-keys.ts";
import { grantedBy, limitsText, serviceLinkedVerdict, statementEvidence, unlessGaps } from "../policies/wording.ts";

/** Keys that tie the call to an organisation, an account or an agreed secret. */
const bindingKeys: ReadonlySet<string> = new Set([
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:resourceaccount",
  "aws:resourceorgid",
  "aws:resourceorgpaths",
  "sts:externalid",
]);

/** A user or role that may try every role there is. */
export const pol10AssumeRoleOnEverything: Check<"principal"> = defineCheck({
  id: "POL-10",
  title: "AssumeRole on everything",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Only the trust policies of others decide which roles the principal may take, also in other accounts.",
  remediation: {
    text: "List the roles in Resource, or tie the statement to your organisation with aws:ResourceOrgID.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const open = accountsNamed(subject)
      .map((arn) => subject.canOnAll("sts:AssumeRole", arn, without(bindingKeys)))
      .find(({ verdict }) => verdict === "allowed");
    if (open === undefined) return unlessGaps(subject, "It may not assume all roles of an account.");
    return {
      status: "FAIL",
      reason: `It may assume every role by ${grantedBy(open.allowedBy)}${limitsText(open)}.`,
      evidence: statementEvidence(open.allowedBy, open.conditionalDenies),
      ...withCommand(narrowCommand(subject, open.allowedBy[0])),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "on everything", ...userWith([allow("sts:AssumeRole")]), expect: "FAIL" },
    { name: "by a wildcard", ...userWith([allow("sts:*")]), expect: "FAIL" },
    { name: "on all roles of the account", ...userWith([allow("sts:AssumeRole", iamArn("role/*"))]), expect: "FAIL" },
    {
      name: "on all roles of another account",
      ...userWith([allow("sts:Assume*", "arn:aws:iam::444455556666:role/*")]),
      expect: "FAIL",
    },
    { name: "with MFA only", ...userWith([allow("sts:AssumeRole"), forceMfa]), expect: "FAIL" },
    { name: "a role", ...principal(role({ inlinePolicies: inline([allow("sts:AssumeRole")]) })), expect: "FAIL" },
    {
      name: "one role of each account",
      ...userWith([allow("sts:AssumeRole", "arn:aws:iam::*:role/reader")]),
      expect: "PASS",
    },
    {
      name: "within the organisation",
      ...userWith([
        allow("sts:AssumeRole", "*", { Condition: { StringEquals: { "aws:ResourceOrgID": "o-example" } } }),
      ]),
      expect: "PASS",
    },
    {
      name: "with an external id",
      ...userWith([allow("sts:AssumeRole", "*", { Condition: { StringEquals: { "sts:ExternalId": "agreed" } } })]),
      expect: "PASS",
    },
    { name: "denied", ...userWith([allow("sts:AssumeRole"), deny("sts:AssumeRole")]), expect: "PASS" },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a service-linked role",
      ...principal(serviceLinkedRole({ inlinePolicies: inline([allow("sts:*")]) })),
      expect: "NOT_APPLICABLE",
    },
  ],
});

/** All roles of the own account, and of each account that a statement names. */
function accountsNamed({ arn, statements }: PrincipalAccess): readonly string[] {
  const { partition, account } = parseArn(arn) ?? { partition: "aws", account: "*" };
  const named = statements
    .flatMap(({ statement }) => statement.resource?.patterns ?? [])
    .map((pattern) => /^arn:[^:]*:iam::(\d{12}):/.exec(pattern)?.[1])
    .filter((id) => id !== undefined);
  return [...new Set([account, ...named])].map((id) => `arn:${partition}:iam::${id}:role/*`);
}
