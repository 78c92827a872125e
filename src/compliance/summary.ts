import type { Finding, Framework } from "../model/index.ts";
import { type ComplianceOptions, complianceResults } from "./compliance-results.ts";
import type { FrameworkResult, StatusCounts } from "./control-result.ts";

/** One framework in numbers. PARTIAL, MANUAL and UNKNOWN are never to be added to PASS. */
export interface FrameworkSummary {
  readonly framework: string;
  readonly title: string;
  readonly version: string;
  readonly baselineLevel?: string;
  /** Controls of the framework that are in the map: the sum of the counts. */
  readonly controls: number;
  /** Controls that the framework, or its baseline, has in all; undefined: not stated. */
  readonly size?: number;
  readonly counts: StatusCounts;
}

/** The scorecard of other commands: counts with their denominators. */
export function complianceSummary(
  findings: readonly Finding[],
  frameworks: readonly Framework[],
  options: ComplianceOptions,
): readonly FrameworkSummary[] {
  return complianceResults(findings, frameworks, options).map(summaryOf);
}

export function summaryOf({
  id,
  title,
  version,
  baselineLevel,
  size,
  counts,
  controls,
}: FrameworkResult): FrameworkSummary {
  return {
    framework: id,
    title,
    version,
    ...(baselineLevel && { baselineLevel }),
    controls: controls.length,
    ...(size !== undefined && { size }),
    counts,
  };
}
