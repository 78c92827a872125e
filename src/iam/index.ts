/** The language of IAM policies: read them, and say what they let a principal do. */
export * from "./administrator.ts";
export * from "./catalogue/index.ts";
export * from "./condition-holds.ts";
export { type EscalationMethod, escalationMethods } from "./data/escalation-methods.ts";
export { refText } from "./decide.ts";
export { accessOf } from "./effective-access.ts";
export { escalationPaths, escalationWays } from "./escalation.ts";
export { type EscalationGraph, escalationGraph } from "./escalation-graph.ts";
export { type EscalationPath, type RequiredAction, sureness } from "./escalation-path.ts";
export type { EscalationHop, EscalationRoute, EscalationRoutes } from "./escalation-routes.ts";
export * from "./evaluate/index.ts";
export { compileGlob, type Glob, globMatches, globsIntersect } from "./glob.ts";
export { globCovers } from "./glob-covers.ts";
export * from "./lint/index.ts";
export { oncePerKey } from "./once.ts";
export { type PolicyUse, parsePolicy, parseStored } from "./parse-policy.ts";
export * from "./policy.ts";
export { type Power, powerRank } from "./powers.ts";
export * from "./principal-access.ts";
export {
  type Assumable,
  type AssumeAction,
  assumeStatements,
  trustAdmits,
  trustPolicy,
  trustsService,
} from "./trust.ts";
