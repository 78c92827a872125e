import type { Severity } from "../../model/index.ts";

/** What changed since an earlier result. Findings of now are named by their uids, those that are gone by what was saved. */
export interface SinceLast {
  /** `baseline.json`, or the snapshot that the same checks were asked of. */
  readonly source: string;
  /** ISO 8601, UTC; undefined: the earlier result does not say. */
  readonly asOf?: string;
  /** Uids of findings that fail now and did not then. */
  readonly added: readonly string[];
  /** Uids of findings that fail now and did then. */
  readonly still: readonly string[];
  /** Failed then; now passed, not applicable, or what they were about is gone. */
  readonly fixed: readonly EarlierFinding[];
  /** Failed then, and nobody can say now: not evaluated, or not asked. Never counted as fixed. */
  readonly unclear: readonly EarlierFinding[];
  /** Failed then, and somebody answers for them now. */
  readonly suppressed: readonly EarlierFinding[];
  /** What makes the comparison weaker, sentences. */
  readonly notes: readonly string[];
}

export interface EarlierFinding {
  readonly uid: string;
  readonly severity: Severity;
  readonly sourceId: string;
  readonly title: string;
  /** `user/ana` */
  readonly resource: string;
  /** What became of it, a clause: `passes now`. */
  readonly now: string;
}
