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

const service: ReadonlySet<string> = new Set(["iam:passedtoservice"]);

/** A user or role that may hand any role of the account to any service. */
export const pol05PassRoleOnAllRoles: Check<"principal"> = defineCheck({
  id: "POL-05",
  title: "PassRole on all roles",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Who may pass every role can make a service work with the rights of the mightiest one, also of one that is made tomorrow.",
  remediation: {
    text: "List the roles in Resource and the services in a condition on iam:PassedToService.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const { partition, account } = parseArn(subject.arn) ?? { partition: "aws", account: "*" };
    const access = subject.canOnAll("iam:PassRole", `arn:${partition}:iam::${account}:role/*`, without(service));
    if (access.verdict !== "allowed") {
      return unlessGaps(subject, "It may not pass all roles to all services.");
    }
    return {
      status: "FAIL",
      reason: `It may pass every role to every service by ${grantedBy(access.allowedBy)}${limitsText(access)}.`,
      evidence: statementEvidence(access.allowedBy, access.conditionalDenies),
      ...withCommand(narrowCommand(subject, access.allowedBy[0])),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "on everything", ...userWith([allow("iam:PassRole")]), expect: "FAIL" },
    { name: "on all roles", ...userWith([allow("iam:PassRole", "arn:aws:iam::*:role/*")]), expect: "FAIL" },
    { name: "on all roles of the account", ...userWith([allow("iam:Pass*", iamArn("role/*"))]), expect: "FAIL" },
    { name: "by NotAction", ...userWith([{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }]), expect: "FAIL" },
    { name: "with MFA only", ...userWith([allow("iam:PassRole"), forceMfa]), expect: "FAIL" },
    {
      name: "less one role",
      ...userWith([allow("iam:PassRole"), deny("iam:PassRole", iamArn("role/admin"))]),
      expect: "FAIL",
    },
    { name: "a role", ...principal(role({ inlinePolicies: inline([allow("iam:PassRole")]) })), expect: "FAIL" },
    { name: "on roles of one path", ...userWith([allow("iam:PassRole", iamArn("role/apps/*"))]), expect: "PASS" },
    {
      name: "to one service",
      ...userWith([allow("iam:PassRole", "*", passedTo("StringEquals", "lambda.amazonaws.com"))]),
      expect: "PASS",
    },
    { name: "to any service", ...userWith([allow("iam:PassRole", "*", passedTo("StringLike", "*"))]), expect: "FAIL" },
    {
      name: "to all but one service",
      ...userWith([allow("iam:PassRole", "*", passedTo("StringNotEquals", "ec2.amazonaws.com"))]),
      expect: "FAIL",
    },
    { name: "denied altogether", ...userWith([allow("*"), deny("iam:PassRole")]), expect: "PASS" },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a service-linked role",
      ...principal(serviceLinkedRole({ inlinePolicies: inline([allow("iam:PassRole")]) })),
      expect: "NOT_APPLICABLE",
    },
  ],
});

function passedTo(operator: string, value: string) {
  return { Condition: { [operator]: { "iam:PassedToService": value } } };
}
