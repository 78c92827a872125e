import { isJsonObject, type Json } from "../model/index.ts";
import type { StatementCondition } from "./policy.ts";

/** No policy that AWS stores is longer (inline policies of a role, together), so that no element can be. */
const maxElementLength = 10_240;

/** A text or a list of texts, as a list; else what is wrong. */
export function textList(value: Json | undefined, name: string): readonly string[] | string {
  const list: readonly (Json | undefined)[] = Array.isArray(value) ? value : [value];
  const texts: string[] = [];
  for (const item of list) {
    if (typeof item !== "string") return `${name} is not text`;
    if (item === "") return `${name} is empty`;
    if (item.length > maxElementLength) return `${name} is longer than any policy that AWS stores`;
    texts.push(item);
  }
  return texts.length === 0 ? `${name} is an empty list` : texts;
}

/** `Condition` flattened to lines; else what is wrong. */
export function parseConditions(value: Json | undefined): readonly StatementCondition[] | string {
  if (value === undefined) return [];
  if (!isJsonObject(value)) return "Condition is not an object";
  const conditions: StatementCondition[] = [];
  for (const [operator, keys] of Object.entries(value)) {
    if (!isJsonObject(keys)) return `the condition operator ${operator.slice(0, 60)} has no keys`;
    for (const [key, stored] of Object.entries(keys)) {
      const values: readonly Json[] = Array.isArray(stored) ? stored : [stored];
      if (values.some((item) => typeof item === "object"))
        return `the condition on ${key.slice(0, 60)} has no plain value`;
      conditions.push({ operator, key, values: values.map(String) });
    }
  }
  return conditions;
}

/** Passes what is wrong on, and turns the rest into something else. */
export function problemOr<T, R>(value: T | string, then: (value: T) => R): R | string {
  return typeof value === "string" ? value : then(value);
}
