/** Reports: findings, detections and problems to text, one file a format. Pure. */
export type { EscalationView } from "./escalation-view.ts";
export { type ReportFormat, renderReport, reportFormats } from "./formats.ts";
export { type IntegrityFormat, type IntegrityWriter, integrityWriter } from "./integrity.ts";
export type { Report } from "./report.ts";
export { renderRightsizeRun, renderRightsizeWatch } from "./rightsize-run.ts";
export { renderRightsizeChecks, renderRightsizePlan } from "./rightsize-table.ts";
export type { RightsizeView } from "./rightsize-view.ts";
export { sanitizeTerminal } from "./sanitize.ts";
export { wrapText } from "./text-width.ts";
export { renderTrailPlan } from "./trail-plan.ts";
export { renderTrailStatus } from "./trail-status.ts";
export { renderUsage } from "./usage-formats.ts";
export type { UsagePrincipal, UsageReport, UsedAction, UsedService } from "./usage-report.ts";
