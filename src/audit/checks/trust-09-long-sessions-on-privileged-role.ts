import { administratorAccess } from "../../iam/index.ts";
import { type IamRole, isServiceLinked, type Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { identities, role } from "../examples/example-builders.ts";
import { isPermissionSetRole, permissionSetOf } from "../identities/people.ts";
import { allow, inline, serviceLinkedRole, uncollectedPolicy } from "../policies/examples.ts";
import { sentence } from "../verdict.ts";

/**
 * An administrator's role whose credentials live for most of a working day. The authorization details do not say how long, ListRoles
 * does. The role of a permission set allows what IAM Identity Center asks for, so that its own
 * number says nothing: the permission set tells.
 */
export const trust09LongSessionsOnPrivilegedRole: Check<"role"> = defineCheck({
  id: "TRUST-09",
  title: "Long sessions on a privileged role",
  severity: "low",
  subject: "role",
  needs: ["authorization-details", "roles"],
  risk: "Stolen credentials of a session work until it ends, also after the person was locked out.",
  remediation: {
    text: "Set the longest session to what one task takes; an hour is the default.",
    cli: "aws iam update-role --role-name <ROLE> --max-session-duration 3600",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
    "https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html",
  ],
  foldsUnknown: true,
  parameters: {
    maxHours: { default: 4, unit: "hours", meaning: "A longest session of more than this is too long." },
  },

  evaluate(subject, { access, snapshot, parameters: { maxHours } }): Verdict {
    if (isServiceLinked(subject)) {
      return {
        status: "NOT_APPLICABLE",
        reason: "The role is service-linked: AWS defines what it may do and who uses it.",
      };
    }
    const isSet = isPermissionSetRole(subject);
    const seconds = isSet ? secondsOfSet(subject, snapshot) : subject.maxSessionSeconds;
    const hours = seconds === undefined ? undefined : seconds / 3600;
    const evidence = [
      isSet
        ? { source: "account-assignments", field: "SessionDuration", value: seconds ?? null }
        : { source: "roles", field: "MaxSessionDuration", value: seconds ?? null },
    ];
    if (hours !== undefined && hours <= maxHours) {
      return {
        status: "PASS",
        reason: `A session of the role lasts ${hours.toFixed(1)} hours at most (limit ${maxHours}).`,
        evidence,
      };
    }
    const principal = access(subject.arn);
    const admin = principal && administratorAccess(principal);
    if (admin === undefined || admin.verdict === "unknown") {
      const because = admin?.because ?? "its permissions were not read";
      return {
        status: "UNKNOWN",
        reason: sentence(`whether the role is an administrator is not known: ${because}`),
        evidence,
      };
    }
    if (admin.verdict === "denied") return { status: "NOT_APPLICABLE", reason: "The role is no administrator." };
    if (isSet && hours === undefined) {
      return {
        status: "UNKNOWN",
        reason:
          "How long its sessions last is set in the permission set, which was not read (sso:DescribePermissionSet).",
      };
    }
    if (hours === undefined) {
      return { status: "UNKNOWN", reason: "How long its sessions may last was not read (iam:ListRoles)." };
    }
    return {
      status: "FAIL",
      reason: `The role is an administrator, and a session of it may last ${hours.toFixed(1)} hours (limit ${maxHours}).`,
      evidence,
    };
  },

  examples: [
    { name: "an administrator for 4 hours", ...admin({ maxSessionSeconds: 14_400 }), expect: "PASS" },
    { name: "an administrator for 4 hours and a second", ...admin({ maxSessionSeconds: 14_401 }), expect: "FAIL" },
    { name: "an administrator for 12 hours", ...admin({ maxSessionSeconds: 43_200 }), expect: "FAIL" },
    {
      name: "12 hours, and no administrator",
      ...admin({ maxSessionSeconds: 43_200, inlinePolicies: [] }),
      expect: "NOT_APPLICABLE",
    },
    { name: "an administrator, and how long is not said", ...admin({}), expect: "UNKNOWN" },
    {
      name: "the role of a permission set",
      ...admin({ path: "/aws-reserved/sso.amazonaws.com/", maxSessionSeconds: 43_200 }),
      expect: "UNKNOWN",
    },
    {
      name: "a permission set of an administrator for 8 hours",
      ...setRole(8 * 3600),
      expect: "FAIL",
    },
    {
      name: "a permission set of an administrator for an hour",
      ...setRole(3600),
      expect: "PASS",
    },
    {
      name: "12 hours, and a policy that was not collected",
      ...admin({ maxSessionSeconds: 43_200, inlinePolicies: [], attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a service-linked role",
      given: serviceLinkedRole({ maxSessionSeconds: 43_200 }),
      expect: "NOT_APPLICABLE",
    },
  ],
});

/** Undefined: not known, also where sets of one name differ. */
function secondsOfSet(subject: IamRole, { accountAssignments }: Snapshot): number | undefined {
  const name = permissionSetOf(subject);
  const found = (accountAssignments?.permissionSets ?? []).filter((one) => one.name === name);
  const seconds = new Set(found.map(({ sessionSeconds }) => sessionSeconds));
  return seconds.size === 1 ? [...seconds][0] : undefined;
}

/** The role of a permission set for administrators, whose own number is 12 hours. */
function setRole(sessionSeconds: number) {
  const parts = { path: "/aws-reserved/sso.amazonaws.com/", maxSessionSeconds: 43_200 };
  const { given, snapshot } = admin({ ...parts, name: "AWSReservedSSO_Admins_0123456789abcdef" });
  const permissionSets = [{ arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1", name: "Admins", sessionSeconds }];
  return { given, snapshot: { ...snapshot, accountAssignments: { assignments: [], permissionSets, users: [] } } };
}

function admin(parts: Partial<IamRole>) {
  const given = role({ inlinePolicies: inline([allow("*")]), ...parts });
  return { given, snapshot: { identities: identities({ roles: [given] }) } };
}
