import { isJsonObject, type Json } from "../model/index.ts";

/**
 * A policy document as it is written to IAM: compact, and with what IAM does not take (beyond U+00FF) escaped.
 *
 * Source: IAM API Reference, `PolicyDocument`: the pattern of its characters.
 */
export function documentText(document: Json): string {
  return JSON.stringify(document).replace(/[^\x20-\xff]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** The JSON of a stored document; undefined for what is not JSON. */
export function documentJson(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Equal but for whitespace and the order of members. */
export function sameText(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [documentJson(one), documentJson(other)];
  return a !== undefined && b !== undefined && sameDocument(a, b);
}

/** Equal but for the order of members. */
export function sameDocument(one: Json, other: Json): boolean {
  return firstDifference(one, other) === undefined;
}

/** Where two documents part, and how: `Statement[1].Action is "s3:*" and should be "s3:Get*"`; undefined where they do not. */
export function firstDifference(found: Json, expected: Json, place: string = ""): string | undefined {
  if (Array.isArray(found) && Array.isArray(expected)) {
    if (found.length !== expected.length)
      return `${place || "it"} has ${found.length} entries and should have ${expected.length}`;
    return firstOf(found.keys(), (index) =>
      firstDifference(found[index] ?? null, expected[index] ?? null, `${place}[${index}]`),
    );
  }
  if (isJsonObject(found) && isJsonObject(expected)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return firstOf(names, (name) => {
      const at = place === "" ? name : `${place}.${name}`;
      if (!Object.hasOwn(found, name)) return `${at} is missing`;
      if (!Object.hasOwn(expected, name)) return `${at} is new`;
      return firstDifference(found[name] ?? null, expected[name] ?? null, at);
    });
  }
  return found === expected ? undefined : `${place || "it"} is ${shown(found)} and should be ${shown(expected)}`;
}

function firstOf<T>(items: Iterable<T>, ask: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const answer = ask(item);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
