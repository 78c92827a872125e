import { isJsonObject, type Json, type JsonObject, ownValue } from "../../model/index.ts";
import { asList, readLeaf, type ValueTest } from "./event-pattern-leaf.ts";

/** A pattern of EventBridge, ready to be asked; or why it is none that EventBridge would take. */
export type EventPattern = { readonly matches: (event: Json) => boolean } | { readonly unreadable: string };

/**
 * Reads a pattern: every field that it names must match, each by one of its values or tests. Of a list in the event
 * one element is enough; of a list of objects all fields below must match in one and the same element.
 *
 * Source: Amazon EventBridge User Guide, "Creating event patterns" and "Comparison operators".
 */
export function readEventPattern(pattern: Json): EventPattern {
  if (!isJsonObject(pattern)) return { unreadable: "it is no JSON object" };
  const test = readObject(pattern, maxDepth);
  if (typeof test === "string") return { unreadable: test };
  return { matches: (event) => isJsonObject(event) && test(event) };
}

/** Deeper than any event of AWS; text that nests without end must not end us. */
const maxDepth = 50;

type ObjectTest = (event: JsonObject) => boolean;

function readObject(pattern: JsonObject, depth: number): ObjectTest | string {
  if (depth === 0) return "it is nested too deep";
  const names = Object.keys(pattern);
  if (names.length === 0) return "an object in it is empty";
  const tests: ObjectTest[] = [];
  for (const name of names) {
    const test = readEntry(name, ownValue(pattern, name) ?? null, depth);
    if (typeof test === "string") return test;
    tests.push(test);
  }
  return (event) => tests.every((test) => test(event));
}

function readEntry(name: string, value: Json, depth: number): ObjectTest | string {
  // A field may be called so too; then its list holds values, not patterns.
  if (name === "$or" && Array.isArray(value) && value.every(isPattern)) return readAlternatives(value, depth);
  if (isJsonObject(value)) {
    const inner = readObject(value, depth - 1);
    if (typeof inner === "string") return inner;
    // A test for absence below a field that is not there holds.
    return (event) => {
      const found = elements(ownValue(event, name)).filter(isJsonObject);
      return found.length === 0 ? inner({}) : found.some(inner);
    };
  }
  if (!Array.isArray(value)) return `the value of ${JSON.stringify(name)} is neither a list nor an object`;
  if (value.length === 0) return `the list of ${JSON.stringify(name)} is empty`;
  const leaves: ValueTest[] = [];
  for (const item of value) {
    const leaf = readLeaf(item);
    if (typeof leaf === "string") return leaf;
    leaves.push(leaf);
  }
  return (event) => {
    const values = elements(ownValue(event, name)).filter((item) => !isJsonObject(item));
    return leaves.some((leaf) => leaf(values));
  };
}

function readAlternatives(patterns: readonly JsonObject[], depth: number): ObjectTest | string {
  const tests: ObjectTest[] = [];
  for (const pattern of patterns) {
    const test = readObject(pattern, depth - 1);
    if (typeof test === "string") return test;
    tests.push(test);
  }
  if (tests.length < 2) return "$or has fewer than two patterns";
  return (event) => tests.some((test) => test(event));
}

/** An operator is an object too: `"$or": [{"prefix": "a"}]` is a field with tests. */
function isPattern(value: Json): value is JsonObject {
  if (!isJsonObject(value) || Object.hasOwn(value, "numeric") || Object.hasOwn(value, "anything-but")) return false;
  return Object.values(value).every((item) => isJsonObject(item) || Array.isArray(item));
}

/** Lists in lists are flat to EventBridge. */
function elements(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : asList(value).flatMap((item) => (Array.isArray(item) ? elements(item) : [item]));
}
