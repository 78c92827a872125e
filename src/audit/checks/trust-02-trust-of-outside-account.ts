import { type Check, defineCheck } from "../check.ts";
import { managedOrganization } from "../examples/account-examples.ts";
import { role } from "../examples/example-builders.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { comparedWith, knownAccounts, organisationOf } from "../policies/known-accounts.ts";
import {
  isBoundBy,
  organisationKeys,
  requiredAccounts,
  type TrustedPrincipal,
  trustEvidence,
  trustedPrincipals,
  trustVerdict,
  unlessUnreadable,
} from "../policies/trusted-principals.ts";
import { listedUpTo } from "../verdict.ts";

/** A role that an account may assume which is neither this one, nor of its organisation, nor listed as trusted. */
export const trust02TrustOfOutsideAccount: Check<"role"> = defineCheck({
  id: "TRUST-02",
  title: "Trust of an account outside the organisation",
  severity: "high",
  subject: "role",
  needs: ["authorization-details"],
  risk: "The other account decides alone who of its people uses the role, and its break-ins are yours.",
  remediation: {
    text: "Remove the account from the trust policy, or list it under trustedAccounts if it is yours or a vendor's that you approved.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_aws-accounts.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html",
  ],
  parameters: {},

  evaluate(subject, { snapshot, settings }) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const known = knownAccounts(subject, snapshot, settings);
    const trusted = trustedPrincipals(subject);
    const outside = trusted.flatMap((principal) => {
      const isOurs = organisationOf(principal.statement, snapshot) === "ours";
      const strangers = isOurs ? [] : accountsOf(principal).filter((account) => !known.has(account));
      return strangers.length === 0 ? [] : [{ principal, strangers }];
    });
    const certain = outside.filter(
      ({ principal }) =>
        organisationOf(principal.statement, snapshot) === "another" ||
        !isBoundBy(subject, principal.statement, organisationKeys),
    );
    const evidence = outside.map(({ principal }) => trustEvidence(principal.statement, principal.name));

    if (certain.length > 0) {
      const accounts = [...new Set(certain.flatMap(({ strangers }) => strangers))];
      const names = accounts.includes("*") ? "any account" : `account ${listedUpTo(accounts, 5)}`;
      return {
        status: "FAIL",
        reason: `The trust policy lets in ${names}, ${comparedWith(snapshot)}.`,
        evidence,
      };
    }
    if (outside.length > 0) {
      const reason =
        "Other accounts of an organisation may come in; whether it is yours was not read (organizations:DescribeOrganization).";
      return { status: "UNKNOWN", reason, evidence };
    }
    if (trusted.length === 0) {
      return unlessUnreadable(subject, {
        status: "NOT_APPLICABLE",
        reason: "The role trusts no AWS account, only services or federation.",
      });
    }
    return unlessUnreadable(subject, {
      status: "PASS",
      reason: "All trusted accounts are this one, of its organisation or among the trustedAccounts.",
    });
  },

  examples: [
    { name: "the own account", given: roleTrusting({ AWS: iamArn("root") }), expect: "PASS" },
    { name: "the own account, by its id", given: roleTrusting({ AWS: "111122223333" }), expect: "PASS" },
    { name: "another account", given: roleTrusting({ AWS: iamArn("root", "444455556666") }), expect: "FAIL" },
    {
      name: "another account, by its id",
      given: roleTrusting({ AWS: [iamArn("root"), "444455556666"] }),
      expect: "FAIL",
    },
    {
      name: "a role of another account",
      given: roleTrusting({ AWS: iamArn("role/ci", "444455556666") }),
      expect: "FAIL",
    },
    {
      name: "another account with an external id",
      given: roleTrusting({ AWS: "444455556666" }, { StringEquals: { "sts:ExternalId": "x" } }),
      expect: "FAIL",
    },
    {
      name: "another account that is trusted",
      given: roleTrusting({ AWS: iamArn("root", "444455556666") }),
      settings: { trustedAccounts: ["444455556666"] },
      expect: "PASS",
    },
    {
      name: "an account of the organisation",
      given: roleTrusting({ AWS: iamArn("root", "444455556666") }),
      snapshot: { organization: managedOrganization() },
      expect: "PASS",
    },
    {
      name: "an account that is not of the organisation",
      given: roleTrusting({ AWS: iamArn("root", "222233334444") }),
      snapshot: { organization: managedOrganization() },
      expect: "FAIL",
    },
    {
      name: "everybody of the own organisation",
      given: roleTrusting("*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }),
      snapshot: { organization: managedOrganization() },
      expect: "PASS",
    },
    {
      name: "everybody of another organisation",
      given: roleTrusting("*", { StringEquals: { "aws:PrincipalOrgID": "o-other" } }),
      snapshot: { organization: managedOrganization() },
      expect: "FAIL",
    },
    { name: "everybody", given: roleTrusting("*"), expect: "FAIL" },
    {
      name: "everybody of the own account",
      given: roleTrusting("*", { StringEquals: { "aws:PrincipalAccount": "111122223333" } }),
      expect: "PASS",
    },
    {
      name: "everybody of another account",
      given: roleTrusting("*", { StringEquals: { "aws:PrincipalAccount": "444455556666" } }),
      expect: "FAIL",
    },
    {
      name: "everybody of an organisation",
      given: roleTrusting("*", { StringEquals: { "aws:PrincipalOrgID": "o-example" } }),
      expect: "UNKNOWN",
    },
    { name: "a service", given: role(), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

/** The accounts that may come in: for everybody those that the conditions require, if they require any. */
function accountsOf({ everybody, account, statement }: TrustedPrincipal): readonly string[] {
  if (!everybody) return account === undefined ? [] : [account];
  const required = requiredAccounts(statement);
  return required.length === 0 ? ["*"] : required;
}
