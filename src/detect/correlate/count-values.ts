import type { Comparison } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import { anyEvent, type Measure } from "./measure.ts";

/** How often each value is in the window. */
export type ValueCounts = Map<string, number>;

/** `value_count`: how many different values; of several fields, different combinations. Case does not tell values apart. */
export function countValues(comparisons: readonly Comparison[]): Measure<ValueCounts> {
  return {
    ...anyEvent,
    start: () => new Map(),
    add(counts, { value }) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    },
    remove(counts, { value }) {
      const count = counts.get(value) ?? 0;
      if (count > 1) counts.set(value, count - 1);
      else counts.delete(value);
    },
    holds: (counts) => allHold(comparisons, counts.size),
    match: (counts, { size }) => ({ count: size, values: counts.size }),
  };
}
