import type { StatementRef } from "../../iam/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { group, role } from "../examples/example-builders.ts";
import {
  allow,
  deny,
  inline,
  principal,
  serviceLinkedRole,
  uncollectedPolicy,
  userWith,
} from "../policies/examples.ts";
import { removalCommand, withCommand } from "../policies/fixes.ts";
import { grantedBy, limitsText, serviceLinkedVerdict, statementEvidence, unlessGaps } from "../policies/wording.ts";

const policyName = "AWSCloudShellFullAccess";
const cloudShell = { name: policyName, arn: `arn:aws:iam::aws:policy/${policyName}` };

/** A user or role that may use all of CloudShell, file transfer included. */
export const pol18CloudShellFullAccess: Check<"principal"> = defineCheck({
  id: "POL-18",
  title: "CloudShell full access attached",
  severity: "low",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "CloudShell has a way to the internet and file transfer: data leaves past the network that you watch.",
  remediation: {
    text: "Detach AWSCloudShellFullAccess; allow CloudShell without cloudshell:GetFileDownloadUrls and cloudshell:GetFileUploadUrls where it is needed.",
    cli: "aws iam detach-role-policy --role-name <ROLE> --policy-arn arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
  },
  references: [
    "https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html",
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudShellFullAccess.html",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const attached = [subject.entity, ...subject.groups]
      .flatMap(({ attachedPolicies }) => attachedPolicies)
      .find(({ arn }) => arn.endsWith(`:iam::aws:policy/${policyName}`));
    const access = subject.canOnAll("cloudshell:*");
    if (access.verdict === "allowed") {
      return {
        status: "FAIL",
        reason: `It may do everything in CloudShell by ${grantedBy(access.allowedBy)}${limitsText(access)}.`,
        evidence: statementEvidence(access.allowedBy, access.conditionalDenies),
        ...withCommand(removalCommand(subject, access.allowedBy.find(isCloudShell))),
      };
    }
    if (attached !== undefined) {
      return {
        status: "FAIL",
        reason: `${policyName} is attached, although ${access.because}.`,
        evidence: [{ source: "authorization-details", field: "AttachedManagedPolicies", value: attached.arn }],
      };
    }
    return unlessGaps(subject, `It has neither ${policyName} nor cloudshell:*.`);
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "the policy of AWS", ...userWith([], { attachedPolicies: [cloudShell] }), expect: "FAIL" },
    {
      name: "the policy of AWS through a group",
      ...userWith([], { groups: ["engineers"] }, { groups: [group({ attachedPolicies: [cloudShell] })] }),
      expect: "FAIL",
    },
    {
      name: "the policy of AWS beside a Deny",
      ...userWith([deny("cloudshell:*")], { attachedPolicies: [cloudShell] }),
      expect: "FAIL",
    },
    { name: "the same rights by another policy", ...userWith([allow("cloudshell:*")]), expect: "FAIL" },
    { name: "a role", ...principal(role({ attachedPolicies: [cloudShell] })), expect: "FAIL" },
    {
      name: "CloudShell without file transfer",
      ...userWith([allow(["cloudshell:CreateEnvironment", "cloudshell:CreateSession"])]),
      expect: "PASS",
    },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a service-linked role",
      ...principal(serviceLinkedRole({ inlinePolicies: inline([allow("cloudshell:*")]) })),
      expect: "NOT_APPLICABLE",
    },
  ],
});

function isCloudShell({ policy }: StatementRef): boolean {
  return policy.endsWith(`/${policyName}`);
}
