import type { DetectedEvent, Detection, Json } from "../model/index.ts";
import type { RuleHead } from "../sigma/index.ts";
import type { EventContext, Feed } from "./feeds.ts";
import { isoSecond } from "./instant.ts";
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
  see(observation: PlacedObservation): readonly TimedMatch[];
  /**
   * Of the observation that was seen last: a match of which nobody is told, when a condition that was told of before goes on
   * to hold with it. Rules that ask whether this one holds hear of it.
   */
  goesOn?(): TimedMatch | undefined;
  /** Event time has come to `ms`: no earlier observation will follow. Answers what waited for the end of a window. */
  advance(ms: number): readonly TimedMatch[];
  /** All that it remembers; {@link OverTimeEngine.restore} of it in a new engine goes on as if nothing had happened. */
  save(): Json;
  /** Throws a `Problem` for a state that no engine of this kind has saved. */
  restore(state: Json): void;
  /** Groups that were forgotten to keep the state bounded, though they could still have led to a detection. */
  readonly evicted: number;
}

/** What a rule over time has found. A detection is made of it when it is told: most matches are only heard by other rules. */
export interface TimedMatch {
  readonly rule: RuleHead;
  readonly feed: Feed;
  /** The event that completed it. */
  readonly trigger: PlacedObservation;
  /** All that belong to it, the latest last. */
  readonly events: readonly PlacedObservation[];
  /** What was measured. */
  readonly match: Detection["match"];
}

/** It stands where its trigger stands. */
export function timedDetection(found: TimedMatch): Detection {
  const { rule, trigger, events, match } = found;
  const [account, region, type, arn, stableArn, sourceIp] = contextOf(trigger);
  return {
    schemaVersion: 1,
    kind: "detection",
    rule: { id: rule.id, title: rule.title, level: rule.level, tags: rule.tags },
    time: isoSecond(trigger.ms),
    account,
    region,
    principal: { type, ...(arn && { arn }), ...(stableArn && { stableArn }) },
    sourceIp,
    events: events.map(toDetectedEvent),
    match,
    groupBy: groupByOf(found),
  };
}

/** The values of its group, by the names that the rule gives them. */
export function groupByOf({ feed, trigger }: TimedMatch): Detection["groupBy"] {
  const values: readonly Json[] = JSON.parse(trigger.group);
  return Object.fromEntries(feed.groupBy.map(({ name }, at) => [name, values[at] ?? null]));
}

function toDetectedEvent(observation: PlacedObservation): DetectedEvent {
  const [, , , , , , eventName, eventSource] = contextOf(observation);
  const { eventId, file, index, ms } = observation;
  return { eventId: toldEventId(eventId), eventName, eventSource, eventTime: isoSecond(ms), file, index };
}

export function contextOf({ context }: Observation): EventContext {
  // Written by `feedMatch`, or read from a state that was checked.
  return JSON.parse(context) as EventContext;
}
