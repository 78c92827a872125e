import type { Evidence, Snapshot } from "../../model/index.ts";
import { brokenText, chainsOfTrail, isBroken, sumCounts } from "./trail-chains.ts";

/** What is broken in the logs of a trail. */
export interface Broken {
  /** A sentence. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** What `trail verify` found that is not as CloudTrail delivered it, where the verified time reaches into the window. */
export function brokenSince({ trails = [], trailVerdicts }: Snapshot, since: number, now: number): readonly Broken[] {
  const runs = (trailVerdicts?.runs ?? []).filter(
    ({ from, to }) => (to === undefined || Date.parse(to) >= since) && (from === undefined || Date.parse(from) <= now),
  );
  return runs.flatMap((run) =>
    trails.flatMap((one) => {
      const chains = chainsOfTrail(one, run).filter(isBroken);
      if (chains.length === 0) return [];
      const window = `verified from ${run.from ?? "the beginning"} to ${run.to ?? "the end"}`;
      const places = chains.flatMap(({ first }) => first).slice(0, 5);
      return {
        text: `Logs of trail ${one.name}, ${window}: ${brokenText(sumCounts(chains))} (TRAIL-06).`,
        evidence: places.map(({ s3, reason }) => ({ source: "trail-verdicts", field: s3, value: reason })),
      };
    }),
  );
}
