import { type Check, defineCheck } from "../check.ts";
import { group, identities, user } from "../examples/example-builders.ts";
import { allow, inline, uncollectedPolicy } from "../policies/examples.ts";
import { shellWord } from "../remediation.ts";
import { listedUpTo } from "../verdict.ts";

/** A user with permissions of its own, outside of any group. */
export const pol11PolicyOnUser: Check<"user"> = defineCheck({
  id: "POL-11",
  title: "Policy attached straight to a user",
  severity: "low",
  subject: "user",
  needs: ["authorization-details"],
  risk: "Permissions of single users are forgotten when people change their work, and nobody reviews them.",
  remediation: {
    text: "Put the user into a group that has the policy, then detach it from the user.",
    cli: "aws iam add-user-to-group --user-name <USER> --group-name <GROUP>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html"],
  parameters: {},

  evaluate({ name, attachedPolicies, inlinePolicies }) {
    const attached = attachedPolicies.map((policy) => policy.name);
    const own = inlinePolicies.map((policy) => policy.name);
    if (attached.length + own.length === 0)
      return { status: "PASS", reason: "The user has permissions through groups only, if any." };
    const names = listedUpTo([...attached, ...own.map((policy) => `${policy} (inline)`)], 5);
    const word = shellWord(name);
    const arn = attachedPolicies[0] && shellWord(attachedPolicies[0].arn);
    return {
      status: "FAIL",
      reason: `The user has ${attached.length} attached and ${own.length} inline policies of its own: ${names}.`,
      evidence: [
        ...attachedPolicies.map((policy) => ({
          source: "authorization-details",
          field: "AttachedManagedPolicies",
          value: policy.arn,
        })),
        ...own.map((policy) => ({ source: "authorization-details", field: "UserPolicyList", value: policy })),
      ],
      ...(word !== undefined &&
        arn !== undefined && {
          cli: `aws iam add-user-to-group --user-name ${word} --group-name <GROUP>; aws iam detach-user-policy --user-name ${word} --policy-arn ${arn}`,
        }),
    };
  },

  examples: [
    { name: "no policy", given: user(), expect: "PASS" },
    {
      name: "a policy through a group",
      given: user({ groups: ["engineers"] }),
      snapshot: { identities: identities({ groups: [group({ attachedPolicies: [uncollectedPolicy] })] }) },
      expect: "PASS",
    },
    { name: "one attached policy", given: user({ attachedPolicies: [uncollectedPolicy] }), expect: "FAIL" },
    { name: "one inline policy", given: user({ inlinePolicies: inline([allow("s3:GetObject")]) }), expect: "FAIL" },
    {
      name: "an inline policy that cannot be read",
      given: user({ inlinePolicies: [{ name: "torn", document: { unreadable: "not JSON" } }] }),
      expect: "FAIL",
    },
    {
      name: "a boundary, which gives nothing",
      given: user({ permissionsBoundary: uncollectedPolicy.arn }),
      expect: "PASS",
    },
  ],
});
