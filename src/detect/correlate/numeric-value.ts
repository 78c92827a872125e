import type { Json } from "../../model/index.ts";

/**
 * The number that the value of an observation says; undefined for text that is no plain decimal (`5e0` and `0x17` are text,
 * as in comparisons) and for a number beyond all sums.
 */
export function createNumericValues(): (value: string) => number | undefined {
  const known = new Map<string, number | undefined>();
  return (value) => {
    const found = known.get(value);
    if (found !== undefined || known.has(value)) return found;
    if (known.size >= maxKnown) known.clear();
    const number = numericValue(value);
    known.set(value, number);
    return number;
  };
}

const maxKnown = 10_000;

function numericValue(value: string): number | undefined {
  const [text]: readonly Json[] = JSON.parse(value);
  const number = typeof text === "string" && decimal.test(text) ? Number(text) : Number.NaN;
  return Math.abs(number) < 1e300 ? number : undefined;
}

const decimal = /^[-+]?\d+(?:\.\d+)?$/;
