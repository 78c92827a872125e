import { assumeStatements } from "../../iam/index.ts";
import type { IdentityProvider, Snapshot } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { snapshot as exampleSnapshot, role } from "../examples/example-builders.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { gapsReason, notRead } from "../sources.ts";
import { listedUpTo } from "../verdict.ts";

/**
 * A trust policy that names somebody who is gone: AWS writes the unique id of a deleted user or role in place of its ARN, and
 * leaves the ARN of a deleted identity provider as it was. Whether accounts that are named still exist is not looked at.
 */
export const trust05TrustOfDeletedPrincipal: Check<"role"> = defineCheck({
  id: "TRUST-05",
  title: "Trust of a deleted principal or provider",
  severity: "low",
  subject: "role",
  needs: ["authorization-details"],
  risk: "A provider that is made again under the same name is trusted at once; what else is left over hides who really gets in.",
  remediation: {
    text: "Take the deleted names out of the trust policy; delete the role if nobody is left.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
  ],
  foldsUnknown: true,
  parameters: {},

  evaluate(subject, { snapshot }) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const named = assumeStatements(subject)
      .filter(({ effect, principal }) => effect === "Allow" && principal?.kind === "Principal")
      .flatMap((statement) => {
        const { AWS = [], Federated = [] } = statement.principal ?? {};
        const providers = Federated.filter((name) => providerArn.test(name));
        return [...AWS, ...providers].map((name) => ({ name, statement, isProvider: providers.includes(name) }));
      });
    const providers = providersOf(snapshot);
    const gone = named.filter(({ name, isProvider }) =>
      isProvider
        ? providers.known !== undefined && !providers.known.has(name) && providers.because === undefined
        : uniqueId.test(name),
    );
    if (gone.length > 0) {
      return {
        status: "FAIL",
        reason: `The trust policy names ${listedUpTo(gone.map(goneText), 3)}.`,
        evidence: gone.map(({ name, statement }) => trustEvidence(statement, name)),
      };
    }
    const unsure = named.find(({ name, isProvider }) => isProvider && providers.known?.has(name) !== true);
    if (unsure !== undefined) {
      return { status: "UNKNOWN", reason: providers.because ?? "Which identity providers there are is not known." };
    }
    return unlessUnreadable(
      subject,
      named.length === 0
        ? { status: "NOT_APPLICABLE", reason: "The role trusts services only, or providers that AWS runs." }
        : {
            status: "PASS",
            reason: "All that the trust policy names by ARN or account is still there, as far as AWS shows.",
          },
    );
  },

  examples: [
    { name: "a deleted user", given: roleTrusting({ AWS: "AIDAEXAMPLEEXAMPLE123" }), expect: "FAIL" },
    {
      name: "a deleted role beside the account",
      given: roleTrusting({ AWS: [iamArn("root"), "AROAEXAMPLEEXAMPLE123"] }),
      expect: "FAIL",
    },
    { name: "a provider that was deleted", given: pipeline(), snapshot: providers(), expect: "FAIL" },
    {
      name: "a provider that exists",
      given: pipeline(),
      snapshot: providers(iamArn(`oidc-provider/${host()}`)),
      expect: "PASS",
    },
    { name: "a provider, and the providers were not read", given: pipeline(), expect: "UNKNOWN" },
    {
      name: "a provider that is not in a list that is incomplete",
      given: pipeline(),
      snapshot: {
        ...providers(),
        sources: {
          ...exampleSnapshot().sources,
          "identity-providers": { state: "partial", origins: [], gaps: [{ what: "SAML", cause: "AccessDenied" }] },
        },
      },
      expect: "UNKNOWN",
    },
    { name: "the own account", given: roleTrusting({ AWS: iamArn("root") }), expect: "PASS" },
    {
      name: "Amazon Cognito",
      given: roleTrusting({ Federated: "cognito-identity.amazonaws.com" }, undefined, "sts:AssumeRoleWithWebIdentity"),
      expect: "NOT_APPLICABLE",
    },
    { name: "a service", given: role(), expect: "NOT_APPLICABLE" },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

const uniqueId = /^A(?:IDA|ROA)[A-Z0-9]{8,}(?::.*)?$/;
const providerArn = /^arn:[^:]*:iam::\d{12}:(?:oidc|saml)-provider\//;

function providersOf(snapshot: Snapshot): { readonly known?: ReadonlySet<string>; readonly because?: string } {
  const { identityProviders: listed } = snapshot;
  if (listed === undefined) return { because: notRead(snapshot, "identity-providers") };
  const because = gapsReason(snapshot, ["identity-providers"]);
  return { known: new Set(listed.map(({ arn }) => arn)), ...(because !== undefined && { because }) };
}

function goneText({ name, isProvider }: { readonly name: string; readonly isProvider: boolean }): string {
  if (isProvider) return `${name}, which is no provider of this account`;
  return `${name}, the id of a deleted ${name.startsWith("AIDA") ? "user" : "role"}`;
}

function pipeline() {
  return roleTrusting({ Federated: iamArn(`oidc-provider/${host()}`) }, undefined, "sts:AssumeRoleWithWebIdentity");
}

/** A function, since examples are made before constants below them. */
function host(): string {
  return "token.actions.githubusercontent.com";
}

function providers(...arns: readonly string[]): Partial<Snapshot> {
  return { identityProviders: arns.map((arn): IdentityProvider => ({ arn, kind: "oidc" })) };
}
