import type { ChainCoverage } from "./digest-chain.ts";
import { instant, isWithin, joined, type Span } from "./spans.ts";

/** A log file that no valid digest names. */
export interface UnnamedLog {
  /** Of delivery, by its name. Undefined: the name is none that CloudTrail gives. */
  readonly time: number | undefined;
  /** The day of its folder, where the name tells nothing. */
  readonly day: Span | undefined;
  /** When it was stored, where that is known. */
  readonly storedAt: number | undefined;
}

/** Why a log file that no valid digest names may, or may not, be there. */
export type UnnamedVerdict =
  | { readonly verdict: "unreferenced" | "unchecked"; readonly reason: string }
  /** It is not of the time that was asked for. */
  | undefined;

/**
 * Judges log files of one account and region by what its chains cover. A file may be of any of the chains, so that it is
 * unreferenced only where all of them are known.
 */
export function createUnnamedJudge(chains: readonly ChainCoverage[], asked: Span): (log: UnnamedLog) => UnnamedVerdict {
  const covered = joined(chains.flatMap((chain) => chain.covered));
  const uncovered = joined(
    chains.flatMap((chain) =>
      chain.uncovered.map(({ from, to }) => ({ from: from - nameSlackMs, to: to + nameSlackMs })),
    ),
  );
  const ends = chains.flatMap(({ newestEnd }) => newestEnd ?? []);
  // The chain that ends first: what is newer may still be named by its next digest.
  const pendingFrom = Math.min(...ends, Infinity);
  const beginning = Math.min(...covered.map(({ from }) => from), Infinity);

  return ({ time, day, storedAt }) => {
    if (time !== undefined) return time < asked.from || time > asked.to ? undefined : judge(time, storedAt);
    return day === undefined || overlaps(day, asked) ? unreferenced(oddName) : undefined;
  };

  function judge(time: number, storedAt: number | undefined): UnnamedVerdict {
    if (isWithin(uncovered, time)) return unchecked("no valid digest covers its time");
    if (time > pendingFrom) return unchecked(`newer than the last digest, of ${instant(pendingFrom)}`);
    if (time <= beginning) return unchecked("older than the first digest");
    if (!isWithin(covered, time)) return unchecked("no digest covers its time");
    const isLate = storedAt !== undefined && storedAt > pendingFrom && time > pendingFrom - nameSlackMs;
    return isLate
      ? unchecked(`stored after the last digest, of ${instant(pendingFrom)}`)
      : unreferenced("no digest names it");
  }
}

/** Names tell the time of delivery in steps of five minutes. */
const nameSlackMs = 300_000;

const oddName = "it is among log files, and its name is none that CloudTrail gives";

function overlaps(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to;
}

function unreferenced(why: string): UnnamedVerdict {
  return { verdict: "unreferenced", reason: `UNREFERENCED: ${why}` };
}

function unchecked(why: string): UnnamedVerdict {
  return { verdict: "unchecked", reason: `unchecked: ${why}` };
}
