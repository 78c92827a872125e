import type { Comparison } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import { anyEvent, type Measure } from "./measure.ts";
import { createNumericValues } from "./numeric-value.ts";

/**
 * `value_percentile` by nearest rank: of n numbers in order the one at position ⌈p/100 · n⌉, counted from 1. So it is always
 * one of the numbers. An event whose value is no number is left out.
 */
export function percentileOf(percentile: number, comparisons: readonly Comparison[]): Measure<number[]> {
  const numberOf = createNumericValues();

  return {
    ...anyEvent,
    accepts: ({ value }) => numberOf(value) !== undefined,
    start: () => [],
    add(sorted, { value }) {
      const number = numberOf(value) ?? 0;
      sorted.splice(positionOf(sorted, number), 0, number);
    },
    remove(sorted, { value }) {
      sorted.splice(positionOf(sorted, numberOf(value) ?? 0), 1);
    },
    holds: (sorted) => allHold(comparisons, nearestRank(sorted, percentile)),
    match: (sorted, { size }) => ({ count: size, percentile: nearestRank(sorted, percentile) }),
  };
}

function nearestRank(sorted: readonly number[], percentile: number): number {
  return sorted[Math.max(0, Math.ceil((percentile * sorted.length) / 100) - 1)] ?? 0;
}

/** Of the first number that is not smaller. */
function positionOf(sorted: readonly number[], number: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
