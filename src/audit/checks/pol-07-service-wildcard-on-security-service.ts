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
import { grantedBy, limitsText, serviceLinkedVerdict, statementEvidence, unlessGaps } from "../policies/wording.ts";
import { listed } from "../verdict.ts";

/** A user or role that may do everything in a service that guards the account. */
export const pol07ServiceWildcardOnSecurityService: Check<"principal"> = defineCheck({
  id: "POL-07",
  title: "Service wildcard on a security service",
  severity: "medium",
  subject: "principal",
  needs: ["authorization-details"],
  risk: "A wildcard on a service that grants access or keeps evidence includes turning it off.",
  remediation: {
    text: "List the actions that are needed; give the rest to the few who run the service.",
    cli: "aws iam create-policy-version --policy-arn <POLICY_ARN> --policy-document file://narrow.json --set-as-default",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
  ],
  parameters: {},

  evaluate(subject) {
    const fixed = serviceLinkedVerdict(subject);
    if (fixed !== undefined) return fixed;
    const open = services
      .map((service) => ({ service, access: subject.canOnAll(`${service}:*`) }))
      .filter(({ access }) => access.verdict === "allowed");
    if (open.length === 0) return unlessGaps(subject, `It has no wildcard on ${listed(services)}.`);
    const refs = [...new Set(open.flatMap(({ access }) => access.allowedBy))];
    const conditionalDenies = [...new Set(open.flatMap(({ access }) => access.conditionalDenies))];
    const limits = limitsText({
      onlyConditionally: open.every(({ access }) => access.onlyConditionally),
      conditionalDenies,
    });
    const wildcards = listed(open.map(({ service }) => `${service}:*`));
    return {
      status: "FAIL",
      reason: `It may do ${wildcards} on everything by ${grantedBy(refs)}${limits}.`,
      evidence: statementEvidence(refs, conditionalDenies),
      ...withCommand(narrowCommand(subject, refs[0])),
    };
  },

  examples: [
    { name: "no policy", ...userWith([]), expect: "PASS" },
    { name: "all of CloudTrail", ...userWith([allow("cloudtrail:*")]), expect: "FAIL" },
    { name: "all of KMS beside other actions", ...userWith([allow(["s3:GetObject", "kms:*"])]), expect: "FAIL" },
    { name: "all of KMS, with MFA only", ...userWith([allow("kms:*"), forceMfa]), expect: "FAIL" },
    { name: "everything", ...userWith([allow("*")]), expect: "FAIL" },
    { name: "everything but S3", ...userWith([{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }]), expect: "FAIL" },
    {
      name: "all of GuardDuty less one action",
      ...userWith([allow("guardduty:*"), deny("guardduty:DeleteDetector")]),
      expect: "FAIL",
    },
    { name: "a role", ...principal(role({ inlinePolicies: inline([allow("organizations:*")]) })), expect: "FAIL" },
    { name: "all reads of CloudTrail", ...userWith([allow(["cloudtrail:Get*", "cloudtrail:List*"])]), expect: "PASS" },
    {
      name: "all of KMS on one key",
      ...userWith([allow("kms:*", "arn:aws:kms:us-east-1:111122223333:key/1")]),
      expect: "PASS",
    },
    { name: "all of IAM on one user", ...userWith([allow("iam:*", iamArn("user/ana"))]), expect: "PASS" },
    { name: "all of S3", ...userWith([allow("s3:*")]), expect: "PASS" },
    { name: "all of CloudTrail, denied", ...userWith([allow("cloudtrail:*"), deny("cloudtrail:*")]), expect: "PASS" },
    {
      name: "a policy that was not collected",
      ...userWith([], { attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a service-linked role",
      ...principal(serviceLinkedRole({ inlinePolicies: inline([allow("config:*")]) })),
      expect: "NOT_APPLICABLE",
    },
  ],
});

/** Services that grant access or keep evidence. */
const services: readonly string[] = [
  "iam",
  "sts",
  "kms",
  "cloudtrail",
  "organizations",
  "config",
  "guardduty",
  "securityhub",
  "access-analyzer",
  "sso",
];
