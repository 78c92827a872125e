/** A provider of OIDC tokens that serves many owners: only a condition on the token says whose it is. */
export interface SharedIssuer {
  readonly name: string;
  /** The provider's URL without scheme; paths below it, such as that of an organisation, count as the same issuer. */
  readonly host: string;
  /** The claim that names the owner: `sub` for nearly all. */
  readonly claim: string;
  /** Beginning of a subject, up to its first wildcard, that belongs to one owner. */
  readonly owner: RegExp;
  /** Claims that bind the token to an owner as well as the subject does, when they are equal to a value. */
  readonly otherClaims?: readonly string[];
}

/** Issuers known to be shared; all others are taken for somebody's own, such as an EKS cluster's. */
export const sharedIssuers: readonly SharedIssuer[] = [
  {
    name: "GitHub Actions",
    host: "token.actions.githubusercontent.com",
    claim: "sub",
    owner:
      /^(?:(?:repo|repository|job_workflow_ref|workflow_ref):[^/:]+\/|(?:repository_owner|repository_owner_id|repository_id|enterprise|enterprise_id):[^:]+:)/,
    otherClaims: ["repository", "repository_id", "repository_owner", "repository_owner_id", "enterprise_id"],
  },
  { name: "GitLab", host: "gitlab.com", claim: "sub", owner: /^(?:project_path|group_path|namespace_path):[^/:]+[/:]/ },
  { name: "Bitbucket Pipelines", host: "api.bitbucket.org", claim: "sub", owner: /^\{?[0-9a-f]{8}-[0-9a-f-]{27}\}?/i },
  { name: "HCP Terraform", host: "app.terraform.io", claim: "sub", owner: /^organization:[^:]+:/ },
  { name: "Google", host: "accounts.google.com", claim: "sub", owner: /^(?!)/ },
  { name: "Login with Amazon", host: "www.amazon.com", claim: "user_id", owner: /^(?!)/ },
  { name: "Facebook", host: "graph.facebook.com", claim: "id", owner: /^(?!)/ },
  { name: "CircleCI", host: "oidc.circleci.com", claim: "sub", owner: /^org\/[^/]+\// },
  { name: "Buildkite", host: "agent.buildkite.com", claim: "sub", owner: /^organization:[^:]+:/ },
  { name: "Vercel", host: "oidc.vercel.com", claim: "sub", owner: /^owner:[^:]+:/ },
  { name: "Codefresh", host: "oidc.codefresh.io", claim: "sub", owner: /^account:[^:]+:/ },
  { name: "Pulumi Cloud", host: "api.pulumi.com", claim: "sub", owner: /^pulumi:[a-z]+:org:[^:]+:/ },
  { name: "Fly.io", host: "oidc.fly.io", claim: "sub", owner: /^[^:]+:/ },
];

/** `arn:aws:iam::111122223333:oidc-provider/HOST/PATH` or a built-in `HOST` to `HOST/PATH`; undefined for SAML. */
export function issuerUrl(federated: string): string | undefined {
  const arn = /^arn:[^:]*:iam::[^:]*:oidc-provider\/(.+)$/s.exec(federated)?.[1];
  if (arn !== undefined) return arn.replace(/\/+$/, "");
  return federated.startsWith("arn:") ? undefined : federated;
}

export function sharedIssuer(url: string): SharedIssuer | undefined {
  const lower = url.toLowerCase();
  return sharedIssuers.find(({ host }) => lower === host || lower.startsWith(`${host}/`));
}
