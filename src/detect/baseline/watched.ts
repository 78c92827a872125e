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

/** Whether too little is known of a group at `ms` to call anything unusual; its events at `ms` are not counted in yet. */
export type IsLearning = (group: Watched, ms: number) => boolean;

export function learningOf({ learningMs, minimumEvents }: BaselineRule): IsLearning {
  return ({ first, before }, ms) => ms - first < learningMs || before < minimumEvents;
}

/** The same without a time to learn: only the first event of a group has nothing before it that it could be compared with. */
export function learningFromOneEvent(rule: BaselineRule): IsLearning {
  const isLearning = learningOf(rule);
  return (group, ms) => group.before + group.here === 0 && isLearning(group, ms);
}

export function hourOf(ms: number): number {
  return Math.floor(ms / hourMs);
}
