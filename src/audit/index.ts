/** The question "is it configured well?", asked of a snapshot. Pure: no I/O and no clock of its own. */
export { auditSnapshot } from "./audit.ts";
export { detailsOf, type EventDetails } from "./behaviour/event-details.ts";
export {
  type CallerFacts,
  type CallFacts,
  callerOf,
  callOf,
  type EventFacts,
  factsOf,
  hasPlace,
  isReadOf,
  outcomeOf,
  recipientOf,
  regionOf,
  seenOf,
  shortText,
  sourceIpOf,
  userAgentOf,
} from "./behaviour/event-facts.ts";
export { createBehaviourFold } from "./behaviour/fold.ts";
export { keyIdsOf } from "./behaviour/key-slots.ts";
export { type AuditSettings, type Beside, type Check, defaultAuditSettings, type Leaver } from "./check.ts";
export { allChecks } from "./checks/index.generated.ts";
export { credentialAges } from "./credential-ages.ts";
export { effectiveParameters, settingsProblems } from "./settings.ts";
export { coverageCells } from "./trails/coverage-cells.ts";
export { coveragePicture } from "./trails/coverage-picture.ts";
export { dataEventsRecorded } from "./trails/data-events.ts";
export { narrowingFields, recordsManagementEvent } from "./trails/management-selectors.ts";
export { usageCells } from "./usage/usage-cells.ts";
