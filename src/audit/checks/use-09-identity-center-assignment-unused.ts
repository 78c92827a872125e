import type { IamRole } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, role } from "../example-builders.ts";
import { isPermissionSetRole } from "../people.ts";
import { sentence } from "../verdict.ts";

/**
 * A permission set that people are assigned to and that nobody uses in this account. Its role tells only whether anybody
 * used it: when nobody did, every assignment is unused. Who is assigned, and who of them signed in, is not read, so that a
 * permission set in use stays unknown.
 */
export const use09IdentityCenterAssignmentUnused: Check<"role"> = defineCheck({
  id: "USE-09",
  title: "Identity Center assignment unused",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "An assignment that nobody uses is one more account that a phished sign-in opens.",
  remediation: {
    text: "Delete the assignments of people who do not use them; they can ask again.",
    cli: "aws sso-admin delete-account-assignment --instance-arn <INSTANCE_ARN> --permission-set-arn <PERMISSION_SET_ARN> --principal-type USER --principal-id <PRINCIPAL_ID> --target-type AWS_ACCOUNT --target-id <ACCOUNT>",
  },
  references: [
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/assignusers.html",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html",
  ],
  parameters: {
    unusedDays: { default: 90, unit: "days", meaning: "An assignment that nobody used for so long is unused." },
  },

  evaluate(subject, { now, parameters: { unusedDays } }): Verdict {
    if (!isPermissionSetRole(subject)) {
      return { status: "NOT_APPLICABLE", reason: "The role is none of IAM Identity Center's." };
    }
    const { lastUsed, createdAt } = subject;
    const set = permissionSetOf(subject);
    const evidence = [
      {
        source: "authorization-details",
        field: "RoleLastUsed",
        value: typeof lastUsed === "object" ? lastUsed.at : (lastUsed ?? null),
      },
    ];
    if (lastUsed === undefined) {
      return {
        status: "UNKNOWN",
        reason: "The answer has no RoleLastUsed for this role (iam:GetAccountAuthorizationDetails).",
      };
    }
    const since = lastUsed === "never" ? createdAt : lastUsed.at;
    if (since === undefined)
      return {
        status: "UNKNOWN",
        reason: "The role was never used; since when it is there the answer does not say.",
        evidence,
      };
    const age = ageOf(since, now);
    if (age.kind === "unknown") return { status: "UNKNOWN", reason: sentence(age.because), evidence };
    const ago = formatDays(age.days);
    if (age.days >= unusedDays) {
      const when = lastUsed === "never" ? `since it was made ${ago} ago` : `for ${ago}`;
      return {
        status: "FAIL",
        reason: `Nobody has used permission set ${set} in this account ${when} (limit ${unusedDays}): all of its assignments are unused.`,
        evidence,
      };
    }
    const used = lastUsed === "never" ? `is there for ${ago} only` : `was used ${ago} ago`;
    return {
      status: "UNKNOWN",
      reason: `Permission set ${set} ${used}; who is assigned and does not use it was not read (sso:ListAccountAssignments).`,
      evidence,
    };
  },

  examples: [
    { name: "nobody used it for 90.0 days", given: setRole({ lastUsed: { at: daysAgo(90) } }), expect: "FAIL" },
    { name: "somebody used it 89.9 days ago", given: setRole({ lastUsed: { at: daysAgo(89.9) } }), expect: "UNKNOWN" },
    { name: "never used since it was made 500 days ago", given: setRole({ lastUsed: "never" }), expect: "FAIL" },
    {
      name: "made today and not used",
      given: setRole({ lastUsed: "never", createdAt: daysAgo(0.5) }),
      expect: "UNKNOWN",
    },
    { name: "used after the clock", given: setRole({ lastUsed: { at: daysAgo(-1) } }), expect: "UNKNOWN" },
    { name: "the answer does not say when it was used", given: withoutLastUsed(), expect: "UNKNOWN" },
    { name: "any other role", given: role({ lastUsed: "never" }), expect: "NOT_APPLICABLE" },
  ],
});

/** `AWSReservedSSO_Developers_0123456789abcdef` is of the permission set `Developers`. */
function permissionSetOf({ name }: IamRole): string {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1] ?? name;
}

function setRole(parts: Partial<IamRole>): IamRole {
  return role({
    name: "AWSReservedSSO_Developers_0123456789abcdef",
    path: "/aws-reserved/sso.amazonaws.com/",
    ...parts,
  });
}

function withoutLastUsed(): IamRole {
  const { lastUsed: _, ...rest } = setRole({});
  return rest;
}
