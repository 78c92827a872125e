/** The question "is it configured well?", asked of a snapshot. Pure: no I/O and no clock of its own. */
export { auditSnapshot } from "./audit.ts";
export { type AuditSettings, type Check, defaultAuditSettings } from "./check.ts";
export { allChecks } from "./checks/index.generated.ts";
export { credentialAges } from "./credential-ages.ts";
export { settingsProblems } from "./settings.ts";
export { usageCells } from "./usage-cells.ts";
