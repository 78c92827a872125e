import type { AdvisorView } from "./advisor.ts";
import type { GrantChange } from "./grant-changes.ts";
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
  readonly change: GrantChange | undefined;
}

export function createVerdicts(): Verdicts {
  const kept = new Map<AdvisorView, Map<string, Map<number | undefined, Map<GrantChange | undefined, Verdict>>>>();
  return {
    of: (asked, { prefix, since, change }) => kept.get(asked)?.get(prefix)?.get(since)?.get(change),
    keep(asked, { prefix, since, change }, verdict) {
      const byService = inside(kept, asked);
      const byTime = inside(byService, prefix);
      inside(byTime, since).set(change, verdict);
    },
  };
}

function inside<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
  const found = map.get(key) ?? new Map<A, B>();
  map.set(key, found);
  return found;
}
