import type { BaselineLevel, Coverage, FindingStatus } from "../model/index.ts";
import type { Attestation } from "./attestations.ts";

/**
 * What can be said of a control, worst first.
 *
 * Only `PASS` says that the control holds as far as AWS shows it. `PARTIAL`: what was checked passed, the rest is open.
 * `MANUAL`: a person must judge. `ATTESTED`: a person has, and the day of the next review has not come. `CONTEXT`:
 * named only.
 */
export const controlStatuses = [
  "FAIL",
  "UNKNOWN",
  "MANUAL",
  "PARTIAL",
  "ATTESTED",
  "PASS",
  "NOT_APPLICABLE",
  "CONTEXT",
] as const;

export type ControlStatus = (typeof controlStatuses)[number];

/** What one check says about a control. */
export interface CheckAnswer {
  readonly check: string;
  /** The worst of its findings; `NOT_ASKED` when it gave none. */
  readonly status: FindingStatus | "NOT_ASKED";
  /** How many findings it gave, and how many of them have that status. */
  readonly findings: number;
  readonly worst: number;
  /** Why its answer counts less: it ran with a looser threshold than the control asks for. */
  readonly looser?: string;
}

export interface ControlResult {
  readonly framework: string;
  readonly id: string;
  readonly title: string;
  readonly coverage: Coverage;
  readonly status: ControlStatus;
  /** One sentence with what led here. */
  readonly reason: string;
  readonly checks: readonly CheckAnswer[];
  /** Uids of the findings of those checks that are neither PASS nor NOT_APPLICABLE, worst first. */
  readonly findings: readonly string[];
  /** Rules whose detections are a record for this control, and how many findings they gave. */
  readonly watchedBy: readonly string[];
  readonly detections: number;
  readonly baselines: readonly BaselineLevel[];
  readonly note?: string;
  /** Also one that is over or not yet valid. */
  readonly attestation?: Attestation;
}

export type StatusCounts = { readonly [status in ControlStatus]: number };

export interface FrameworkResult {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly baselineLevel?: BaselineLevel;
  /** How many controls the framework, or its baseline, has in all; undefined: not stated. */
  readonly size?: number;
  readonly note?: string;
  readonly counts: StatusCounts;
  readonly controls: readonly ControlResult[];
}

export function countStatuses(controls: readonly ControlResult[]): StatusCounts {
  const counts = { FAIL: 0, UNKNOWN: 0, MANUAL: 0, PARTIAL: 0, ATTESTED: 0, PASS: 0, NOT_APPLICABLE: 0, CONTEXT: 0 };
  for (const { status } of controls) counts[status] += 1;
  return counts;
}
