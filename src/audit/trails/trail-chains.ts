import type { Trail, TrailVerification, VerdictCounts, VerdictTally, VerifiedChain } from "../../model/index.ts";
import { listed } from "../verdict.ts";

/**
 * Chains of digests that a trail delivered, and log files beside them of which nobody knows the trail. Chains say their trail
 * by name and home region, as the names of digests do.
 */
export function chainsOfTrail(trail: Trail, { chains }: TrailVerification): readonly VerifiedChain[] {
  const account = /^arn:[^:]+:cloudtrail:[^:]+:(\d{12}):/.exec(trail.arn)?.[1];
  return chains.filter((chain) => {
    const isPlace =
      isSameBucket(trail.bucket, chain.bucket) && chain.prefix === (trail.prefix ?? "").replace(/\/+$/, "");
    const isAccount = trail.isOrganizationTrail || account === undefined || chain.account === account;
    const isTrail = chain.trail === "" || (chain.trail === trail.name && chain.homeRegion === trail.homeRegion);
    return isPlace && isAccount && isTrail;
  });
}

/** Of a folder without any readable digest nobody knows the bucket. */
function isSameBucket(bucket: string, named: string): boolean {
  return named === bucket || named === "unknown-bucket";
}

/** Something of the chain is not as CloudTrail delivered it. */
export function isBroken({ counts: { digests, backfillDigests, logs, unreferenced, gaps } }: VerifiedChain): boolean {
  return digests.invalid + backfillDigests.invalid + logs.invalid + unreferenced + gaps > 0;
}

/** What is broken, a clause without a verb: `1 log file INVALID and 2 spans without digests`. */
export function brokenText({ digests, backfillDigests, logs, unreferenced, gaps }: VerdictCounts): string {
  const invalidDigests = digests.invalid + backfillDigests.invalid;
  return listed([
    ...(invalidDigests > 0 ? [`${counted(invalidDigests, "digest")} INVALID`] : []),
    ...(logs.invalid > 0 ? [`${counted(logs.invalid, "log file")} INVALID`] : []),
    ...(unreferenced > 0 ? [`${counted(unreferenced, "log file")} that no digest names`] : []),
    ...(gaps > 0 ? [`${counted(gaps, "span")} without digests`] : []),
  ]);
}

/** `1 digest`, `2 digests`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** The counts of all chains together. */
export function sumCounts(chains: readonly VerifiedChain[]): VerdictCounts {
  const counts = chains.map((chain) => chain.counts);
  return {
    digests: sumTallies(counts.map(({ digests }) => digests)),
    backfillDigests: sumTallies(counts.map(({ backfillDigests }) => backfillDigests)),
    logs: sumTallies(counts.map(({ logs }) => logs)),
    unreferenced: counts.reduce((sum, { unreferenced }) => sum + unreferenced, 0),
    gaps: counts.reduce((sum, { gaps }) => sum + gaps, 0),
  };
}

function sumTallies(tallies: readonly VerdictTally[]): VerdictTally {
  const sum = (of: (tally: VerdictTally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  return {
    valid: sum(({ valid }) => valid),
    invalid: sum(({ invalid }) => invalid),
    unchecked: sum(({ unchecked }) => unchecked),
  };
}
