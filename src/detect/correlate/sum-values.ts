import type { Comparison } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import { anyEvent, type Measure, type WindowView } from "./measure.ts";
import { createNumericValues } from "./numeric-value.ts";

/** Sum of the values that are added exactly, and how many others there are. */
export interface ValueSum {
  exact: number;
  others: number;
}

/** `value_sum` and `value_avg`: of a field's numbers. An event whose value is no number is left out. */
export function sumValues(type: "value_sum" | "value_avg", comparisons: readonly Comparison[]): Measure<ValueSum> {
  const numberOf = createNumericValues();

  return {
    ...anyEvent,
    accepts: ({ value }) => numberOf(value) !== undefined,
    start: () => ({ exact: 0, others: 0 }),
    add: (sum, { value }) => change(sum, numberOf(value) ?? 0, 1),
    remove: (sum, { value }) => change(sum, numberOf(value) ?? 0, -1),
    holds: (sum, window) => allHold(comparisons, result(sum, window)),
    match: (sum, window) => ({
      count: window.size,
      [type === "value_sum" ? "sum" : "average"]: result(sum, window),
    }),
  };

  function result(sum: ValueSum, window: WindowView): number {
    const total = sum.others === 0 ? sum.exact : addedUp(window);
    return type === "value_sum" ? total : total / window.size;
  }

  /** Taking fractions off a sum again leaves errors behind, which add up. */
  function addedUp(window: WindowView): number {
    return window.entries().reduce((total, { value }) => total + (numberOf(value) ?? 0), 0);
  }
}

function change(sum: ValueSum, number: number, sign: 1 | -1): void {
  if (Number.isInteger(number) && Math.abs(number) <= maxExact) sum.exact += sign * number;
  else sum.others += sign;
}

/** As many of these as a window holds stay below 2^53. */
const maxExact = 2 ** 35;
