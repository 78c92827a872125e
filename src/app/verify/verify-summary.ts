import { chainId } from "../../integrity/index.ts";
import type {
  DigestChainName,
  Finding,
  IntegrityVerdict,
  ProblemRecord,
  VerdictCounts,
  VerdictTally,
  VerifiedChain,
} from "../../model/index.ts";
import { type ChainNotes, integrityFindings } from "./verify-findings.ts";

/** Takes verdicts one by one; keeps counts and a few of them. */
export interface VerifySummary {
  add(verdict: IntegrityVerdict): void;
  total(): Omit<ChainNotes, "chain" | "bucket">;
  /** Something is INVALID, UNREFERENCED or a GAP. */
  isBroken(): boolean;
  /** What could not be read, the first of it. */
  problems(): readonly ProblemRecord[];
  /** One for each question and chain. `observedAt`: ISO 8601. */
  findings(observedAt: string): readonly Finding[];
  /** For later questions about the trails. */
  chains(): readonly VerifiedChain[];
}

export function createVerifySummary(): VerifySummary {
  const chains = new Map<string, { readonly chain: DigestChainName; readonly bucket: string; readonly notes: Notes }>();
  const total = newNotes();
  const problems: ProblemRecord[] = [];
  return {
    add: (verdict) => {
      if (verdict.isUnread === true && problems.length < mostKept) problems.push(problemOf(verdict));
      const id = `${chainId(verdict.chain)} ${verdict.chain.trail === "" ? verdict.bucket : ""}`;
      const known = chains.get(id) ?? { chain: verdict.chain, bucket: verdict.bucket, notes: newNotes() };
      chains.set(id, known);
      note(known.notes, verdict);
      note(total, verdict);
    },
    total: () => notesOf(total),
    isBroken: () => {
      const { digests, backfillDigests, logs, unreferenced, gaps } = total.counts;
      return digests.invalid + backfillDigests.invalid + logs.invalid + unreferenced + gaps > 0;
    },
    problems: () => problems,
    findings: (observedAt) =>
      [...chains.values()].flatMap(({ chain, bucket, notes }) =>
        integrityFindings({ chain, bucket, ...notesOf(notes) }, observedAt),
      ),
    chains: () =>
      [...chains.values()].map(({ chain, bucket, notes: { counts, unread, first } }) => {
        const { prefix, account, region, trail, homeRegion, isBackfill } = chain;
        const places = first
          .slice(0, mostPlaces)
          .map((one) => ({ s3: `s3://${one.bucket}/${one.key}`, reason: one.reason }));
        return { bucket, prefix, account, region, trail, homeRegion, isBackfill, counts, unread, first: places };
      }),
  };
}

function problemOf({ bucket, key, reason }: IntegrityVerdict): ProblemRecord {
  const message = reason.replace(/^unchecked: /, "");
  return { code: "input.unreadable", message, location: { file: `s3://${bucket}/${key}` } };
}

type Changing<T> = { -readonly [name in keyof T]: T[name] extends number ? number : Changing<T[name]> };

interface Notes {
  readonly counts: Changing<VerdictCounts>;
  unread: number;
  unreadLogs: number;
  readonly first: IntegrityVerdict[];
}

function newNotes(): Notes {
  const none = (): Changing<VerdictTally> => ({ valid: 0, invalid: 0, unchecked: 0 });
  const counts = { digests: none(), backfillDigests: none(), logs: none(), unreferenced: 0, gaps: 0 };
  return { counts, unread: 0, unreadLogs: 0, first: [] };
}

function note(notes: Notes, verdict: IntegrityVerdict): void {
  const { counts, first } = notes;
  if (verdict.isUnread === true) notes.unread += 1;
  if (verdict.isUnread === true && verdict.kind === "log") notes.unreadLogs += 1;
  if (verdict.verdict !== "valid" && verdict.verdict !== "unchecked" && first.length < mostKept) first.push(verdict);
  if (verdict.verdict === "unreferenced") counts.unreferenced += 1;
  else if (verdict.verdict === "gap") counts.gaps += 1;
  else if (verdict.kind === "digest" || verdict.kind === "log") tallyOf(counts, verdict)[verdict.verdict] += 1;
}

const mostKept = 20;
/** Of each chain, for a sentence. */
const mostPlaces = 5;

function tallyOf(counts: Changing<VerdictCounts>, { kind, chain }: IntegrityVerdict): Changing<VerdictTally> {
  if (kind === "log") return counts.logs;
  return chain.isBackfill ? counts.backfillDigests : counts.digests;
}

function notesOf({ counts, unread, unreadLogs, first }: Notes): Omit<ChainNotes, "chain" | "bucket"> {
  return { counts, unread, unreadLogs, first };
}
