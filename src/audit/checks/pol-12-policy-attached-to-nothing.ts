import { type Identities, isAwsManaged } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, identities, policy, role } from "../examples/example-builders.ts";
import { sentence } from "../verdict.ts";

/** A policy of the account's own that nobody has, by AWS's counters and by who holds what in the same answer. */
export const pol12PolicyAttachedToNothing: Check<"policy"> = defineCheck({
  id: "POL-12",
  title: "Customer policy attached to nothing",
  severity: "informational",
  subject: "policy",
  needs: ["authorization-details"],
  risk: "A policy that waits for somebody hides among those in use, and one call gives it to anybody.",
  remediation: {
    text: "Delete the policy and its older versions, or note in its description who will need it.",
    cli: "aws iam delete-policy --policy-arn <POLICY_ARN>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-delete.html"],
  parameters: {
    unusedDays: { default: 90, unit: "days", meaning: "A policy that old and attached to nothing is reported." },
  },

  evaluate({ arn, attachmentCount, boundaryCount, createdAt }, { snapshot, now, parameters: { unusedDays } }): Verdict {
    const evidence = [
      { source: "authorization-details", field: "AttachmentCount", value: attachmentCount },
      { source: "authorization-details", field: "PermissionsBoundaryUsageCount", value: boundaryCount },
    ];
    if (isAwsManaged(arn)) return { status: "NOT_APPLICABLE", reason: "AWS manages this policy." };
    if (attachmentCount > 0 || boundaryCount > 0 || isHeld(snapshot.identities, arn)) {
      const uses = `${attachmentCount} attachments and ${boundaryCount} uses as permissions boundary`;
      return { status: "PASS", reason: `The policy has ${uses}.`, evidence };
    }
    if (createdAt === undefined) {
      const reason = "The policy is attached to nothing; since when it is there the answer does not say.";
      return { status: "UNKNOWN", reason, evidence };
    }
    const age = ageOf(createdAt, now);
    if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because), evidence };
    const reason = `The policy is attached to nothing and ${formatDays(age.days)} old (limit ${unusedDays}).`;
    return { status: age.days >= unusedDays ? "FAIL" : "PASS", reason, evidence };
  },

  examples: [
    { name: "attached", given: policy(), expect: "PASS" },
    { name: "a boundary", given: policy({ attachmentCount: 0, boundaryCount: 1 }), expect: "PASS" },
    {
      name: "attached to nothing, 90.0 days old",
      given: policy({ attachmentCount: 0, createdAt: daysAgo(90) }),
      expect: "FAIL",
    },
    {
      name: "attached to nothing, 89.9 days old",
      given: policy({ attachmentCount: 0, createdAt: daysAgo(89.9) }),
      expect: "PASS",
    },
    {
      name: "a counter of 0, and a role that has it",
      given: policy({ attachmentCount: 0 }),
      snapshot: {
        identities: identities({ roles: [role({ attachedPolicies: [{ name: policy().name, arn: policy().arn }] })] }),
      },
      expect: "PASS",
    },
    { name: "no date", given: withoutDate(), expect: "UNKNOWN" },
    { name: "made after the clock", given: policy({ attachmentCount: 0, createdAt: daysAgo(-1) }), expect: "UNKNOWN" },
    {
      name: "a policy of AWS",
      given: policy({ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess", attachmentCount: 0 }),
      expect: "NOT_APPLICABLE",
    },
  ],
});

function isHeld(all: Identities | undefined, arn: string): boolean {
  const { users = [], groups = [], roles = [] } = all ?? {};
  return (
    [...users, ...groups, ...roles].some(({ attachedPolicies }) =>
      attachedPolicies.some((policy) => policy.arn === arn),
    ) || [...users, ...roles].some(({ permissionsBoundary }) => permissionsBoundary === arn)
  );
}

function withoutDate() {
  const { createdAt: _, ...rest } = policy({ attachmentCount: 0 });
  return rest;
}
