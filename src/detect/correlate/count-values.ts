import type { Comparison } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import type { Entry } from "./entry.ts";
import { anyEvent, type Measure, type WindowView } from "./measure.ts";

/** How often each value is in the window; counted from when there are enough events for the condition. */
export interface ValueCounts {
  counts: Map<string, number> | undefined;
}

/** `value_count`: how many different values; of several fields, different combinations. Case does not tell values apart. */
export function countValues(comparisons: readonly Comparison[]): Measure<ValueCounts> {
  // There cannot be more values than events, and most windows have few of them.
  const atLeast = comparisons.filter(({ op }) => op === "gt" || op === "gte");

  return {
    ...anyEvent,
    start: () => ({ counts: undefined }),
    add({ counts }, { value }) {
      if (counts !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
    },
    remove({ counts }, { value }) {
      if (counts === undefined) return;
      const count = counts.get(value) ?? 0;
      if (count > 1) counts.set(value, count - 1);
      else counts.delete(value);
    },
    holds: (state, window) => allHold(atLeast, window.size) && allHold(comparisons, countsOf(state, window).size),
    match: (state, window) => ({ count: window.size, values: countsOf(state, window).size }),
  };
}

function countsOf(state: ValueCounts, window: WindowView): ReadonlyMap<string, number> {
  state.counts ??= countAll(window.entries());
  return state.counts;
}

function countAll(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { value } of entries) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
