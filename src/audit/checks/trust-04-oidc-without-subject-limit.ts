import { assumeStatements, conditionOperator, type Statement } from "../../iam/index.ts";
import type { IamRole, Json } from "../../model/index.ts";
import { type Check, defineCheck } from "../check.ts";
import { document, role } from "../examples/example-builders.ts";
import { iamArn, roleTrusting, serviceLinkedRole, unreadableTrust } from "../policies/examples.ts";
import { requires } from "../policies/limiting-keys.ts";
import { issuerUrl, type SharedIssuer, sharedIssuer } from "../policies/oidc-issuers.ts";
import { trustEvidence, trustVerdict, unlessUnreadable } from "../policies/trusted-principals.ts";
import { listed } from "../verdict.ts";

const github = "token.actions.githubusercontent.com";

/** A role for pipelines that anybody's pipeline at the same provider may assume. */
export const trust04OidcWithoutSubjectLimit: Check<"role"> = defineCheck({
  id: "TRUST-04",
  title: "OIDC trust without subject limit",
  severity: "critical",
  subject: "role",
  needs: ["authorization-details"],
  risk: "The provider signs tokens for all its customers: without a limit on the subject every one of them gets the role.",
  remediation: {
    text: "Require the subject to begin with your organisation and repository, as narrow as the pipeline allows.",
    cli: "aws iam update-assume-role-policy --role-name <ROLE> --policy-document file://trust.json",
  },
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html",
  ],
  parameters: {},

  evaluate(subject) {
    const early = trustVerdict(subject);
    if (early !== undefined) return early;
    const federated = assumeStatements(subject, "sts:AssumeRoleWithWebIdentity")
      .filter(({ effect, principal }) => effect === "Allow" && principal?.kind === "Principal")
      .flatMap((statement) =>
        (statement.principal?.Federated ?? []).map((name) => ({ statement, url: issuerUrl(name) })),
      );
    const shared = federated.flatMap(({ statement, url }) => {
      const issuer = url === undefined ? undefined : sharedIssuer(url);
      return url === undefined || issuer === undefined
        ? []
        : [{ statement, issuer, problem: problemOf(statement, issuer, url) }];
    });
    const open = shared.filter(({ problem }) => problem !== undefined);
    if (open.length > 0) {
      return {
        status: "FAIL",
        reason: `${listed([...new Set(open.map(({ issuer, problem }) => `${issuer.name} may come in ${problem}`))])}.`,
        evidence: open.map(({ statement, issuer }) => trustEvidence(statement, issuer.host)),
      };
    }
    const names = [...new Set(shared.map(({ issuer }) => issuer.name))];
    if (names.length > 0) {
      return unlessUnreadable(subject, {
        status: "PASS",
        reason: `Subjects of ${listed(names)} are limited to one owner.`,
      });
    }
    const others = [...new Set(federated.flatMap(({ url }) => url ?? []))];
    const reason =
      others.length === 0
        ? "The role trusts no OIDC provider."
        : `The issuer ${listed(others)} is not among the issuers that are known to serve many owners.`;
    return unlessUnreadable(subject, { status: "NOT_APPLICABLE", reason });
  },

  examples: [
    {
      name: "GitHub without a subject",
      given: pipelineRole({ StringEquals: { [`${github}:aud`]: "sts.amazonaws.com" } }),
      expect: "FAIL",
    },
    { name: "GitHub without any condition", given: pipelineRole(), expect: "FAIL" },
    { name: "all subjects", given: pipelineRole({ StringLike: { [`${github}:sub`]: "*" } }), expect: "FAIL" },
    { name: "all repositories", given: pipelineRole({ StringLike: { [`${github}:sub`]: "repo:*" } }), expect: "FAIL" },
    {
      name: "owners that begin alike",
      given: pipelineRole({ StringLike: { [`${github}:sub`]: "repo:aero*" } }),
      expect: "FAIL",
    },
    {
      name: "one good subject and one for all",
      given: pipelineRole({ StringLike: { [`${github}:sub`]: ["repo:aero/plans:*", "repo:*/plans:*"] } }),
      expect: "FAIL",
    },
    {
      name: "a subject that is excluded",
      given: pipelineRole({ StringNotLike: { [`${github}:sub`]: "repo:evil/*" } }),
      expect: "FAIL",
    },
    { name: "one owner", given: pipelineRole({ StringLike: { [`${github}:sub`]: "repo:aero/*" } }), expect: "PASS" },
    {
      name: "one branch",
      given: pipelineRole({ StringEquals: { [`${github}:sub`]: "repo:aero/plans:ref:refs/heads/main" } }),
      expect: "PASS",
    },
    {
      name: "one branch, in any spelling of the key",
      given: pipelineRole({ "ForAnyValue:StringLike": { [`${github}:SUB`]: ["repo:aero/plans:*"] } }),
      expect: "PASS",
    },
    {
      name: "one branch, if there is a subject",
      given: pipelineRole({ StringEqualsIfExists: { [`${github}:sub`]: "repo:aero/plans:ref:refs/heads/main" } }),
      expect: "PASS",
    },
    {
      name: "one owner at GitLab",
      given: pipelineRole({ StringLike: { "gitlab.com:sub": "project_path:aero/*" } }, "gitlab.com"),
      expect: "PASS",
    },
    {
      name: "any project at GitLab",
      given: pipelineRole({ StringLike: { "gitlab.com:sub": "project_path:*" } }, "gitlab.com"),
      expect: "FAIL",
    },
    {
      name: "one organisation at HCP Terraform",
      given: pipelineRole(
        { StringLike: { "app.terraform.io:sub": "organization:aero:project:*" } },
        "app.terraform.io",
      ),
      expect: "PASS",
    },
    {
      name: "any organisation at HCP Terraform",
      given: pipelineRole(
        { StringLike: { "app.terraform.io:sub": "organization:*:run_phase:apply" } },
        "app.terraform.io",
      ),
      expect: "FAIL",
    },
    {
      name: "any account at Google",
      given: pipelineRole({ StringEquals: { "accounts.google.com:aud": "app" } }, "accounts.google.com"),
      expect: "FAIL",
    },
    {
      name: "the cluster's own issuer",
      given: pipelineRole(undefined, "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"),
      expect: "NOT_APPLICABLE",
    },
    { name: "a service", given: role(), expect: "NOT_APPLICABLE" },
    {
      name: "SAML",
      given: roleTrusting({ Federated: iamArn("saml-provider/idp") }, undefined, "sts:AssumeRoleWithSAML"),
      expect: "NOT_APPLICABLE",
    },
    {
      name: "GitHub beside a statement that cannot be read",
      given: role({
        trustPolicy: document(
          { Effect: "Allow", Action: "sts:*" },
          { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
        ),
      }),
      expect: "UNKNOWN",
    },
    { name: "a trust policy that cannot be read", given: unreadableTrust, expect: "UNKNOWN" },
    { name: "a service-linked role", given: serviceLinkedRole(), expect: "NOT_APPLICABLE" },
  ],
});

