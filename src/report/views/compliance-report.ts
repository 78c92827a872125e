import {
  type ControlResult,
  type ControlStatus,
  controlStatuses,
  type FrameworkResult,
  type StatusCounts,
} from "../../compliance/index.ts";
import type { Finding, ProblemRecord } from "../../model/index.ts";

/** Control by control: what `compliance` prints. Nothing here is computed by a format. */
export interface ComplianceReport {
  readonly title: string;
  readonly toolVersion: string;
  /** Twelve digits, or empty where no input named the account. */
  readonly account: string;
  /** The clock of the findings and of the attestations. ISO 8601, UTC. */
  readonly asOf: string;
  /** Undefined where frameworks were named one by one. */
  readonly profile?: { readonly id: string; readonly title: string; readonly outOfScope: readonly string[] };
  readonly frameworks: readonly FrameworkResult[];
  /** Every finding of a check that speaks to one of the controls. */
  readonly findings: readonly Finding[];
  readonly problems: readonly ProblemRecord[];
  readonly inputs: readonly { readonly source: string; readonly file: string; readonly sha256: string }[];
}

/** Statuses in the words of a reader. */
export const controlStatusWords: { readonly [status in ControlStatus]: string } = {
  FAIL: "failed",
  UNKNOWN: "not evaluated",
  MANUAL: "for a person",
  PARTIAL: "passed in part",
  ATTESTED: "attested",
  PASS: "passed",
  NOT_APPLICABLE: "not applicable",
  CONTEXT: "context only",
};

export interface StatusGroup {
  readonly status: ControlStatus;
  readonly controls: readonly ControlResult[];
}

/** The controls of a framework by status, worst first; no group is empty. */
export function byStatus({ controls }: FrameworkResult): readonly StatusGroup[] {
  return controlStatuses
    .map((status) => ({ status, controls: controls.filter((control) => control.status === status) }))
    .filter(({ controls }) => controls.length > 0);
}

/** Over all frameworks: one control of two frameworks counts twice. */
export function totalCounts(frameworks: readonly FrameworkResult[]): StatusCounts {
  const totals = { FAIL: 0, UNKNOWN: 0, MANUAL: 0, PARTIAL: 0, ATTESTED: 0, PASS: 0, NOT_APPLICABLE: 0, CONTEXT: 0 };
  for (const { counts } of frameworks) for (const status of controlStatuses) totals[status] += counts[status];
  return totals;
}

/** `49 of 70`: how much of a framework is looked at. */
export function shareOf({ controls, size }: FrameworkResult): string {
  return size === undefined ? String(controls.length) : `${controls.length} of ${size}`;
}

/** `nist-800-53-r5 (MODERATE)` */
export function frameworkName({ id, baselineLevel }: FrameworkResult): string {
  return baselineLevel === undefined ? id : `${id} (${baselineLevel})`;
}
