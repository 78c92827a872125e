/** What a principal may lose, and why. */

export { createPlanner, planRightsize } from "../plan-rightsize.ts";
export { planHash } from "./digest.ts";
export type { RightsizeFacts } from "./inputs.ts";
export * from "./plan.ts";
export type { WholeLogs } from "./whole-logs.ts";
