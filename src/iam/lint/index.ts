/** Mistakes of policy documents, with their places in the text. */
export type { LintUse } from "./lint-context.ts";
export type { LintCode, LintMessage, LintSeverity } from "./lint-message.ts";
export { type LintOptions, lintPolicy } from "./lint-policy.ts";
export type { PolicyPlace } from "./policy-size.ts";
