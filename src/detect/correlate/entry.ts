import { type Detection, isJsonObject, type Json, ownValue } from "../../model/index.ts";
import type { Feed } from "../feeds.ts";
import { instantOf } from "../instant.ts";
import type { PlacedObservation } from "../over-time.ts";

/** What windows are made of: an event, or a detection of another correlation. */
export interface Entry extends PlacedObservation {
  /** The events of that detection. */
  readonly sources?: readonly PlacedObservation[];
}

/** What a rule over time hears, and under which number. */
export interface EngineInput {
  readonly position: number;
  readonly feed: Feed;
}

/**
 * A detection of one correlation as another sees it that names it: at the time of its trigger, with those of its group-by
 * values that the other asks for; undefined when it lacks one.
 */
export function entryOfDetection(detection: Detection, { position, feed }: EngineInput): Entry | undefined {
  const group = textsOf(
    detection,
    feed.groupBy.map(({ field }) => field),
  );
  const value = textsOf(detection, feed.values);
  const trigger = detection.events.at(-1);
  const ms = instantOf(detection.time);
  if (group === undefined || value === undefined || trigger === undefined || Number.isNaN(ms)) return undefined;
  const { rule, account, region, principal, sourceIp, groupBy } = detection;
  const { eventId, eventName, eventSource, file, index } = trigger;
  const { type, arn = "", stableArn = "" } = principal;
  return {
    feed: position,
    group: JSON.stringify(group),
    value: JSON.stringify(value).toLowerCase(),
    context: JSON.stringify([account, region, type, arn, stableArn, sourceIp, eventName, eventSource]),
    number: 0,
    ms,
    lastMs: ms,
    count: 1,
    // One event may complete several detections.
    eventId: JSON.stringify([rule.id, Object.values(groupBy), eventId || [file, index]]),
    index,
    file,
    sources: detection.events.map((event) => ({
      feed: position,
      group: "[]",
      value: "[]",
      context: JSON.stringify(["", "", "", "", "", "", event.eventName, event.eventSource]),
      number: 0,
      ms: instantOf(event.eventTime),
      lastMs: instantOf(event.eventTime),
      count: 1,
      eventId: event.eventId,
      index: event.index,
      file: event.file,
    })),
  };
}

function textsOf({ groupBy }: Detection, names: readonly string[]): readonly string[] | undefined {
  const texts = names.map((name) => textOf(ownValue(groupBy, name)));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : isJsonObject(value) ? undefined : JSON.stringify(value);
}

/** Whether both are the same event: by its id, or for events without one by their place. */
export function isSameEvent(a: PlacedObservation, b: PlacedObservation): boolean {
  return a.eventId === b.eventId && (a.eventId !== "" || (a.index === b.index && a.file === b.file));
}

/** Equal for what {@link isSameEvent} holds for. */
export function identityOf({ eventId, index, file }: PlacedObservation): string {
  return eventId === "" ? `\n${index} ${file}` : eventId;
}
