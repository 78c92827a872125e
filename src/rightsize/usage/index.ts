/** Granted against used, for each principal, service and action. */
export type { UsageCell } from "./usage-cell.ts";
export { createUsageJudge, type SubjectUsage, type UsageJudge } from "./usage-judge.ts";
