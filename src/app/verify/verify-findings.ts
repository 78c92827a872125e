import { digestFolder } from "../../integrity/index.ts";
import {
  type DigestChainName,
  type Finding,
  findingUid,
  type IntegrityVerdict,
  type Resource,
  type Severity,
  type VerdictCounts,
  type VerdictTally,
} from "../../model/index.ts";

/** What was found on one chain, in bounded memory. */
export interface ChainNotes {
  readonly chain: DigestChainName;
  readonly bucket: string;
  readonly counts: VerdictCounts;
  /** Could not be read. */
  readonly unread: number;
  readonly unreadLogs: number;
  /** Of all that is not valid, the first few. */
  readonly first: readonly IntegrityVerdict[];
}

/** What one chain's verdicts mean, one finding a question. Questions that do not arise are left out. */
export function integrityFindings(notes: ChainNotes, observedAt: string): readonly Finding[] {
  return questions.flatMap((question) => {
    const { asked, failed, unread } = question.ask(notes);
    if (asked + failed + unread === 0) return [];
    const status = failed > 0 ? "FAIL" : unread > 0 ? "UNKNOWN" : "PASS";
    const reason = status === "UNKNOWN" ? `${unread} could not be read.` : question.reason(asked, failed);
    return [findingOf(question, { status, reason }, notes, observedAt)];
  });
}

interface Question {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly remedy: string;
  /** How many were asked about, and of these failed. */
  readonly ask: (notes: ChainNotes) => { readonly asked: number; readonly failed: number; readonly unread: number };
  readonly reason: (asked: number, failed: number) => string;
  readonly concerns: (verdict: IntegrityVerdict) => boolean;
}

const questions: readonly Question[] = [
  {
    id: "INTEGRITY-01",
    title: "Digests are what CloudTrail signed",
    severity: "critical",
    remedy: "Find out who wrote to the bucket or deleted from it; its own data events and object versions tell.",
    ask: ({ counts: { digests, backfillDigests } }) => ({
      asked: sizeOf(digests) + sizeOf(backfillDigests),
      failed: digests.invalid + backfillDigests.invalid,
      unread: digests.unchecked + backfillDigests.unchecked,
    }),
    reason: (asked, failed) => `${asked - failed} of ${asked} digests are valid.`,
    concerns: ({ kind, verdict }) => kind === "digest" && verdict === "invalid",
  },
  {
    id: "INTEGRITY-02",
    title: "Log files are what CloudTrail delivered",
    severity: "critical",
    remedy: "Restore the files from another copy or an earlier version, and find out who changed them.",
    ask: ({ counts: { logs }, unreadLogs }) => ({
      asked: logs.valid + logs.invalid + unreadLogs,
      failed: logs.invalid,
      unread: unreadLogs,
    }),
    reason: (asked, failed) => `${asked - failed} of ${asked} log files are valid.`,
    concerns: ({ kind, verdict }) => kind === "log" && verdict === "invalid",
  },
  {
    id: "INTEGRITY-03",
    title: "A digest names every log file",
    severity: "high",
    remedy:
      "Do not believe these events. Another trail that delivers to the same place without validation is the other cause.",
    ask: ({ counts: { unreferenced, digests } }) => ({ asked: digests.valid, failed: unreferenced, unread: 0 }),
    reason: (_, failed) =>
      failed > 0 ? `No digest names ${failed} log files.` : "Every log file under a valid digest is named.",
    concerns: ({ verdict }) => verdict === "unreferenced",
  },
  {
    id: "INTEGRITY-04",
    title: "Every hour has a digest",
    severity: "high",
    remedy: "See who stopped logging or validation, or deleted digests, at that time.",
    ask: ({ counts: { gaps, digests } }) => ({ asked: digests.valid, failed: gaps, unread: 0 }),
    reason: (_, failed) => (failed > 0 ? `Digests are missing in ${failed} spans of time.` : "No digest is missing."),
    concerns: ({ verdict }) => verdict === "gap",
  },
];

function sizeOf({ valid, invalid, unchecked }: VerdictTally): number {
  return valid + invalid + unchecked;
}

function findingOf(
  { id, title, severity, remedy, concerns }: Question,
  { status, reason }: Pick<Finding, "status" | "reason">,
  { chain, bucket, first }: ChainNotes,
  observedAt: string,
): Finding {
  const { account, region, trail, isBackfill } = chain;
  const kind = isBackfill ? "backfill digests" : "digests";
  const resource: Resource = {
    type: "cloudtrail.digest-chain",
    arn: `arn:aws:s3:::${bucket}/${digestFolder(chain)}#${trail}${isBackfill ? "_backfill" : ""}`,
    name: `${trail === "" ? "any trail" : trail} in ${region}, ${kind}`,
  };
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: findingUid(account, id, resource),
    source: { type: "integrity", id, title },
    status,
    severity,
    account,
    region,
    resource,
    title,
    reason,
    evidence: first.filter(concerns).map((verdict) => ({
      source: "cloudtrail-digests",
      field: `s3://${verdict.bucket}/${verdict.key}`,
      value: verdict.reason,
    })),
    controls: [],
    remediation: { text: remedy },
    observedAt,
    firstSeen: observedAt,
  };
}
