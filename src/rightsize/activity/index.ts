/** CloudTrail events to the permissions that they used. */
export * from "./action-of.ts";
export * from "./activity-counter.ts";
export { eventFields } from "./event-fields.ts";
export { prefixOfSource, sourceName } from "./event-table.ts";
export { narrowableServices } from "./narrowable-services.ts";
