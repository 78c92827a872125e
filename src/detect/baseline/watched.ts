import type { BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { PlacedObservation } from "../over-time.ts";

/** What every question remembers of a group. Times in milliseconds since 1970. */
export interface Watched {
  /** The first event. */
  first: number;
  /** The last. */
  last: number;
  /** The hour of the last events, since 1970. */
  hour: number;
  /** Events in the hours before. */
  before: number;
  /** Events in that hour. */
  here: number;
}

export function newWatched(ms: number): Watched {
  return { first: ms, last: ms, hour: hourOf(ms), before: 0, here: 0 };
}

/** Closes the group's last hour when `ms` is in a later one; true if so. */
export function rollHour(group: Watched, ms: number): boolean {
  const hour = hourOf(ms);
  if (hour <= group.hour) return false;
  group.before += group.here;
  group.here = 0;
  group.hour = hour;
  return true;
}

export function countIn(group: Watched, { lastMs, count }: PlacedObservation): void {
  group.here += count;
  group.last = Math.max(group.last, lastMs);
}

/** Whether too little is known of a group at `ms` to call anything unusual. */
export function isLearning(rule: BaselineRule, group: Watched, ms: number): boolean {
  return ms - group.first < rule.learningMs || group.before < rule.minimumEvents;
}

export function hourOf(ms: number): number {
  return Math.floor(ms / hourMs);
}
