/** The exercises of the lab: what they make, do, and leave behind, which is nothing. */
export { type LabActivity, type LabActivityName, labActivities } from "./activities.ts";
export { type CleanedLab, cleanLab, leftOf } from "./clean-lab.ts";
export { type LabConnection, openLabAws } from "./clients.ts";
export { type LabRun, newRun } from "./lab-run.ts";
export { peopleOf } from "./people.ts";
export { type LabTools, runLab } from "./run-lab.ts";
export { signInEndpoint } from "./sign-in.ts";
