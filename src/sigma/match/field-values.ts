import { type CloudTrailEvent, isJsonObject, type Json, ownValue } from "../../model/index.ts";
import type { FieldPath } from "../condition.ts";

/** What is asked of a field's value; undefined stands for a field that is not there. */
export type ValuePredicate = (value: Json | undefined) => boolean;

/** Asks `holds` of a field's values: true when it holds for one of them. */
export type FieldReader = (event: CloudTrailEvent, holds: ValuePredicate) => boolean;

/**
 * Finds a field in events. A path that crosses an array asks each element, and an element without the rest of
 * the path counts as a field that is not there. Keys of the event may hold dots themselves. Own properties only.
 */
export function fieldReader(field: FieldPath): FieldReader {
  const steps = field.split(".");
  if (steps.length === 1) {
    // One look-up instead of two, where nothing can be inherited.
    if (!(field in Object.prototype)) return (event, holds) => holds(event[field]);
    return (event, holds) => holds(ownValue(event, field));
  }
  const keys = keysFrom(steps);
  return (event, holds) => ask(event, keys, 0, holds) ?? holds(undefined);
}

/** All values of a field, in the order of the event; empty where it is not there. */
export function valuesOf(event: CloudTrailEvent, field: FieldPath): readonly Json[] {
  const values: Json[] = [];
  fieldReader(field)(event, (value) => {
    if (value !== undefined) values.push(value);
    return false;
  });
  return values;
}

/** For each step the keys that may begin there: `b` and `b.c` at the second step of `a.b.c`. */
type Keys = readonly (readonly string[])[];

function keysFrom(steps: readonly string[]): Keys {
  return steps.map((_, from) => steps.slice(from).map((_, length) => steps.slice(from, from + length + 1).join(".")));
}

/** Undefined when nothing is there. */
function ask(value: Json, keys: Keys, from: number, holds: ValuePredicate): boolean | undefined {
  const here = keys[from];
  if (here === undefined) return holds(value);
  if (isJsonObject(value)) {
    let answer: boolean | undefined;
    let to = from;
    for (const key of here) {
      to += 1;
      if (!Object.hasOwn(value, key)) continue;
      const found = ask(value[key] ?? null, keys, to, holds);
      if (found === true) return true;
      answer = found ?? answer;
    }
    return answer;
  }
  const members = Array.isArray(value) ? membersOf(value) : [];
  if (members.length === 0) return undefined;
  return members.some((element) => ask(element, keys, from, holds) ?? holds(undefined));
}

/** The elements of an array, those of arrays within it in their place. Without recursion: nesting is the sender's choice. */
export function membersOf(array: readonly Json[]): readonly Json[] {
  if (!array.some(Array.isArray)) return array;
  const members: Json[] = [];
  const open: Json[] = array.toReversed();
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) for (const element of value.toReversed()) open.push(element);
    else members.push(value);
  }
  return members;
}
