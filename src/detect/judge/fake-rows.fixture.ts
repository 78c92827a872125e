import { type CloudTrailEvent, isJsonObject, type Json, ownValue } from "../../model/index.ts";

/** Where the rows of tests have their words. */
export const layout = { pairLow: 1, fields: 3 } as const;

export type RowMaker = (event: CloudTrailEvent) => Uint32Array | undefined;

/**
 * Makes rows of parsed events as the scanner makes them of bytes, in the plainest way: the hash of a text is its number in order
 * of appearance. Undefined for events that have no row: their names are no texts, or a key beside a path has a dot.
 */
export function createRowMaker(paths: readonly (readonly string[])[]): RowMaker {
  const numbers = new Map<string, number>();
  return (event) => {
    const source = ownValue(event, "eventSource");
    const name = ownValue(event, "eventName");
    if (typeof source !== "string" || typeof name !== "string" || isDotted(event, paths)) return undefined;
    const row = new Uint32Array(layout.fields + 2 * paths.length);
    setHash(row, layout.pairLow, JSON.stringify([source, name]));
    for (const [index, steps] of paths.entries()) {
      const found = valueAt(event, steps, 0);
      if (found !== undefined) setHash(row, layout.fields + 2 * index, JSON.stringify(found));
    }
    return row;
  };

  /** Small numbers, which a weak mix of words would confuse. */
  function setHash(row: Uint32Array, at: number, text: string): void {
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    row[at] = number;
    row[at + 1] = number >>> 3;
  }
}

/** With the number of steps to it: `"x"` in place of an object is not the same as `"x"` in it. */
function valueAt(value: Json, steps: readonly string[], depth: number): Json | undefined {
  const step = steps[depth];
  if (step === undefined || !isJsonObject(value)) return [depth, value];
  const next = ownValue(value, step);
  return next === undefined ? undefined : valueAt(next, steps, depth + 1);
}

/** Whether an object on the way to a path, which is not hashed as a whole, has a key with a dot. */
function isDotted(value: Json, paths: readonly (readonly string[])[]): boolean {
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => {
    const below = paths.filter(([step, next]) => step === key && next !== undefined).map((steps) => steps.slice(1));
    return key.includes(".") || (below.length > 0 && isDotted(inner, below));
  });
}
