import type { Json } from "../../model/index.ts";
import type { PolicyUnit } from "./policy-units.ts";

/**
 * How long policies may be, in characters without the whitespace between them; for inline policies all of one holder
 * together.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas": IAM policy character limits.
 */
const limits = { managed: 6144, user: 2048, role: 10_240, group: 5120 } as const;

/** Spaces inside of texts count here and may not at AWS: the policy is never longer than this. */
export function policySize(document: Json | null): number {
  return document === null ? 0 : JSON.stringify(document).length;
}

/** The limit, and what else counts towards it: units with the same `pool` do so together. */
export function sizeLimit({ key, policy, holder = "" }: PolicyUnit): { readonly limit: number; readonly pool: string } {
  if (policy.type === "managed") return { limit: limits.managed, pool: key };
  if (policy.type === "group") return { limit: limits.group, pool: holder };
  return { limit: holderLimit(holder), pool: holder };
}

/** Of all inline policies of a user or role together. */
export function holderLimit(arn: string): number {
  return arn.includes(":user/") ? limits.user : limits.role;
}
