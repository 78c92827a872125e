/** Reports: findings, detections and problems to text, one file a format. Pure. */
export { type ReportFormat, renderReport, reportFormats } from "./formats.ts";
export type { Report } from "./report.ts";
export { sanitizeTerminal } from "./sanitize.ts";
