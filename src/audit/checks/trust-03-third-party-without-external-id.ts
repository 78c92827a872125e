import { type Check, defineCheck } from "../check.ts";
import { managedOrganization } from "../examples/account-examples.ts";
import { role } from "../examples/example-builders.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { knownAccounts } from "../policies/known-accounts.ts";
import { requires } from "../policies/limiting-keys.ts";
import {
  isBoundBy,
  organisationKeys,
  principalArnKeys,
  requiredAccounts,
  type TrustedPrincipal,
  trustEvidence,
  trustedPrincipals,
  trustVerdict,
  unlessUnreadable,
} from "../policies/trusted-principals.ts";
import { listedUpTo } from "../verdict.ts";

const externalId: ReadonlySet<string> = new Set(["sts:externalid"]);

/** A role for a third party that any other customer of that party could make it use. */
export const trust03ThirdPartyWithoutExternalId: Check<"role"> = defineCheck({
  id: "TRUST-03",
  title: "Third-party trust without ExternalId",
  severity: "high",
  subject: "role",
  needs: ["authorization-details"],
  risk: "A vendor that serves many customers can be talked into using your role for one of the others (confused deputy).",
  remediation: {
    text: "Require the external id that the vendor made for you: StringEquals sts:ExternalId.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"],
  parameters: {},

  evaluate(subject, { snapshot, settings }) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const known = knownAccounts(subject, snapshot, settings);
    const outside = trustedPrincipals(subject).filter((principal) => isOutside(principal, known));
    const open = outside.filter(
      ({ statement }) =>
        !requires(statement.conditions, externalId, isOneValue) &&
        !isBoundBy(subject, statement, principalArnKeys) &&
        !isBoundBy(subject, statement, organisationKeys),
    );
    if (open.length > 0) {
      return {
        status: "FAIL",
        reason: `The trust policy lets in ${listedUpTo(
          open.map(({ name }) => (name === "*" ? "everybody" : name)),
          3,
        )} without sts:ExternalId.`,
        evidence: open.map(({ name, statement }) => trustEvidence(statement, name)),
      };
    }
    return unlessUnreadable(
      subject,
      outside.length === 0
        ? {
            status: "NOT_APPLICABLE",
            reason: "The role trusts no account but this one, those of its organisation and the trustedAccounts.",
          }
        : { status: "PASS", reason: "Every other account needs an external id, a named ARN or an organisation." },
    );
  },

  examples: [
    {
      name: "another account",
      given: roleTrusting({ AWS: iamArn("root", "444455556666") }),
      expect: "FAIL",
      severity: "high",
    },
    {
      name: "a role of another account",
      given: roleTrusting({ AWS: iamArn("role/scan", "444455556666") }),
      expect: "FAIL",
      severity: "high",
    },
    { name: "everybody", given: roleTrusting("*"), expect: "FAIL" },
    {
      name: "another account with an external id",
      given: roleTrusting({ AWS: "444455556666" }, { StringEquals: { "sts:ExternalId": "a1b2" } }),
      expect: "PASS",
    },
    {
      name: "any external id",
      given: roleTrusting({ AWS: "444455556666" }, { StringLike: { "sts:ExternalId": "*" } }),
      expect: "FAIL",
    },
    {
      name: "an external id, if there is one",
      given: roleTrusting({ AWS: "444455556666" }, { StringEqualsIfExists: { "sts:ExternalId": "a1b2" } }),
      expect: "FAIL",
    },
    {
      name: "one role of another account, by condition",
      given: roleTrusting(
        { AWS: "444455556666" },
        { ArnEquals: { "aws:PrincipalArn": iamArn("role/scan", "444455556666") } },
      ),
      expect: "PASS",
    },
    {
      name: "MFA in place of an external id",
      given: roleTrusting({ AWS: "444455556666" }, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      expect: "FAIL",
    },
    {
      name: "an account that is trusted",
      given: roleTrusting({ AWS: "444455556666" }),
      settings: { trustedAccounts: ["444455556666"] },
      expect: "NOT_APPLICABLE",
    },
    {
      name: "an account of the organisation",
      given: roleTrusting({ AWS: "444455556666" }),
      snapshot: { organization: managedOrganization() },
      expect: "NOT_APPLICABLE",
    },
    { name: "the own account", given: roleTrusting({ AWS: iamArn("root") }), expect: "NOT_APPLICABLE" },
    { name: "a service", given: role(), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

function isOutside({ everybody, account, statement }: TrustedPrincipal, known: ReadonlySet<string>): boolean {
  if (!everybody) return account !== undefined && !known.has(account);
  const required = requiredAccounts(statement);
  return required.length === 0 || required.some((id) => !known.has(id));
}

function isOneValue(value: string): boolean {
  return value !== "" && !/[*?]/.test(value);
}
