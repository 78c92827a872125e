import type { DigestChainName, IntegrityVerdict } from "../model/index.ts";
import { chainOfKey, digestFolder, type ListedDigest } from "./chain-names.ts";
import type { Digest, DigestedLogFile } from "./digest.ts";
import type { DigestList } from "./digest-list.ts";
import { type FoundDigest, type JudgedDigest, judgeDigest } from "./judge-digest.ts";
import { createKeySet } from "./key-set.ts";
import { hourMs, instant, type Span } from "./spans.ts";

/** What is asked of one chain. */
export interface ChainQuestion {
  readonly chain: DigestChainName;
  /** Where the listed digests lie. */
  readonly bucket: string;
  /** Newest first; those that end from `from` to an hour after `to`. */
  readonly listed: DigestList;
  /** The end of an older digest of the chain, where one is known. */
  readonly olderEnd?: number;
  /** By time of delivery, milliseconds since 1970. Undefined: as far as the chain goes. */
  readonly from?: number;
  /** Digests of hours that end later may be missing. Undefined: nothing is missing after the newest. */
  readonly to?: number;
}

/** What follows from a digest: a verdict, or a log file to look at. In the order in which they are to be told. */
export type ChainStep =
  | { readonly kind: "verdict"; readonly verdict: IntegrityVerdict }
  | { readonly kind: "check"; readonly log: DigestedLogFile };

/**
 * Walks one chain from its newest digest to its oldest. Ask {@link next} which digest to get, hand it to {@link feed}, until
 * there is no next one; then {@link end}.
 */
export interface DigestChain {
  next(): { readonly bucket: string; readonly key: string } | undefined;
  feed(found: FoundDigest): readonly ChainStep[];
  end(): readonly ChainStep[];
  coverage(): ChainCoverage;
}

/** For which times a chain tells what was delivered. */
export interface ChainCoverage {
  /** Under valid digests. */
  readonly covered: readonly Span[];
  /** Under digests that are missing or not valid, and before what was looked at. */
  readonly uncovered: readonly Span[];
  /** What is newer has no digest yet. Undefined: there is no digest. */
  readonly newestEnd?: number;
}

