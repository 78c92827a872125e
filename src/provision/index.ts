/** EDGE: plans to AWS, journalled and undoable. */
export type { Canary } from "./canary/canary.ts";
export { type DeniedCall, deniedCallsOf } from "./canary/denied-calls.ts";
export { type Holder, holderOf } from "./holder.ts";
export type { Iam } from "./iam.ts";
export { openJournal, openJournalOf, readJournalFile, readJournalFileOf } from "./journal/journal-file.ts";
export { lockFile } from "./journal/lock.ts";
export type { Journal } from "./journal/read-journal.ts";
export {
  type CleanedLab,
  cleanLab,
  type LabActivity,
  type LabActivityName,
  type LabConnection,
  type LabRun,
  type LabTools,
  labActivities,
  leftOf,
  newRun,
  openLabAws,
  peopleOf,
  runLab,
  signInEndpoint,
} from "./lab/index.ts";
export type { PolicyChange } from "./policy-change.ts";
export { applyPlan, nextSteps, type PlanToApply, refuseExpired } from "./run/apply-plan.ts";
export type { RunReport } from "./run/apply-steps.ts";
export type { RunTools } from "./run/make-step.ts";
export { rollback, undoSteps } from "./run/rollback.ts";
export { type Clock, settleMs, systemClock } from "./sdk/clock.ts";
export { createIam, type IamOptions, iamRegion, type LiveIam } from "./sdk/create-iam.ts";
export { isLoopback } from "./sdk/loopback.ts";
export { assumedSteps } from "./steps/assumed-live.ts";
export { describeStep } from "./steps/describe-step.ts";
export type { Step } from "./steps/step.ts";
export * from "./trail/index.ts";
