import { type Check, defineCheck } from "../check.ts";
import { document, role } from "../examples/example-builders.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import {
  isBound,
  trustEvidence,
  trustedPrincipals,
  trustVerdict,
  unlessUnreadable,
} from "../policies/trusted-principals.ts";

/** A role that every AWS account in the world may assume. */
export const trust01RoleOpenToAnyone: Check<"role"> = defineCheck({
  id: "TRUST-01",
  title: "Role may be assumed by anyone",
  severity: "critical",
  subject: "role",
  needs: ["authorization-details"],
  risk: "Anybody with an AWS account of their own gets the role's permissions by naming its ARN.",
  remediation: {
    text: "Name the principals, or require aws:PrincipalOrgID or aws:PrincipalArn; an external id alone is no name.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  ],
  parameters: {},

  evaluate(subject) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const everybody = trustedPrincipals(subject).filter((trusted) => trusted.everybody);
    const open = everybody.filter(({ statement }) => !isBound(subject, statement));
    if (open.length === 0) {
      const bound = "Everybody is named, but a condition binds who may come in.";
      return unlessUnreadable(subject, {
        status: "PASS",
        reason: everybody.length > 0 ? bound : "The trust policy names who may assume the role.",
      });
    }
    const keys = [...new Set(open.flatMap(({ statement }) => statement.conditions.map(({ key }) => key)))];
    const conditions =
      keys.length === 0 ? "without a condition" : `and the condition on ${keys.join(", ")} names nobody`;
    return {
      status: "FAIL",
      reason: `The trust policy lets in everybody, ${conditions}.`,
      evidence: open.map(({ statement }) => trustEvidence(statement, "Principal *")),
    };
  },

  examples: [
    { name: "a service", given: role(), expect: "PASS" },
    { name: "everybody", given: roleTrusting("*"), expect: "FAIL" },
    { name: "everybody, in a list", given: roleTrusting({ AWS: [iamArn("root"), "*"] }), expect: "FAIL" },
    {
      name: "everybody who knows an external id",
      given: roleTrusting("*", { StringEquals: { "sts:ExternalId": "guess" } }),
      expect: "FAIL",
    },
    {
      name: "everybody with MFA",
      given: roleTrusting("*", { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      expect: "FAIL",
    },
    {
      name: "an organisation",
      given: roleTrusting({ AWS: "*" }, { StringEquals: { "aws:PrincipalOrgID": "o-example" } }),
      expect: "PASS",
    },
    {
      name: "an organisation, and those in none",
      given: roleTrusting({ AWS: "*" }, { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-example" } }),
      expect: "FAIL",
    },
    {
      name: "all but an organisation",
      given: roleTrusting({ AWS: "*" }, { StringNotEquals: { "aws:PrincipalOrgID": "o-example" } }),
      expect: "FAIL",
    },
    {
      name: "any organisation",
      given: roleTrusting({ AWS: "*" }, { StringLike: { "aws:PrincipalOrgID": "*" } }),
      expect: "FAIL",
    },
    {
      name: "one role by its ARN",
      given: roleTrusting("*", { ArnLike: { "aws:PrincipalArn": iamArn("role/ci-*") } }),
      expect: "PASS",
    },
    {
      name: "a role of that name in any account",
      given: roleTrusting("*", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }),
      expect: "FAIL",
    },
    {
      name: "everybody, and a Deny for those outside of an organisation",
      given: role({
        trustPolicy: document(
          { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" },
          {
            Effect: "Deny",
            Principal: "*",
            Action: "sts:AssumeRole",
            Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-example" } },
          },
        ),
      }),
      expect: "PASS",
    },
    {
      name: "everybody but one",
      given: role({
        trustPolicy: document({ Effect: "Allow", NotPrincipal: { AWS: iamArn("root") }, Action: "sts:*" }),
      }),
      expect: "FAIL",
    },
    {
      name: "everybody, for tagging the session",
      given: roleTrusting("*", undefined, "sts:TagSession"),
      expect: "PASS",
    },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});
