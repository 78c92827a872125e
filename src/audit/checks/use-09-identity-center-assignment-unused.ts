import type { Evidence, IamRole, Snapshot } from "../../model/index.ts";
import { ageOf, formatDays } from "../age.ts";
import { type ExampleEvent, logs } from "../behaviour/examples.ts";
import { dayMs, notComplete, withoutLogs } from "../behaviour/questions.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { daysAgo, exampleAccount, role } from "../examples/example-builders.ts";
import { isPermissionSetRole, permissionSetOf } from "../identities/people.ts";
import { compareText } from "../order.ts";
import { gapsReason, notRead } from "../sources.ts";
import { listedUpTo, sentence } from "../verdict.ts";

/**
 * A permission set that somebody is assigned to and does not use in this account. When nobody used its role, every assignment is
 * unused; when it has one assignment only, whoever used the role was that one; else the sessions in the logs tell, whose name is
 * the user's.
 *
 * Source: IAM Identity Center User Guide, "Referencing permission sets in resource policies" (names of roles) and "Logging IAM
 * Identity Center API calls" (session names).
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

  evaluate(subject, context): Verdict {
    const {
      now,
      parameters: { unusedDays },
    } = context;
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
    if (lastUsed === "never") {
      const reason = `Permission set ${set} is there for ${ago} only (limit ${unusedDays}): no assignment can be unused longer.`;
      return { status: "PASS", reason, evidence };
    }
    return judgeAssignments({ set, used: `was used ${ago} ago`, role: subject.arn, unusedDays, evidence }, context);
  },

  examples: [
    { name: "nobody used it for 90.0 days", given: setRole({ lastUsed: { at: daysAgo(90) } }), expect: "FAIL" },
    {
      name: "somebody used it 89.9 days ago, and who is assigned was not read",
      given: setRole({ lastUsed: { at: daysAgo(89.9) } }),
      expect: "UNKNOWN",
    },
    { name: "never used since it was made 500 days ago", given: setRole({ lastUsed: "never" }), expect: "FAIL" },
    {
      name: "made today and not used",
      given: setRole({ lastUsed: "never", createdAt: daysAgo(0.5) }),
      expect: "PASS",
    },
    {
      name: "used yesterday, by the only one assigned",
      given: setRole({}),
      snapshot: assigned("USER"),
      expect: "PASS",
    },
    {
      name: "used yesterday, by the only group assigned",
      given: setRole({}),
      snapshot: assigned("GROUP"),
      expect: "PASS",
    },
    {
      name: "two are assigned, and there are no logs",
      given: setRole({}),
      snapshot: assigned("USER", "USER"),
      expect: "UNKNOWN",
    },
    {
      name: "two are assigned, and both signed in",
      given: setRole({}),
      snapshot: assigned("USER", "USER"),
      behaviour: logs(95, session("user-0"), session("user-1")),
      expect: "PASS",
    },
    {
      name: "two are assigned, and one of them signed in",
      given: setRole({}),
      snapshot: assigned("USER", "USER"),
      behaviour: logs(95, session("user-0")),
      expect: "FAIL",
    },
    {
      name: "two are assigned, one of them signed in, and the logs begin last month",
      given: setRole({}),
      snapshot: assigned("USER", "USER"),
      behaviour: logs(30, session("user-0")),
      expect: "UNKNOWN",
    },
    {
      name: "a user, who signed in, and a group",
      given: setRole({}),
      snapshot: assigned("USER", "GROUP"),
      behaviour: logs(95, session("user-0")),
      expect: "UNKNOWN",
    },
    {
      name: "assignments of another permission set only",
      given: setRole({ name: "AWSReservedSSO_Auditors_0123456789abcdef" }),
      snapshot: assigned("USER"),
      expect: "UNKNOWN",
    },
    { name: "used after the clock", given: setRole({ lastUsed: { at: daysAgo(-1) } }), expect: "UNKNOWN" },
    { name: "the answer does not say when it was used", given: withoutLastUsed(), expect: "UNKNOWN" },
    { name: "any other role", given: role({ lastUsed: "never" }), expect: "NOT_APPLICABLE" },
  ],
});

interface UsedSet {
  readonly set: string;
  /** `was used 3.0 d ago` */
  readonly used: string;
  readonly role: string;
  readonly unusedDays: number;
  readonly evidence: readonly Evidence[];
}

