/** A trail's whole life: planned, applied, looked at, taken away. */
export { describeTrailStep } from "./describe-trail-step.ts";
export { readTrailPlan } from "./plan/read-trail-plan.ts";
export { type TrailOptions, trailOptions } from "./plan/trail-options.ts";
export { planTrail, type TrailPlan } from "./plan/trail-plan.ts";
export { applyTrail, nextTrailSteps } from "./run/apply-trail.ts";
export { destroySteps, destroyTrail, type TrailToDestroy } from "./run/destroy-trail.ts";
export type { TrailRunReport } from "./run/make-trail-run.ts";
export type { TrailTools } from "./run/make-trail-step.ts";
export type { TrailAws } from "./sdk/trail-clients.ts";
export { allTrails } from "./state/all-trails.ts";
export { gatherFacts } from "./state/gather-facts.ts";
export { trailStatus } from "./status/trail-status.ts";
export { type TrailStep, trailStepSchema } from "./step.ts";
export { cloudFormationTemplate } from "./template/cloudformation.ts";
export { terraformTemplate } from "./template/terraform.ts";
