/** Reports: findings, detections and problems to text, one file a format. Pure. */
export { type ComplianceFormat, complianceFormats, renderCompliance } from "./compliance-formats.ts";
export { type EvidenceFormat, renderEvidence } from "./evidence.ts";
export { leftOut, type ReportFormat, renderReport, reportFormats } from "./formats.ts";
export { type IdentityFormat, identityFormats, renderIdentity } from "./identity-formats.ts";
export { type IntegrityFormat, type IntegrityWriter, integrityWriter } from "./integrity.ts";
export { renderFrameworkList } from "./tables/compliance-list.ts";
export { renderRightsizeRun, renderRightsizeWatch } from "./tables/rightsize-run.ts";
export { renderRightsizeChecks, renderRightsizePlan } from "./tables/rightsize-table.ts";
export { renderTrailPlan } from "./tables/trail-plan.ts";
export { renderTrailStatus } from "./tables/trail-status.ts";
export { jsonText, sanitizeTerminal } from "./text/sanitize.ts";
export { wrapText } from "./text/text-width.ts";
export { renderUsage, type UsageFormat, usageFormats } from "./usage-formats.ts";
export type { ComplianceReport } from "./views/compliance-report.ts";
export type { EscalationView } from "./views/escalation-view.ts";
export type {
  ChangeFact,
  CredentialFact,
  IdentityActivity,
  IdentityView,
  ReachFact,
  RecentEvent,
} from "./views/identity-view.ts";
export type { LabActivityResult, Report, StoryStep } from "./views/report.ts";
export type { IdentityRow, LastUse } from "./views/report-identities.ts";
export type { EarlierFinding, SinceLast } from "./views/report-since.ts";
export type { RightsizeView } from "./views/rightsize-view.ts";
export type { UsagePrincipal, UsageReport, UsedAction, UsedService } from "./views/usage-report.ts";
