/** Reports: findings, detections and problems to text, one file a format. Pure. */
export type { EscalationView } from "./escalation-view.ts";
export { type ReportFormat, renderReport, reportFormats } from "./formats.ts";
export type { Report } from "./report.ts";
export { renderRightsizeRun, renderRightsizeWatch } from "./rightsize-run.ts";
export { renderRightsizeChecks, renderRightsizePlan } from "./rightsize-table.ts";
export type { RightsizeView } from "./rightsize-view.ts";
export { sanitizeTerminal } from "./sanitize.ts";
export { renderUsage } from "./usage-formats.ts";
export type { UsagePrincipal, UsageReport, UsedAction, UsedService } from "./usage-report.ts";
