/** That what goes was not needed, checked anew. */
export { isPlanFile, readPlan } from "./read-plan.ts";
export { recheckPlan } from "./recheck-plan.ts";
export { type Verification, type VerifyCheck, verifyPlan } from "./verify-plan.ts";
