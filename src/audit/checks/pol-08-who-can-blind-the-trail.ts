import { compileGlob, globMatches, type PrincipalAccess } from "../../iam/index.ts";
import { type Evidence, isServiceLinked, type Snapshot } from "../../model/index.ts";
import { type Check, type CheckContext, defineCheck, type Verdict } from "../check.ts";
import { identities, role, snapshot, trail, user } from "../examples/example-builders.ts";
import { allow, deny, iamArn, inline, serviceLinkedRole, uncollectedPolicy } from "../policies/examples.ts";
import { blindingAccess, blindingActions } from "../policies/trail-blinding.ts";
import { limitsText } from "../policies/wording.ts";
import { gapsReason, isMissing, notRead } from "../sources.ts";
import { listedUpTo } from "../verdict.ts";

/** Users and roles that may stop the audit trail, or erase what it wrote. */
export const pol08WhoCanBlindTheTrail: Check<"account"> = defineCheck({
  id: "POL-08",
  title: "Who can blind the audit trail",
  severity: "high",
  subject: "account",
  needs: ["authorization-details"],
  risk: "An intruder turns off or deletes the logs first. Every principal that may do so is a way to stay unseen.",
  remediation: {
    text: "Deny these actions to all but one role by a service control policy, and name that role in trailOperators.",
    cli: "aws organizations create-policy --name protect-audit-trail --type SERVICE_CONTROL_POLICY --description 'Nobody but the audit role changes trails' --content file://scp.json",
  },
  references: [
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
    "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html",
  ],
  parameters: {
    maxOperators: {
      default: 3,
      unit: "count",
      meaning: "Principals that may do so; more than this fails, approved or not.",
    },
  },
  judgesGaps: true,

  evaluate(account, context) {
    const actions = blindingActions(account.trails ?? [], account.partition);
    const principals = principalsOf(account, context);
    const able = principals.flatMap((principal) => {
      const grants = blindingAccess(principal, actions);
      return grants.length === 0 ? [] : [{ principal, grants }];
    });
    const approved = context.settings.trailOperators.map((pattern) => compileGlob(pattern));
    const strangers = able.filter(({ principal }) => !approved.some((glob) => globMatches(glob, principal.arn)));
    const evidence = able.map(({ principal, grants }) => ({
      source: "authorization-details",
      field: principal.arn,
      value: grants.map(({ action }) => action).join(", "),
    }));

    if (strangers.length > 0 || able.length > context.parameters.maxOperators) {
      const few = strangers.length > 0 ? strangers : able;
      const names = listedUpTo(
        few.map(({ principal }) => `${principal.kind} ${principal.name}`),
        5,
      );
      const limits = limitsText(limitsOf(few));
      return {
        status: "FAIL",
        reason: `${counted(able.length)} may stop, redirect or erase the audit trail (limit ${context.parameters.maxOperators}), ${strangers.length} of them not among the trailOperators: ${names}${limits}.`,
        evidence,
      };
    }
    return unlessUnknown(account, principals, evidence, able.length);
  },

  examples: [
    { name: "nobody", given: account([], []), expect: "PASS" },
    { name: "one user who is not approved", given: account([], [allow("cloudtrail:StopLogging")]), expect: "FAIL" },
    {
      name: "one approved user",
      given: account([], [allow("cloudtrail:*")]),
      settings: { trailOperators: [iamArn("user/ana")] },
      expect: "PASS",
    },
    {
      name: "an approved pattern",
      given: account([], [allow("cloudtrail:*")]),
      settings: { trailOperators: ["arn:aws:iam::*:user/a*"] },
      expect: "PASS",
    },
    {
      name: "three approved",
      given: account(["bo", "cy"], [allow("*")]),
      settings: { trailOperators: [iamArn("user/*")] },
      expect: "PASS",
    },
    {
      name: "four approved",
      given: account(["bo", "cy", "di"], [allow("*")]),
      settings: { trailOperators: [iamArn("user/*")] },
      expect: "FAIL",
    },
    {
      name: "the objects of the trail's bucket",
      given: account([], [allow("s3:Delete*", "arn:aws:s3:::example-logs/*")]),
      expect: "FAIL",
    },
    {
      name: "the objects of another bucket",
      given: account([], [allow("s3:Delete*", "arn:aws:s3:::plans/*")]),
      expect: "PASS",
    },
    {
      name: "the trail's log group",
      given: account([], [allow("logs:DeleteLogGroup", "arn:aws:logs:us-east-1:111122223333:log-group:trail:*")]),
      expect: "FAIL",
    },
    {
      name: "the trail's key",
      given: account([], [allow("kms:ScheduleKeyDeletion", "arn:aws:kms:*:*:key/*")]),
      expect: "FAIL",
    },
    {
      name: "another trail",
      given: account([], [allow("cloudtrail:*", "arn:aws:cloudtrail:us-east-1:111122223333:trail/other")]),
      expect: "PASS",
    },
    {
      name: "everything less CloudTrail, on objects of its own bucket",
      given: account([], [allow("*", "arn:aws:s3:::plans/*"), deny("cloudtrail:*")]),
      expect: "PASS",
    },
    {
      name: "a service-linked role",
      given: withRole(serviceLinkedRole({ inlinePolicies: inline([allow("cloudtrail:*")]) })),
      expect: "PASS",
    },
    {
      name: "a role",
      given: withRole(role({ inlinePolicies: inline([allow("cloudtrail:DeleteTrail")]) })),
      expect: "FAIL",
    },
    {
      name: "a policy that was not collected",
      given: snapshot({
        trails: [trail()],
        identities: identities({ users: [user({ attachedPolicies: [uncollectedPolicy] })] }),
      }),
      expect: "UNKNOWN",
    },
    {
      name: "the trails were not read, and nobody may touch CloudTrail",
      given: snapshot({ identities: identities({ users: [user({ inlinePolicies: inline([allow("s3:*")]) })] }) }),
      expect: "UNKNOWN",
    },
    {
      name: "the trails were not read, and a user may stop them",
      given: snapshot({
        identities: identities({ users: [user({ inlinePolicies: inline([allow("cloudtrail:*")]) })] }),
      }),
      expect: "FAIL",
    },
  ],
});

