/** Reports: findings, detections and problems to text, one file a format. Pure. */
export { type ComplianceFormat, complianceFormats, renderCompliance } from "./compliance-formats.ts";
export { renderFrameworkList } from "./compliance-list.ts";
export type { ComplianceReport } from "./compliance-report.ts";
export type { EscalationView } from "./escalation-view.ts";
export { type EvidenceFormat, renderEvidence } from "./evidence.ts";
export { leftOut, type ReportFormat, renderReport, reportFormats } from "./formats.ts";
export { type IdentityFormat, identityFormats, renderIdentity } from "./identity-formats.ts";
export type {
  ChangeFact,
  CredentialFact,
  IdentityActivity,
  IdentityView,
  ReachFact,
  RecentEvent,
} from "./identity-view.ts";
export { type IntegrityFormat, type IntegrityWriter, integrityWriter } from "./integrity.ts";
export type { LabActivityResult, Report, StoryStep } from "./report.ts";
export type { IdentityRow, LastUse } from "./report-identities.ts";
export type { EarlierFinding, SinceLast } from "./report-since.ts";
export { renderRightsizeRun, renderRightsizeWatch } from "./rightsize-run.ts";
export { renderRightsizeChecks, renderRightsizePlan } from "./rightsize-table.ts";
export type { RightsizeView } from "./rightsize-view.ts";
export { jsonText, sanitizeTerminal } from "./sanitize.ts";
export { wrapText } from "./text-width.ts";
export { renderTrailPlan } from "./trail-plan.ts";
export { renderTrailStatus } from "./trail-status.ts";
export { renderUsage, type UsageFormat, usageFormats } from "./usage-formats.ts";
export type { UsagePrincipal, UsageReport, UsedAction, UsedService } from "./usage-report.ts";
