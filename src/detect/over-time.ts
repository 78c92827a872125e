import type { DetectedEvent, Detection, Json } from "../model/index.ts";
import type { RuleHead } from "../sigma/index.ts";
import type { EventContext, Feed } from "./feeds.ts";
import type { Observation } from "./observations.ts";
import { toldEventId } from "./suspects.ts";

/** An observation with the name of the file that it comes from. */
export interface PlacedObservation extends Observation {
  readonly file: string;
}

/**
 * Runs one rule over time. Plain state, no clock: time is what the events say.
 */
export interface OverTimeEngine {
  /** Observations of this rule's feeds, by event time; those of one instant in the order of delivery. */
  see(observation: PlacedObservation): readonly Detection[];
  /**
   * Of the observation that was seen last: a detection of which nobody is told, when a condition that was told of before goes on
   * to hold with it. Rules that ask whether this one holds hear of it.
   */
  goesOn?(): Detection | undefined;
  /** Event time has come to `ms`: no earlier observation will follow. Answers what waited for the end of a window. */
  advance(ms: number): readonly Detection[];
  /** All that it remembers; {@link OverTimeEngine.restore} of it in a new engine goes on as if nothing had happened. */
  save(): Json;
  /** Throws a `Problem` for a state that no engine of this kind has saved. */
  restore(state: Json): void;
  /** Groups that were forgotten to keep the state bounded, though they could still have led to a detection. */
  readonly evicted: number;
}

/** A detection of a rule over time: it stands where `trigger`, the event that completed it, stands. */
export function timedDetection(
  head: RuleHead,
  feed: Feed,
  trigger: PlacedObservation,
  events: readonly PlacedObservation[],
  match: Detection["match"],
): Detection {
  const [account, region, type, arn, stableArn, sourceIp] = contextOf(trigger);
  const values: readonly Json[] = JSON.parse(trigger.group);
  return {
    schemaVersion: 1,
    kind: "detection",
    rule: { id: head.id, title: head.title, level: head.level, tags: head.tags },
    time: isoSecond(trigger.ms),
    account,
    region,
    principal: { type, ...(arn && { arn }), ...(stableArn && { stableArn }) },
    sourceIp,
    events: events.map(toDetectedEvent),
    match,
    groupBy: Object.fromEntries(feed.groupBy.map(({ name }, at) => [name, values[at] ?? null])),
  };
}

function toDetectedEvent(observation: PlacedObservation): DetectedEvent {
  const [, , , , , , eventName, eventSource] = contextOf(observation);
  const { eventId, file, index, ms } = observation;
  return { eventId: toldEventId(eventId), eventName, eventSource, eventTime: isoSecond(ms), file, index };
}

function contextOf({ context }: Observation): EventContext {
  // Written by `feedMatch`, or read from a state that was checked.
  return JSON.parse(context) as EventContext;
}

/** As CloudTrail writes times. */
export function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.000Z$/, "Z");
}
