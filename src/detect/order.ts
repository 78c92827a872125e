import type { Detection } from "../model/index.ts";
import { instantOf } from "./instant.ts";

/**
 * The order of detections: event time, then eventId, then rule id. Times compare as instants; a text that is no time comes
 * after all times, by its characters.
 */
export function compareDetections(a: Detection, b: Detection): number {
  return compareTimes(a.time, b.time) || compareText(eventIdOf(a), eventIdOf(b)) || compareText(a.rule.id, b.rule.id);
}

export function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  const instantA = instantOf(a);
  const instantB = instantOf(b);
  const isA = !Number.isNaN(instantA);
  const isB = !Number.isNaN(instantB);
  if (isA && isB) return instantA - instantB;
  if (isA !== isB) return isA ? -1 : 1;
  return compareText(a, b);
}

/** By UTF-16 code units: the same on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function eventIdOf(detection: Detection): string {
  return detection.events.at(-1)?.eventId ?? "";
}