function judgeAssignments({ set, used, role: arn, unusedDays, evidence }: UsedSet, context: CheckContext): Verdict {
  const { snapshot: account, behaviour, now } = context;
  const unknown = (because: string): Verdict => {
    return { status: "UNKNOWN", reason: `Permission set ${set} ${used}. ${because}`, evidence };
  };
  const facts = account.accountAssignments;
  if (facts === undefined) return unknown(notRead(account, "account-assignments"));
  const named = new Set(facts.permissionSets.filter(({ name }) => name === set).map((one) => one.arn));
  const here = facts.assignments.filter((one) => one.account === account.account && named.has(one.permissionSet));
  const gaps = gapsReason(account, ["account-assignments"]);
  if (gaps !== undefined || here.length === 0) {
    return unknown(gaps ?? "None of its assignments in this account is in the answers (sso:ListAccountAssignments).");
  }
  if (here.length === 1) {
    const reason = `Permission set ${set} ${used}, and only one ${here[0]?.principalType === "GROUP" ? "group" : "user"} is assigned to it.`;
    return { status: "PASS", reason, evidence };
  }
  if (behaviour === undefined) {
    return unknown(`Which of its ${here.length} assignments were used only logs tell: ${withoutLogs(context) ?? ""}`);
  }
  const since = now - unusedDays * dayMs;
  const seen = new Set(
    behaviour.sessions
      .filter(({ role: assumed, event }) => assumed === arn && event.ms >= since)
      .map(({ sessionName = "" }) => sessionName.toLowerCase()),
  );
  const users = here.map(({ principalType, principalId }) =>
    principalType === "USER" ? facts.users.find(({ id }) => id === principalId)?.name : undefined,
  );
  const idle = users.filter((name) => name !== undefined && !seen.has(name.toLowerCase()));
  const incomplete = withoutLogs(context) ?? notComplete(behaviour, ["sessions"], since, now);
  if (idle.length > 0) {
    if (incomplete !== undefined) return unknown(sentence(incomplete));
    const reason = `${idle.length} of ${here.length} assignments of permission set ${set} ${idle.length === 1 ? "was" : "were"} not used for ${unusedDays} days: ${listedUpTo(idle.filter((name) => name !== undefined).sort(compareText), 5)}.`;
    return { status: "FAIL", reason, evidence };
  }
  if (users.includes(undefined)) {
    return unknown("Groups are assigned, or users whose names were not given (aws identitystore list-users).");
  }
  return {
    status: "PASS",
    reason: `All ${here.length} users assigned to permission set ${set} used it in the last ${unusedDays} days.`,
    evidence,
  };
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

/** One assignment of permission set `Developers` for each: users `user-0`, `user-1`, ... and groups. */
function assigned(...types: readonly ("USER" | "GROUP")[]): Partial<Snapshot> {
  const arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";
  return {
    accountAssignments: {
      assignments: types.map((principalType, index) => ({
        account: exampleAccount,
        permissionSet: arn,
        principalType,
        principalId: `id-${index}`,
      })),
      permissionSets: [{ arn, name: "Developers" }],
      users: types.map((_, index) => ({ id: `id-${index}`, name: `user-${index}` })),
    },
  };
}

/** A user of Identity Center takes on the role of the permission set. */
function session(name: string): ExampleEvent {
  return {
    days: 3,
    name: "AssumeRoleWithSAML",
    source: "sts",
    identity: { type: "SAMLUser", userName: name },
    request: { roleArn: setRole({}).arn, roleSessionName: name },
    response: { credentials: { accessKeyId: "ASIAEXAMPLE000000009" } },
  };
}
