import { administratorAccess, assumeStatements, type Statement } from "../../iam/index.ts";
import { type IamRole, type Json, parseArn } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { identities, role } from "../examples/example-builders.ts";
import { allow, iamArn, inline, roleTrusting, serviceLinkedRole, uncollectedPolicy } from "../policies/examples.ts";
import { requires } from "../policies/limiting-keys.ts";
import { deniesWithoutMfa, requiresMfa } from "../policies/mfa-conditions.ts";
import { trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { sentence } from "../verdict.ts";

/**
 * An administrator's role that trusts the whole account it is in: everybody in it who is allowed sts:AssumeRole gets in, with a
 * key or a password alone. A condition on MFA, or on who comes (ARN, name, tag), is a limit; an external id is none.
 */
export const trust08AdminRoleOpenToOwnAccount: Check<"role"> = defineCheck({
  id: "TRUST-08",
  title: "Admin role open to the whole own account without MFA",
  severity: "medium",
  subject: "role",
  needs: ["authorization-details"],
  risk: "One stolen access key with sts:AssumeRole is enough to become an administrator.",
  remediation: {
    text: "Name the principals in the trust policy, or require MFA: Bool aws:MultiFactorAuthPresent true.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts",
  ],
  parameters: {},

  evaluate(subject, { snapshot, access }) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const own = parseArn(subject.arn)?.account ?? snapshot.account;
    const statements = assumeStatements(subject, "sts:AssumeRole");
    const wide = statements.filter((statement) => statement.effect === "Allow" && trustsAccount(statement, own));
    if (wide.length === 0) {
      return unlessUnreadable(subject, {
        status: "NOT_APPLICABLE",
        reason: "The role does not trust the whole account.",
      });
    }
    const evidence = wide.map((statement) => trustEvidence(statement, own));
    const open = wide.filter(({ conditions }) => !requiresMfa(conditions) && !namesWho(conditions));
    if (open.length === 0 || statements.some((statement) => deniesWithoutMfa(statement) === "all")) {
      return unlessUnreadable(subject, {
        status: "PASS",
        reason: "The trust policy asks the account's people for MFA, or says who they are.",
      });
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
    return {
      status: "FAIL",
      reason:
        "The role is an administrator, and everybody in this account who may call sts:AssumeRole gets it without MFA.",
      evidence,
    };
  },

  examples: [
    { name: "an administrator for the account", ...admin({ AWS: iamArn("root") }), expect: "FAIL" },
    { name: "the same, by the account's id", ...admin({ AWS: "111122223333" }), expect: "FAIL" },
    {
      name: "the same, with MFA",
      ...admin({ AWS: iamArn("root") }, { Bool: { "aws:MultiFactorAuthPresent": "true" } }),
      expect: "PASS",
    },
    {
      name: "the same, with MFA if the call says",
      ...admin({ AWS: iamArn("root") }, { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }),
      expect: "FAIL",
    },
    {
      name: "the same, for people with a tag",
      ...admin({ AWS: iamArn("root") }, { StringEquals: { "aws:PrincipalTag/team": "ops" } }),
      expect: "PASS",
    },
    {
      name: "the same, with an external id",
      ...admin({ AWS: iamArn("root") }, { StringEquals: { "sts:ExternalId": "a1b2" } }),
      expect: "FAIL",
    },
    { name: "an administrator for one role", ...admin({ AWS: iamArn("role/ops") }), expect: "NOT_APPLICABLE" },
    { name: "an administrator for a service", ...admin({ Service: "ec2.amazonaws.com" }), expect: "NOT_APPLICABLE" },
    {
      name: "no administrator",
      ...admin({ AWS: iamArn("root") }, undefined, { inlinePolicies: inline([allow("s3:*")]) }),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "a policy that was not collected",
      ...admin({ AWS: iamArn("root") }, undefined, { inlinePolicies: [], attachedPolicies: [uncollectedPolicy] }),
      expect: "UNKNOWN",
    },
    {
      name: "a trust policy that cannot be read",
      given: role({ trustPolicy: { unreadable: "the trust policy is not JSON" } }),
      expect: "UNKNOWN",
    },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

function trustsAccount({ principal }: Statement, account: string): boolean {
  if (principal?.kind !== "Principal") return false;
  return principal.AWS.some((name) => name === account || (/:root$/.test(name) && parseArn(name)?.account === account));
}

/** A condition on the name, ARN or a tag of the caller. */
function namesWho(conditions: Statement["conditions"]): boolean {
  const keys = conditions.map(({ key }) => key.toLowerCase()).filter((key) => whoKeys.test(key));
  return requires(conditions, new Set(keys), (value) => !/^(?:arn:[^:]*:(?:iam|sts)::[^:]*:)?\*+$/.test(value));
}

const whoKeys = /^aws:(?:principalarn|principaltag\/.+|username|userid|sourceidentity)$/;

function admin(trusted: Json, conditions?: Json, parts: Partial<IamRole> = {}) {
  const given = { ...roleTrusting(trusted, conditions), inlinePolicies: inline([allow("*")]), ...parts };
  return { given, snapshot: { identities: identities({ roles: [given] }) } };
}
