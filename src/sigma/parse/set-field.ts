import { isJsonObject, type Json, type JsonObject, ownValue } from "../../model/index.ts";

/**
 * A copy of `object` in which the field at the end of `steps` is `value`; objects on the way are made where they are missing.
 * Undefined when a step leads through something else. Own properties only, so that `__proto__` is a name like any other.
 */
export function setField(object: JsonObject, steps: readonly string[], value: Json): JsonObject | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return undefined;
  if (rest.length === 0) return withOwn(object, step, value);
  const inner = ownValue(object, step) ?? {};
  const set = isJsonObject(inner) ? setField(inner, rest, value) : undefined;
  return set && withOwn(object, step, set);
}

function withOwn(object: JsonObject, key: string, value: Json): JsonObject {
  // `fromEntries` makes own properties even of `__proto__`; a key keeps its place.
  return Object.fromEntries(new Map([...Object.entries(object), [key, value]]));
}
