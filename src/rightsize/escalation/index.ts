/** Ways to more permissions, and which of them can be closed for nothing. */
export * from "./escalation-report.ts";
export { escalationReport } from "./report-escalation.ts";
