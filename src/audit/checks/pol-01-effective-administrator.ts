import { administratorAccess, compileGlob, globMatches } from "../../iam/index.ts";
import type { IamPolicy } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { group, policy, role } from "../examples/example-builders.ts";
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
import { removalCommand, withCommand } from "../policies/fixes.ts";
import { limitsText, serviceLinkedVerdict, statementEvidence } from "../policies/wording.ts";
import { sentence } from "../verdict.ts";

/** A user or role that may do anything, or may give itself that, and is not named as meant to be (`expectedAdministrators`). */
export const pol01EffectiveAdministrator: Check<"principal"> = defineCheck({
  id: "POL-01",
  title: "Effective administrator",
  severity: "high",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "Whoever gets hold of one credential of an administrator owns the account, its data and its logs.",
  remediation: {
    text: "Replace the policy by one that allows what the principal needs; keep a few administrators, behind MFA, and name them in expectedAdministrators.",
    cli: "aws iam detach-user-policy --user-name <USER> --policy-arn arn:aws:iam::aws:policy/AdministratorAccess",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
  ],
  parameters: {},

  evaluate(subject, { settings }) {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const access = administratorAccess(subject);
    const isExpected = settings.expectedAdministrators.some((pattern) =>
      globMatches(compileGlob(pattern), subject.arn),
    );
    if (access.verdict === "allowed" && isExpected) {
      return {
        status: "PASS",
        reason: sentence(
          `it is an administrator, as expectedAdministrators has it: ${access.because}${limitsText(access)}`,
        ),
        evidence: statementEvidence(access.allowedBy, access.conditionalDenies),
      };
    }
    if (access.verdict === "allowed") {
      return {
        status: "FAIL",
        reason: sentence(`it is an administrator: ${access.because}${limitsText(access)}`),
        evidence: statementEvidence(access.allowedBy, access.conditionalDenies),
        ...withCommand(removalCommand(subject, access.allowedBy[0])),
      };
    }
    const status = access.verdict === "unknown" ? "UNKNOWN" : "PASS";
    return {
      status,
      reason: sentence(`${status === "PASS" ? "it is no administrator" : "not known"}: ${access.because}`),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "everything", ...userWith([allow("*")]), expect: "FAIL" },
    {
      name: "everything, as expected",
      ...userWith([allow("*")]),
      settings: { expectedAdministrators: [iamArn("user/a*")] },
      expect: "PASS",
    },
    {
      name: "everything, where another is expected",
      ...userWith([allow("*")]),
      settings: { expectedAdministrators: [iamArn("user/b*")] },
      expect: "FAIL",
    },
    { name: "everything, written *:*", ...userWith([allow("*:*")]), expect: "FAIL" },
    {
      name: "everything on a list that holds *",
      ...userWith([allow("*", ["arn:aws:s3:::plans", "*"])]),
      expect: "FAIL",
    },
    { name: "everything, written as ARN pattern", ...userWith([allow("*", "arn:aws:*:*:*:*")]), expect: "FAIL" },
    {
      name: "NotAction beside another Allow",
      ...userWith([allow("s3:*"), { Effect: "Allow", NotAction: "ec2:*", Resource: "*" }]),
      expect: "FAIL",
    },
    { name: "all of IAM", ...userWith([allow("iam:*")]), expect: "FAIL" },
    { name: "everything, and without MFA nothing", ...userWith([allow("*"), forceMfa]), expect: "FAIL" },
    {
      name: "everything but one other user",
      ...userWith([allow("*"), deny("*", iamArn("user/boss"))]),
      expect: "FAIL",
    },
    { name: "its own policies", ...userWith([allow("iam:AttachUserPolicy", iamArn("user/ana"))]), expect: "FAIL" },
    {
      name: "through a group",
      ...userWith(
        [],
        { groups: ["admins"] },
        { groups: [group({ name: "admins", inlinePolicies: inline([allow("*")]) })] },
      ),
      expect: "FAIL",
    },
    { name: "a role", ...principal(role({ inlinePolicies: inline([allow("*")]) })), expect: "FAIL" },
    { name: "everything less IAM", ...userWith([allow("*"), deny("iam:*")]), expect: "PASS" },
    {
      name: "everything less IAM, by NotAction",
      ...userWith([{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }]),
      expect: "PASS",
    },
    {
      name: "another user's policies",
      ...userWith([allow("iam:AttachUserPolicy", iamArn("user/boss"))]),
      expect: "PASS",
    },
    {
      name: "everything under a boundary of S3",
      ...userWith([allow("*")], { permissionsBoundary: iamArn("policy/cap") }, { policies: [boundary()] }),
      expect: "PASS",
    },
    {
      name: "everything under a boundary that was not collected",
      ...userWith([allow("*")], { permissionsBoundary: iamArn("policy/cap") }),
      expect: "UNKNOWN",
    },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a Deny that cannot be read",
      ...userWith([{ Effect: "Deny", Action: 1, Resource: "*" }]),
      expect: "UNKNOWN",
    },
    {
      name: "a service-linked role",
      ...principal(serviceLinkedRole({ inlinePolicies: inline([allow("*")]) })),
      expect: "NOT_APPLICABLE",
    },
  ],
});

function boundary(): IamPolicy {
  return policy({ name: "cap", document: { json: { Version: "2012-10-17", Statement: allow("s3:*") } } });
}
