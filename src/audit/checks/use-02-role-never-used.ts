import { isServiceLinked } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, role } from "../examples/example-builders.ts";
import { sentence } from "../verdict.ts";

/** A role that was made and never used. */
export const use02RoleNeverUsed: Check<"role"> = defineCheck({
  id: "USE-02",
  title: "Role never used",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "A role that nobody uses has permissions and a trust that nobody needs.",
  remediation: {
    text: "Detach its policies and delete it.",
    cli: "aws iam delete-role --role-name <ROLE>  # after its policies and instance profiles",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html"],
  parameters: {
    unusedDays: { default: 30, unit: "days", meaning: "A role that old without any use is unused." },
  },

  evaluate(subject, { now, parameters: { unusedDays } }): Verdict {
    const { lastUsed, createdAt } = subject;
    if (isServiceLinked(subject)) {
      return { status: "NOT_APPLICABLE", reason: "An AWS service owns this role and deletes it itself." };
    }
    if (lastUsed === undefined) {
      return {
        status: "UNKNOWN",
        reason: "The answer has no RoleLastUsed for this role (iam:GetAccountAuthorizationDetails).",
      };
    }
    if (lastUsed !== "never") {
      const use = ageOf(lastUsed.at, now);
      return use.kind === "unknown"
        ? { status: "UNKNOWN", reason: sentence(use.because) }
        : { status: "PASS", reason: `The role was used on ${lastUsed.at}.` };
    }
    if (createdAt === undefined) {
      return { status: "UNKNOWN", reason: "The role was never used, but the answer does not say when it was made." };
    }
    const evidence = [
      { source: "authorization-details", field: "RoleLastUsed.LastUsedDate", value: null },
      { source: "authorization-details", field: "CreateDate", value: createdAt },
    ];
    const age = ageOf(createdAt, now);
    if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because), evidence };
    const window = age.days > trackedDays ? ` within the ${trackedDays} days that AWS tracks` : "";
    const reason = `The role was made ${formatDays(age.days)} ago and never used${window} (limit ${unusedDays}).`;
    return { status: age.days >= unusedDays ? "FAIL" : "PASS", reason, evidence };
  },

  examples: [
    { name: "made 29.9 days ago", given: unused(29.9), expect: "PASS" },
    { name: "made 30.0 days ago", given: unused(30), expect: "FAIL" },
    { name: "made 3 years ago", given: unused(1100), expect: "FAIL" },
    { name: "used", given: role({ lastUsed: { at: daysAgo(300) } }), expect: "PASS" },
    { name: "used after the clock", given: role({ lastUsed: { at: daysAgo(-1) } }), expect: "UNKNOWN" },
    {
      name: "a service-linked role",
      given: role({ path: "/aws-service-role/support.amazonaws.com/", lastUsed: "never" }),
      expect: "NOT_APPLICABLE",
    },
    { name: "made after the clock", given: unused(-1), expect: "UNKNOWN" },
    { name: "the answer does not say when it was made", given: withoutCreation(), expect: "UNKNOWN" },
    { name: "the answer does not say when it was used", given: withoutLastUsed(), expect: "UNKNOWN" },
  ],
});

const trackedDays = 400;

function unused(madeDays: number) {
  return role({ lastUsed: "never", createdAt: daysAgo(madeDays) });
}

function withoutCreation() {
  const { createdAt: _, ...rest } = role({ lastUsed: "never" });
  return rest;
}

function withoutLastUsed() {
  const { lastUsed: _, ...rest } = role();
  return rest;
}
