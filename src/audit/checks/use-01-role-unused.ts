import { isServiceLinked } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, role } from "../examples/example-builders.ts";
import { sentence } from "../verdict.ts";

/** A role that was in use once, and no longer is. */
export const use01RoleUnused: Check<"role"> = defineCheck({
  id: "USE-01",
  title: "Role unused for too long",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "An unused role keeps its permissions and its trust, and nobody notices when somebody else assumes it.",
  remediation: {
    text: "Deny its assumption for a while; when nobody misses it, detach its policies and delete it.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://deny.json  # later: aws iam delete-role --role-name <ROLE>",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"],
  parameters: {
    unusedDays: { default: 90, unit: "days", meaning: "A role that was last used so long ago is unused." },
  },

  evaluate(subject, { now, parameters: { unusedDays } }): Verdict {
    const { lastUsed } = subject;
    if (isServiceLinked(subject)) {
      return { status: "NOT_APPLICABLE", reason: "An AWS service owns this role and deletes it itself." };
    }
    if (lastUsed === undefined) {
      return {
        status: "UNKNOWN",
        reason: "The answer has no RoleLastUsed for this role (iam:GetAccountAuthorizationDetails).",
      };
    }
    const evidence = [
      {
        source: "authorization-details",
        field: "RoleLastUsed.LastUsedDate",
        value: lastUsed === "never" ? null : lastUsed.at,
      },
    ];
    if (lastUsed === "never") {
      return { status: "NOT_APPLICABLE", reason: "No use is recorded within the 400 days that AWS tracks.", evidence };
    }
    const age = ageOf(lastUsed.at, now);
    if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because), evidence };
    const reason = `The role was last used ${formatDays(age.days)} ago (limit ${unusedDays}; AWS tracks 400 days).`;
    return { status: age.days >= unusedDays ? "FAIL" : "PASS", reason, evidence };
  },

  examples: [
    { name: "used 89.9 days ago", given: role({ lastUsed: { at: daysAgo(89.9) } }), expect: "PASS" },
    { name: "used 90.0 days ago", given: role({ lastUsed: { at: daysAgo(90) } }), expect: "FAIL" },
    { name: "never used", given: role({ lastUsed: "never" }), expect: "NOT_APPLICABLE" },
    {
      name: "a service-linked role",
      given: role({ path: "/aws-service-role/support.amazonaws.com/", lastUsed: { at: daysAgo(300) } }),
      expect: "NOT_APPLICABLE",
    },
    { name: "the answer does not say when it was used", given: withoutLastUsed(), expect: "UNKNOWN" },
    { name: "used after the clock", given: role({ lastUsed: { at: daysAgo(-0.001) } }), expect: "UNKNOWN" },
  ],
});

function withoutLastUsed() {
  const { lastUsed: _, ...rest } = role();
  return rest;
}