/** What is too wide about the statement; undefined when the subject, or a claim like it, is limited to one owner. */
function problemOf({ conditions }: Statement, issuer: SharedIssuer, url: string): string | undefined {
  const key = `${url}:${issuer.claim}`.toLowerCase();
  const onSubject = conditions.filter((condition) => condition.key.toLowerCase() === key);
  const limits = onSubject.filter(({ operator }) => limitingOperator(operator) !== undefined);
  if (
    limits.some(({ operator, values }) =>
      values.every((value) => isOneOwner(value, limitingOperator(operator), issuer)),
    )
  ) {
    return undefined;
  }
  const others = new Set((issuer.otherClaims ?? []).map((claim) => `${url}:${claim}`.toLowerCase()));
  if (requires(conditions, others, (value) => value !== "" && !/[*?]/.test(value.split("/")[0] ?? "")))
    return undefined;
  if (limits.length === 0) return `without a condition on ${issuer.claim}`;
  const wide = limits.flatMap(({ operator, values }) =>
    values.filter((value) => !isOneOwner(value, limitingOperator(operator), issuer)),
  );
  return `with ${issuer.claim} ${listed(wide.slice(0, 3))}, which is not under one owner`;
}

/** Every token has a subject, so that `IfExists` and `ForAllValues` change nothing. */
function limitingOperator(operator: string): "exact" | "pattern" | undefined {
  const { name } = conditionOperator(operator);
  if (name === "stringlike") return "pattern";
  return name === "stringequals" || name === "stringequalsignorecase" ? "exact" : undefined;
}

function isOneOwner(value: string, kind: "exact" | "pattern" | undefined, { owner }: SharedIssuer): boolean {
  const wildcard = kind === "exact" ? -1 : value.search(/[*?]|\$\{/);
  return wildcard === -1 ? value !== "" : owner.test(value.slice(0, wildcard));
}

function pipelineRole(conditions?: Json, issuer: string = github): IamRole {
  const provider = issuer === "accounts.google.com" ? issuer : iamArn(`oidc-provider/${issuer}`);
  return roleTrusting({ Federated: provider }, conditions, "sts:AssumeRoleWithWebIdentity");
}
