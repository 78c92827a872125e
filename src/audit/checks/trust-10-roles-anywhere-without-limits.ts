import { assumeStatements, type StatementCondition } from "../../iam/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { role } from "../example-builders.ts";
import { roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { requires } from "../policies/limiting-keys.ts";
import { trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";

/**
 * A role that any certificate of a trust anchor gets by IAM Roles Anywhere, wherever no profile limits the session. Profiles
 * and trust anchors are not read: a role whose trust policy asks for attributes of the certificate does not depend on them,
 * of all others it stays unknown.
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

  evaluate(subject) {
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
        status: "NOT_APPLICABLE",
        reason: "The trust policy asks for attributes of the certificate, whatever the profile allows.",
      });
    }
    return {
      status: "UNKNOWN",
      reason:
        "The trust policy takes any certificate; whether a profile limits its sessions was not read (rolesanywhere:ListProfiles).",
      evidence: open.map((statement) => trustEvidence(statement, service)),
    };
  },

  examples: [
    { name: "any certificate", given: anywhere(), expect: "UNKNOWN" },
    {
      name: "any certificate of one trust anchor",
      given: anywhere({
        ArnEquals: { "aws:SourceArn": "arn:aws:rolesanywhere:us-east-1:111122223333:trust-anchor/1" },
      }),
      expect: "UNKNOWN",
    },
    {
      name: "one common name",
      given: anywhere({ StringEquals: { "aws:PrincipalTag/x509Subject/CN": "pump-7" } }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "any common name",
      given: anywhere({ StringLike: { "aws:PrincipalTag/x509Subject/CN": "*" } }),
      expect: "UNKNOWN",
    },
    { name: "another service", given: role(), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

const service = "rolesanywhere.amazonaws.com";

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
