import { basename } from "node:path";
import { chainOfKey, hourMs, parseLogFileKey } from "../../integrity/index.ts";
import type { IntegrityVerdict, Trail } from "../../model/index.ts";

/** What verdicts on digests and log files come to, for one trail and one span of time. */
export interface ChainFacts {
  add(verdict: IntegrityVerdict): void;
  /** Why the chains of these Regions, and all that was verified, are not whole; clauses, empty: they are. */
  problems(regions: readonly string[]): readonly string[];
  /** With a chain of the trail, in order. */
  regions(): readonly string[];
  digests(): number;
  logFiles(): number;
  /** Keys of the log files that are what a digest says, with the SHA-256 of their bytes as stored. */
  readonly verifiedLogs: ReadonlyMap<string, string | undefined>;
}

export interface ChainQuestion {
  readonly trail: Trail;
  readonly account: string;
  /** Milliseconds since 1970: digests must reach from before `from` until after `to`. */
  readonly from: number;
  readonly to: number;
  hashOf(key: string): string | undefined;
}

export function createChainFacts({ trail, account, from, to, hashOf }: ChainQuestion): ChainFacts {
  const found: string[] = [];
  const verifiedLogs = new Map<string, string | undefined>();
  /** Ends of the valid digests by Region. */
  const ends = new Map<string, number[]>();
  let digests = 0;
  return {
    add(verdict) {
      const problem = problemOf(verdict);
      if (problem !== undefined && found.length < mostKept) found.push(problem);
      if (verdict.verdict !== "valid") return;
      if (verdict.kind === "log") verifiedLogs.set(verdict.key, hashOf(verdict.key));
      if (verdict.kind !== "digest") return;
      digests += 1;
      const time = chainOfKey(verdict.key)?.time;
      if (time === undefined || !isOwn(verdict) || verdict.chain.isBackfill) return;
      const { region } = verdict.chain;
      const known = ends.get(region);
      if (known === undefined) ends.set(region, [time]);
      else known.push(time);
    },
    problems: (regions) => [
      ...found,
      ...(regions.length === 0 ? ["which Regions the account has is not known"] : []),
      ...regions.flatMap((region) => chainProblem(region, ends.get(region) ?? []) ?? []),
    ],
    regions: () => [...ends.keys()].toSorted(),
    digests: () => digests,
    logFiles: () => verifiedLogs.size,
    verifiedLogs,
  };

  function problemOf(verdict: IntegrityVerdict): string | undefined {
    const { kind, key, reason } = verdict;
    if (verdict.verdict === "valid") return undefined;
    if (kind === "gap" || kind === "start" || kind === "restart") {
      return isOwn(verdict) || verdict.chain.trail === "" ? `${verdict.chain.region}: ${reason}` : undefined;
    }
    // The last digest names what was delivered before it ended.
    const isLater = verdict.verdict === "unchecked" && verdict.isUnread !== true && timeOf(key) > to;
    return kind === "log" && isLater ? undefined : `${basename(key)}: ${reason}`;
  }

  function isOwn({ bucket, chain }: IntegrityVerdict): boolean {
    return (
      bucket === trail.bucket &&
      chain.account === account &&
      chain.trail === trail.name &&
      chain.homeRegion === trail.homeRegion &&
      chain.prefix === (trail.prefix ?? "").replace(/\/+$/, "")
    );
  }

  /** Asks the ends of digests alone: each is of an hour, the next begins where it ends. */
  function chainProblem(region: string, times: readonly number[]): string | undefined {
    const [first, ...rest] = times.toSorted((a, b) => a - b);
    if (first === undefined) return `${region}: there is no valid digest of the trail`;
    if (first - hourMs > from) return `${region}: the digests begin after the window does`;
    let last = first;
    for (const time of rest) {
      if (time - last > hourMs + slackMs) return `${region}: no digest ends between ${iso(last)} and ${iso(time)}`;
      last = time;
    }
    return last < to ? `${region}: the digests end at ${iso(last)}, and must reach until ${iso(to)}` : undefined;
  }
}

const mostKept = 100;
/** Digests end at whole hours, a few seconds aside. */
const slackMs = 300_000;

function timeOf(key: string): number {
  return Date.parse(parseLogFileKey(key)?.time ?? "");
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/[.]\d{3}Z$/, "Z");
}
