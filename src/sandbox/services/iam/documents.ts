import type { Call } from "../../call.ts";
import { limitExceeded, malformedPolicy, quotaExceeded } from "./errors.ts";
import { readPolicy } from "./policy-grammar.ts";
import { requireTrustPrincipals } from "./trust-principals.ts";

/**
 * Characters without white space, as IAM counts them: of a trust policy, of a managed one, and of all inline policies of a
 * user, group or role together.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas".
 */
export const sizes = { trust: 2048, managed: 6144, user: 2048, group: 5120, role: 10_240 } as const;

/** Throws MalformedPolicyDocument or LimitExceeded. */
export function requireManagedDocument(document: string): void {
  const { version } = readPolicy(document, "identity");
  if (version !== "2012-10-17") throw malformedPolicy("Policy document must be version 2012-10-17 or greater.");
  if (sizeOf(document) > sizes.managed) throw quotaExceeded("PolicySize", sizes.managed);
}

/** All inline documents that the entity would have. Throws as {@link requireManagedDocument}. */
export function requireInlineDocuments(
  kind: "user" | "group" | "role",
  name: string,
  document: string,
  others: readonly string[],
): void {
  readPolicy(document, "identity");
  const size = [document, ...others].reduce((sum, text) => sum + sizeOf(text), 0);
  if (size <= sizes[kind]) return;
  throw limitExceeded(`Maximum policy size of ${sizes[kind]} bytes exceeded for ${kind} ${name}`);
}

/** Throws as {@link requireManagedDocument}. */
export function requireTrustDocument(call: Call, document: string): void {
  const policy = readPolicy(document, "trust");
  for (const { action } of policy.statements) {
    if (action.kind === "Action" && action.patterns.every((pattern) => stsAction.test(pattern))) continue;
    throw malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.");
  }
  requireTrustPrincipals(call, policy);
  if (sizeOf(document) > sizes.trust) throw quotaExceeded("ACLSizePerRole", sizes.trust);
}

const stsAction =
  /^sts:(?:\*|AssumeRole\*?|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|AssumeRoot|SetSourceIdentity|SetContext|TagSession|TagGetCallerIdentity|GetCallerIdentity|GetFederationToken|GetSessionToken|GetServiceBearerToken|GetAccessKeyInfo|DecodeAuthorizationMessage)$/i;

function sizeOf(document: string): number {
  return document.replace(/\s/g, "").length;
}
