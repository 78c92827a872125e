import { isJsonObject, type Severity, severities } from "../../model/index.ts";
import { didYouMean } from "../nearest.ts";
import type { RuleExample } from "../rule.ts";
import { toJson } from "./scalar.ts";
import { entryOf, itemsOf, type MapNode, type Reject, type SourceNode } from "./source-node.ts";

/** `status` of a rule, by Sigma Rules Specification 2.1. */
const statuses = ["stable", "test", "experimental", "deprecated", "unsupported"] as const;

/** A text attribute; undefined when it is not there. Numbers and dates are their text. */
export function readText(map: MapNode, key: string, reject: Reject): string | undefined {
  const entry = entryOf(map, key);
  if (entry === undefined) return undefined;
  if (isText(entry.value)) return entry.value.text;
  reject(entry.value.offset, `'${key}' is a text.`);
  return undefined;
}

/** A list of texts, or one text in its place; empty when it is not there. */
export function readTexts(map: MapNode, key: string, reject: Reject): readonly string[] {
  const entry = entryOf(map, key);
  if (entry === undefined || isNull(entry.value)) return [];
  return itemsOf(entry.value).flatMap((item) => {
    if (isText(item)) return [item.text];
    reject(item.offset, `'${key}' is a list of texts.`);
    return [];
  });
}

export function readStatus(map: MapNode, reject: Reject): string | undefined {
  return readWord(map, "status", statuses, reject);
}

export function readLevel(map: MapNode, reject: Reject): Severity | undefined {
  return readWord(map, "level", severities, reject);
}

export function readBoolean(map: MapNode, key: string, reject: Reject): boolean {
  const value = entryOf(map, key)?.value;
  if (value === undefined) return false;
  if (value.kind === "scalar" && value.type === "boolean") return value.text.toLowerCase() === "true";
  reject(value.offset, `'${key}' is true or false.`);
  return false;
}

/** Events that a rule is tried on; see {@link RuleExample}. */
export function readExamples(map: MapNode, reject: Reject): readonly RuleExample[] {
  const entry = entryOf(map, "examples");
  if (entry === undefined) return [];
  return itemsOf(entry.value).flatMap((item) => {
    const example = item.kind === "map" ? readExample(item, reject) : undefined;
    if (example === undefined)
      reject(item.offset, "An example has a 'name', an 'event' and 'matches: true' or 'false'.");
    return example === undefined ? [] : [example];
  });
}

function readExample(map: MapNode, reject: Reject): RuleExample | undefined {
  const name = readText(map, "name", reject);
  const eventNode = entryOf(map, "event")?.value;
  const event = eventNode && toJson(eventNode);
  if (name === undefined || !isJsonObject(event) || entryOf(map, "matches") === undefined) return undefined;
  return { name, event, matches: readBoolean(map, "matches", reject) };
}

function readWord<W extends string>(map: MapNode, key: string, words: readonly W[], reject: Reject): W | undefined {
  const value = entryOf(map, key)?.value;
  if (value === undefined) return undefined;
  const text = isText(value) ? value.text : "";
  const word = words.find((known) => known === text);
  if (word === undefined) {
    reject(value.offset, `'${key}' is one of ${words.join(", ")}.`, { hint: didYouMean(text, words) });
  }
  return word;
}

function isText(node: SourceNode): node is Extract<SourceNode, { kind: "scalar" }> {
  return node.kind === "scalar" && node.type !== "null";
}

function isNull(node: SourceNode): boolean {
  return node.kind === "scalar" && node.type === "null";
}
