import { assumeStatements, type StatementCondition } from "../../iam/index.ts";
import type { Evidence, IamRole, RolesAnywhereProfile, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck, type Verdict } from "../check.ts";
import { exampleAccount, role } from "../examples/example-builders.ts";
import { roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { requires } from "../policies/limiting-keys.ts";
import { trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { gapsReason, notRead } from "../sources.ts";
import { listedUpTo } from "../verdict.ts";

/**
 * A role that any certificate of a trust anchor gets by IAM Roles Anywhere, because neither the role's trust policy asks for
 * attributes of the certificate nor a session policy of the profile limits what the session may do.
 */
export const trust10RolesAnywhereWithoutLimits: Check<"role"> = defineCheck({
  id: "TRUST-10",
  title: "Roles Anywhere profile without limits",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "Every machine with a certificate of the same authority gets the role, not only the one that it is meant for.",
  remediation: {
    text: "Require attributes of the certificate in the trust policy (aws:PrincipalTag/x509Subject/CN), and a session policy in the profile.",
    cli: "aws rolesanywhere update-profile --profile-id <PROFILE_ID> --session-policy file://session.json",
  },
  references: ["https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html"],
  parameters: {},

  evaluate(subject, { snapshot }) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const trusted = assumeStatements(subject, "sts:AssumeRole").filter(
      ({ effect, principal }) =>
        effect === "Allow" && principal?.kind === "Principal" && principal.Service.includes(service),
    );
    if (trusted.length === 0) {
      return unlessUnreadable(subject, {
        status: "NOT_APPLICABLE",
        reason: "The role does not trust IAM Roles Anywhere.",
      });
    }
    const open = trusted.filter(({ conditions }) => !asksForCertificate(conditions));
    if (open.length === 0) {
      return unlessUnreadable(subject, {
        status: "PASS",
        reason: "The trust policy asks for attributes of the certificate, whatever the profile allows.",
      });
    }
    return unlessUnreadable(
      subject,
      byProfiles(
        subject,
        open.map((statement) => trustEvidence(statement, service)),
        snapshot,
      ),
    );
  },

  examples: [
    { name: "any certificate, and the profiles were not read", given: anywhere(), expect: "UNKNOWN" },
    {
      name: "any certificate, and a profile without a session policy",
      given: anywhere(),
      snapshot: { rolesAnywhere: profiles({}) },
      expect: "FAIL",
    },
    {
      name: "any certificate of one trust anchor, and a profile without a session policy",
      given: anywhere({
        ArnEquals: { "aws:SourceArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/1" },
      }),
      snapshot: { rolesAnywhere: profiles({}) },
      expect: "FAIL",
    },
    {
      name: "any certificate, and a profile with a session policy",
      given: anywhere(),
      snapshot: { rolesAnywhere: profiles({ hasSessionPolicy: true }) },
      expect: "PASS",
    },
    {
      name: "any certificate, and a profile that is disabled",
      given: anywhere(),
      snapshot: { rolesAnywhere: profiles({ isEnabled: false }) },
      expect: "PASS",
    },
    {
      name: "any certificate, and a profile for another role",
      given: anywhere(),
      snapshot: { rolesAnywhere: profiles({ roles: [] }) },
      expect: "PASS",
    },
    {
      name: "one common name",
      given: anywhere({ StringEquals: { "aws:PrincipalTag/x509Subject/CN": "pump-7" } }),
      snapshot: { rolesAnywhere: profiles({}) },
      expect: "PASS",
    },
    {
      name: "any common name",
      given: anywhere({ StringLike: { "aws:PrincipalTag/x509Subject/CN": "*" } }),
      snapshot: { rolesAnywhere: profiles({}) },
      expect: "FAIL",
    },
    { name: "another service", given: role(), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

const service = "rolesanywhere.amazonaws.com";

function byProfiles({ arn }: IamRole, trusting: readonly Evidence[], snapshot: Snapshot): Verdict {
  const open = "The trust policy takes any certificate";
  const facts = snapshot.rolesAnywhere;
  if (facts === undefined) {
    return { status: "UNKNOWN", reason: `${open}. ${notRead(snapshot, "roles-anywhere")}`, evidence: trusting };
  }
  const handingOut = facts.profiles.filter(({ isEnabled, roles }) => isEnabled && roles.includes(arn));
  const evidence = [
    ...trusting,
    ...handingOut.map((profile) => ({
      source: "roles-anywhere",
      field: profile.arn,
      value: { sessionPolicy: profile.hasSessionPolicy },
    })),
  ];
  const unlimited = handingOut.filter(({ hasSessionPolicy }) => !hasSessionPolicy);
  if (unlimited.length > 0) {
    const names = listedUpTo(
      unlimited.map(({ name }) => name),
      5,
    );
    return {
      status: "FAIL",
      reason: `${open}, and the enabled ${unlimited.length === 1 ? "profile" : "profiles"} ${names} ${unlimited.length === 1 ? "has" : "have"} no session policy.`,
      evidence,
    };
  }
  const gaps = gapsReason(snapshot, ["roles-anywhere"]);
  if (gaps !== undefined) return { status: "UNKNOWN", reason: `${open}. ${gaps}`, evidence };
  const reason =
    handingOut.length === 0
      ? `${open}, but no enabled profile hands the role out.`
      : `${open}, but every enabled profile that hands the role out has a session policy.`;
  return { status: "PASS", reason, evidence };
}

function profiles(parts: Partial<RolesAnywhereProfile>): NonNullable<Snapshot["rolesAnywhere"]> {
  const profile = {
    arn: `arn:aws:rolesanywhere:us-east-1:${exampleAccount}:profile/1`,
    name: "pumps",
    region: "us-east-1",
    isEnabled: true,
    roles: [role().arn],
    hasSessionPolicy: false,
  };
  return { regions: ["us-east-1"], profiles: [{ ...profile, ...parts }] };
}

function asksForCertificate(conditions: readonly StatementCondition[]): boolean {
  const keys = conditions.map(({ key }) => key.toLowerCase()).filter((key) => key.startsWith("aws:principaltag/x509"));
  return requires(conditions, new Set(keys), (value) => !/^\*+$/.test(value));
}

function anywhere(conditions?: Parameters<typeof roleTrusting>[1]) {
  return roleTrusting({ Service: "rolesanywhere.amazonaws.com" }, conditions, [
    "sts:AssumeRole",
    "sts:TagSession",
    "sts:SetSourceIdentity",
  ]);
}
