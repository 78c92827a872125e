import type { Comparison } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import { anyEvent, type Measure } from "./measure.ts";

/** `event_count`: how many events. */
export function countEvents(comparisons: readonly Comparison[]): Measure<undefined> {
  return {
    ...anyEvent,
    start: () => undefined,
    add: () => undefined,
    remove: () => undefined,
    holds: (_state, { size }) => allHold(comparisons, size),
    match: (_state, { size }) => ({ count: size }),
  };
}
