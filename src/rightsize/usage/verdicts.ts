import type { AdvisorView } from "./advisor.ts";
import type { UsageCell } from "./usage-cell.ts";

/** All of a cell but what it is about. */
export type Verdict = Omit<UsageCell, "principal" | "service" | "action">;

/**
 * Most actions of a service are alike: Access Advisor says the same of them, nobody called them and they were granted
 * together. Then so are their verdicts, which are kept for one subject.
 */
export interface Verdicts {
  of(asked: AdvisorView, about: Alike): Verdict | undefined;
  keep(asked: AdvisorView, about: Alike, verdict: Verdict): void;
}

interface Alike {
  readonly prefix: string;
  readonly since: number | undefined;
}

export function createVerdicts(): Verdicts {
  const kept = new Map<AdvisorView, Map<string, Map<number | undefined, Verdict>>>();
  return {
    of: (asked, { prefix, since }) => kept.get(asked)?.get(prefix)?.get(since),
    keep(asked, { prefix, since }, verdict) {
      const byService = kept.get(asked) ?? new Map<string, Map<number | undefined, Verdict>>();
      const byTime = byService.get(prefix) ?? new Map<number | undefined, Verdict>();
      kept.set(asked, byService.set(prefix, byTime.set(since, verdict)));
    },
  };
}
