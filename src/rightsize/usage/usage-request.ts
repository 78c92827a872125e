import type { ActionCatalogue } from "../../iam/index.ts";
import type { Activity, Identities, LastAccessed } from "../../model/index.ts";

/** What usage is told from. Whatever is absent was not read, which makes answers unknown and never "unused". */
export interface UsageRequest {
  readonly identities?: Identities;
  /** One entry for each Access Advisor job, its pages joined. */
  readonly lastAccessed: readonly LastAccessed[];
  readonly activity?: Activity;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** So long something must have gone unused. Less than {@link minimumWindowDays} is taken as that. */
  readonly windowDays?: number;
  /** What was granted within so many days stays. */
  readonly graceDays?: number;
  /** An Access Advisor answer that was made so many days ago says nothing about now. */
  readonly evidenceMaxAgeDays?: number;
  readonly catalogue: ActionCatalogue;
  /** What must stay: actions (`kms:Decrypt`, `s3:*`) or principals (`arn:aws:iam::111122223333:role/break-glass-*`). */
  readonly protect?: readonly string[];
}

/** The same with all defaults filled in. */
export interface UsageLimits {
  readonly nowMs: number;
  readonly windowDays: number;
  readonly graceDays: number;
  readonly evidenceMaxAgeDays: number;
}

export const minimumWindowDays = 30;
export const defaultWindowDays = 90;
/** AWS keeps last accessed information for at least so long. Source: IAM User Guide, "Tracking period". */
export const trackingDays = 400;

export function limitsOf(request: UsageRequest): UsageLimits {
  return {
    nowMs: Date.parse(request.now),
    windowDays: Math.max(request.windowDays ?? defaultWindowDays, minimumWindowDays),
    graceDays: request.graceDays ?? 14,
    evidenceMaxAgeDays: request.evidenceMaxAgeDays ?? 30,
  };
}