export function openChain(question: ChainQuestion): DigestChain {
  const { chain, listed, from = -Infinity, to } = question;
  /** How many of `listed` need no more looking at. */
  let at = 0;
  const seen = createKeySet();
  /** What the digest after it says of the next. */
  let pointer: Pointer | undefined;
  /** From here on back nothing is known yet. Undefined: no digest was seen. */
  let knownFrom: number | undefined;
  /** Why the digest before the last one was not found by its pointer. */
  let broken: "restart" | "lost" | undefined;
  let newestEnd: number | undefined;
  let current: Target | undefined;
  const covered: Span[] = [];
  const uncovered: Span[] = [];

  return {
    next: () => {
      current = nextTarget();
      return current;
    },
    feed: (found) => (current === undefined ? [] : take(current, found)),
    end,
    // Nobody can tell whether another backfill digest is due.
    coverage: () => ({ covered, uncovered, ...(newestEnd !== undefined && !chain.isBackfill && { newestEnd }) }),
  };

  function nextTarget(): Target | undefined {
    const top = nextListed();
    const linked = pointer !== undefined && !seen.has(pointer.bucket, pointer.key) ? pointer : undefined;
    if (linked === undefined) return top && { bucket: question.bucket, ...top, isLinked: true };
    // Digests that the chain leaves out are looked at where they lie. Backfill digests do not follow each other in time.
    const isBeside = top !== undefined && top.key !== linked.key && top.time > linked.time && !chain.isBackfill;
    return isBeside ? { bucket: question.bucket, ...top, isLinked: false } : { ...linked, isLinked: true };
  }

  function nextListed(): ListedDigest | undefined {
    let top = listed.at(at);
    while (top !== undefined && seen.has(question.bucket, top.key)) {
      at += 1;
      top = listed.at(at);
    }
    return top;
  }

  function take(target: Target, found: FoundDigest): readonly ChainStep[] {
    const { bucket, key, time } = target;
    current = undefined;
    seen.add(bucket, key);
    const expectedHash = target.isLinked && pointer?.key === key ? pointer.hash : undefined;
    const judged = judgeDigest({ bucket, key, time, chain, expectedHash }, found);
    const isUnread = judged.verdict !== "valid" && judged.isUnread;
    const place = { kind: "digest", bucket, key, ...(isUnread && { isUnread }) } as const;
    const told = verdictStep(place, judged.verdict, reasonOf(judged));
    if (!target.isLinked) return [told, ...checksOf(judged)];
    pointer = undefined;
    if (judged.verdict === "valid") return [...follow(judged), told, ...checksOf(judged)];
    if (found.kind !== "absent") return [...skip(time), told];
    broken ??= "lost";
    if (chain.isBackfill) uncovered.push({ from: time - hourMs, to: time });
    return [told];
  }

  /** A digest that may be believed leads to the one before it. */
  function follow({ digest, from: start, to: end }: JudgedDigest & { verdict: "valid" }): readonly ChainStep[] {
    const before = gapBefore(end);
    if (!chain.isBackfill) extend(covered, { from: start, to: end });
    newestEnd ??= end;
    knownFrom = Math.min(knownFrom ?? Infinity, start);
    pointer = start >= from ? pointerOf(digest) : undefined;
    const isFirst = digest.previousDigestS3Object === null || digest.previousDigestS3Bucket === null;
    broken = isFirst ? "restart" : undefined;
    if (!isFirst && pointer === undefined && !chain.isBackfill) uncovered.push({ from: -Infinity, to: start });
    return before;
  }

  /** One that may not be believed still stands for its hour. */
  function skip(time: number): readonly ChainStep[] {
    const before = gapBefore(time);
    const start = Math.max(time - hourMs, olderEnd(listed, at, time));
    extend(uncovered, { from: start, to: time });
    newestEnd ??= time;
    knownFrom = Math.min(knownFrom ?? Infinity, start);
    broken = "lost";
    return before;
  }

  /** What is missing between a digest that ends at `end` and what was seen before it, which is newer. */
  function gapBefore(end: number): readonly ChainStep[] {
    if (chain.isBackfill) return [];
    if (knownFrom === undefined) return to !== undefined && to - end >= hourMs ? [gap({ from: end, to }, "tail")] : [];
    if (broken === undefined) return [];
    if (end < knownFrom) return [gap({ from: end, to: knownFrom }, broken)];
    return broken === "restart" ? [gap({ from: knownFrom, to: knownFrom }, broken)] : [];
  }

  function end(): readonly ChainStep[] {
    if (chain.isBackfill) return [];
    if (knownFrom === undefined) {
      const start = Math.max(question.olderEnd ?? -Infinity, from);
      return to !== undefined && to - start >= hourMs && start > -Infinity ? [gap({ from: start, to }, "tail")] : [];
    }
    if (broken === "lost") uncovered.push({ from: -Infinity, to: knownFrom });
    if (from === -Infinity || knownFrom <= from) return [];
    const span = { from, to: knownFrom };
    if (broken === "restart") return [beginning(span)];
    return broken === "lost" ? [gap(span, "lost")] : [];
  }

  function gap(span: Span, cause: "tail" | "lost" | "restart"): ChainStep {
    uncovered.push(span);
    const isLong = cause !== "restart" || span.to - span.from >= hourMs;
    const hours = `between ${instant(span.from)} and ${instant(span.to)}`;
    if (!isLong) return hoursStep("restart", `CloudTrail restarted the chain: no digest ${hours}`);
    return hoursStep("gap", `GAP: no digest ${hours}${gapCauses[cause]}`);
  }

  function beginning(span: Span): ChainStep {
    const reason = `log file validation of the trail began at ${instant(span.to)}; nothing older is under a digest`;
    return hoursStep("start", reason);
  }

  function hoursStep(kind: "gap" | "start" | "restart", reason: string): ChainStep {
    const verdict = kind === "gap" ? "gap" : "unchecked";
    return verdictStep({ kind, bucket: question.bucket, key: digestFolder(chain) }, verdict, reason);
  }

  function checksOf(judged: JudgedDigest): readonly ChainStep[] {
    return judged.verdict === "valid" ? judged.digest.logFiles.map((log) => ({ kind: "check", log })) : [];
  }

  function verdictStep(
    what: Pick<IntegrityVerdict, "kind" | "bucket" | "key" | "isUnread">,
    verdict: IntegrityVerdict["verdict"],
    reason: string,
  ): ChainStep {
    return { kind: "verdict", verdict: { ...what, verdict, reason, chain } };
  }
}

interface Pointer {
  readonly bucket: string;
  readonly key: string;
  readonly time: number;
  readonly hash: string | undefined;
}

interface Target {
  readonly bucket: string;
  readonly key: string;
  readonly time: number;
  /** It is the one that the chain leads to, not one that lies beside it. */
  readonly isLinked: boolean;
}

const gapCauses = {
  tail: "",
  lost: "",
  restart: "; CloudTrail restarted the chain, as it does when validation or logging was off",
} as const;

/** The end of the next listed digest that ends before a time. */
function olderEnd(listed: DigestList, from: number, time: number): number {
  for (let index = from; index < listed.length; index += 1) {
    const end = listed.at(index)?.time ?? time;
    if (end < time) return end;
  }
  return -Infinity;
}

/** A chain goes back in time: most spans end where the one before begins, and are one with it. */
function extend(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last !== undefined && last.from === span.to) spans[spans.length - 1] = { from: span.from, to: last.to };
  else spans.push(span);
}

function pointerOf(digest: Digest): Pointer | undefined {
  const { previousDigestS3Bucket: bucket, previousDigestS3Object: key, previousDigestHashValue: hash } = digest;
  if (bucket === null || key === null) return undefined;
  // The names of all digests tell their end; the one before ends where this one starts.
  const time = chainOfKey(key)?.time ?? Date.parse(digest.digestStartTime);
  return { bucket, key, time, hash: hash ?? undefined };
}

function reasonOf(judged: JudgedDigest): string {
  return judged.verdict === "valid" ? "valid" : judged.reason;
}
