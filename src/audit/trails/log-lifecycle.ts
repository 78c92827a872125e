import type { LifecycleRule, Trail } from "../../model/index.ts";

/** Enabled rules that let a trail's log or digest files, or versions of them that somebody deleted, expire. */
export function expiringRules(
  trail: Trail,
  account: string,
  rules: readonly LifecycleRule[],
): readonly LifecycleRule[] {
  return rules.filter(
    (rule) =>
      rule.enabled &&
      [rule.expirationDays, rule.expirationDate, rule.noncurrentExpirationDays].some((end) => end !== undefined) &&
      coversLogs(rule.prefix, trail, account),
  );
}

/**
 * Whether a rule on `rulePrefix` covers some of the trail's files. These lie below
 * `[prefix/]AWSLogs/[organization/]account/CloudTrail*`. Source: CloudTrail User Guide, "Finding your CloudTrail log files".
 */
function coversLogs(rulePrefix: string, trail: Trail, account: string): boolean {
  const base = `${trail.prefix === undefined || trail.prefix === "" ? "" : `${trail.prefix}/`}AWSLogs/`;
  if (base.startsWith(rulePrefix)) return true;
  if (!rulePrefix.startsWith(base)) return false;
  const below = rulePrefix.slice(base.length).split("/");
  const [first = ""] = below;
  const inOrganization = trail.isOrganizationTrail && (first.startsWith("o-") || "o-".startsWith(first));
  // The last step may be cut: `AWSLogs/1111` covers account 111122223333.
  const owner = below[inOrganization ? 1 : 0] ?? "";
  const ownerIsWhole = below.length > (inOrganization ? 2 : 1);
  const service = below[inOrganization ? 2 : 1] ?? "";
  if (!trail.isOrganizationTrail && account !== "" && !(ownerIsWhole ? owner === account : account.startsWith(owner)))
    return false;
  return service.startsWith("CloudTrail") || "CloudTrail".startsWith(service);
}
