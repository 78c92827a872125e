/** Frameworks as data, which of their controls a check answers, and what findings say about each control. Pure. */
export { type Attestation, parseAttestations } from "./attestations.ts";
export type { EffectiveParameters } from "./check-answers.ts";
export { type ComplianceOptions, complianceResults } from "./compliance-results.ts";
export {
  type CheckAnswer,
  type ControlResult,
  type ControlStatus,
  controlStatuses,
  type FrameworkResult,
  type StatusCounts,
} from "./control-result.ts";
export { controlsOf } from "./controls-by-check.ts";
export { parseFramework } from "./framework.ts";
export { parseProfile } from "./profile.ts";
export { complianceSummary, type FrameworkSummary, summaryOf } from "./summary.ts";