function principalsOf({ identities: known }: Snapshot, { access }: CheckContext): readonly PrincipalAccess[] {
  const roles = (known?.roles ?? []).filter((role) => !isServiceLinked(role));
  return [...(known?.users ?? []), ...roles].map(({ arn }) => access(arn)).filter((found) => found !== undefined);
}

function limitsOf(able: readonly { readonly grants: ReturnType<typeof blindingAccess> }[]) {
  const grants = able.flatMap((item) => item.grants);
  return {
    onlyConditionally: grants.every(({ access }) => access.onlyConditionally),
    conditionalDenies: grants.flatMap(({ access }) => access.conditionalDenies),
  };
}

/** Nobody, or only approved ones: that holds when all was known. */
function unlessUnknown(
  account: Snapshot,
  principals: readonly PrincipalAccess[],
  evidence: readonly Evidence[],
  approvedCount: number,
): Verdict {
  const unclear = principals.filter(({ gaps }) => gaps.length > 0);
  const causes = [
    isMissing(account, "trails") ? notRead(account, "trails") : gapsReason(account, ["trails"]),
    gapsReason(account, ["authorization-details"]),
    unclear.length === 0
      ? undefined
      : `Not all permissions are known of ${listedUpTo(
          unclear.map(({ name }) => name),
          5,
        )}: ${unclear[0]?.gaps[0]}.`,
  ].filter((cause) => cause !== undefined);
  if (causes.length > 0) return { status: "UNKNOWN", reason: causes.join(" "), evidence };
  const reason =
    approvedCount === 0
      ? "No user and no role may stop, redirect or erase the audit trail."
      : `${counted(approvedCount)} may stop, redirect or erase the audit trail, all of them among the trailOperators.`;
  return { status: "PASS", reason, evidence };
}

function counted(principals: number): string {
  return principals === 1 ? "1 principal" : `${principals} principals`;
}

/** An account with a trail that has a key and a log group, and users who all have these statements. */
function account(more: readonly string[], statements: Parameters<typeof inline>[0]): Snapshot {
  const users = ["ana", ...more].map((name) => user({ name, inlinePolicies: inline(statements) }));
  return snapshot({ trails: [keptTrail()], identities: identities({ users }) });
}

function withRole(given: ReturnType<typeof role>): Snapshot {
  return snapshot({ trails: [keptTrail()], identities: identities({ roles: [given] }) });
}

function keptTrail() {
  return trail({
    kmsKeyId: "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555",
    cloudWatchLogGroupArn: "arn:aws:logs:us-east-1:111122223333:log-group:trail:*",
  });
}
