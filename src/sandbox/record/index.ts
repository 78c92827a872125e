/** What CloudTrail records of calls: the records, where they are kept, and which trails select them. */

export { isLookupAttribute, type LookupAttribute, resourcesOf, usernameOf } from "./event-attributes.ts";
export {
  eventCount,
  eventRegions,
  lookUp,
  noteInsight,
  type Place,
  type RecordedEvent,
  readEvents,
} from "./event-history.ts";
export { record } from "./record.ts";
export { selects, trailsOver } from "./selected-by.ts";
export { noteTrailBefore } from "./trail-before.ts";
