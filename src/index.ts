/**
 * trailproof as a library: the nouns, and one function for each question.
 * The rule language is at `trailproof/sigma`, the policy language at `trailproof/iam`.
 *
 * @module
 */
export { type AuditSettings, auditSnapshot } from "./audit/index.ts";
export { complianceSummary, type EffectiveParameters, type FrameworkSummary } from "./compliance/index.ts";
export * from "./model/index.ts";
