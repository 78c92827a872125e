import type { JsonObject } from "./json.ts";

/**
 * One CloudTrail record, as delivered.
 *
 * Nothing in it can be trusted: fields may be missing, null or of another type,
 * and much of the text comes from whoever made the call. So it is plain JSON, read through
 * {@link ownValue}, and only the edge promises that it is an object.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents" (eventVersion 1.00 to 1.11).
 */
export type CloudTrailEvent = JsonObject;

/** Where an event was read. */
export interface EventOrigin {
  readonly file: string;
  /** Position among the records of that file, from 0. */
  readonly index: number;
}

/** An event with where it came from. */
export interface LocatedEvent extends EventOrigin {
  readonly event: CloudTrailEvent;
}
