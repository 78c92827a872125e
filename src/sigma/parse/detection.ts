import { allOf, anyOf, type Condition } from "../condition.ts";
import { parseArrayPath, wrapInSelectors } from "./array-path.ts";
import { readConditions } from "./condition-syntax.ts";
import { noteField, type Reading, readFieldItem, readKeyword } from "./field-item.ts";
import { entryOf, itemsOf, type MapNode, type SourceEntry, type SourceNode } from "./source-node.ts";

/** Search identifiers by name. Those that could not be read stand for nothing and their rule is rejected. */
export type Searches = ReadonlyMap<string, Condition>;

/**
 * Reads search identifiers and the condition that joins them: a rule's `detection`, a filter's `filter`.
 *
 * `reserved` are keys that name no search. Undefined when the condition could not be read.
 */
export function readDetection(
  section: SourceEntry,
  reserved: readonly string[],
  reading: Reading,
): Condition | undefined {
  const { key, keyOffset, value } = section;
  if (value.kind !== "map") {
    reading.reject(keyOffset, `'${key}' is a map of search identifiers and a 'condition'.`);
    return undefined;
  }
  const condition = value.entries.find((entry) => entry.key === "condition");
  const named = value.entries.filter((entry) => entry !== condition && !reserved.includes(entry.key));
  if (named.length === 0) reading.reject(keyOffset, `'${key}' has no search identifier.`);
  const searches = new Map(named.map((entry) => [entry.key, readSearch(entry, reading)]));
  if (condition === undefined) {
    reading.reject(keyOffset, `'${key}' has no 'condition'.`);
    return undefined;
  }
  const taken = new Set<string>();
  const read = readConditions(condition, searches, reading.source, reading.reject, (name) => taken.add(name));
  for (const { key: name, keyOffset: offset } of named) {
    // What begins with `_` is for other searches to build upon.
    if (!taken.has(name) && !name.startsWith("_")) reading.notice("unused-search", name, offset);
  }
  return read;
}

function readSearch(entry: SourceEntry, reading: Reading): Condition {
  const condition = readSearchNode(entry.value, entry, reading);
  // The name is known, even if what it stands for is wrong: one mistake, one problem.
  return condition ?? anyOf([]);
}

function readSearchNode(node: SourceNode, entry: SourceEntry, reading: Reading): Condition | undefined {
  switch (node.kind) {
    case "map":
      return readMap(node, entry, reading);
    case "list": {
      if (node.items.length === 0) reading.reject(entry.keyOffset, `The search identifier '${entry.key}' is empty.`);
      const operands = node.items.map((item) => readSearchNode(item, entry, reading));
      return anyOf(operands.filter((operand) => operand !== undefined));
    }
    case "scalar":
      if (node.type !== "null") return readKeyword(node, reading);
      reading.reject(entry.keyOffset, `The search identifier '${entry.key}' is empty.`);
      return undefined;
  }
}

function readMap(node: MapNode, entry: SourceEntry, reading: Reading): Condition {
  if (node.entries.length === 0) reading.reject(entry.keyOffset, `The search identifier '${entry.key}' is empty.`);
  const operands = node.entries.map((item) => readBlock(item, reading) ?? readFieldItem(item, reading));
  return allOf(operands.filter((operand) => operand !== undefined));
}

/**
 * `ipPermissions.items[any]: { cidrIp: 0.0.0.0/0, fromPort: 22 }`: one element meets all of it. A list of maps are
 * alternatives, and a map with a `condition` is a detection of its own. Undefined when the entry is no such block.
 */
function readBlock(entry: SourceEntry, reading: Reading): Condition | undefined {
  const { key, keyOffset, value } = entry;
  const maps = itemsOf(value);
  if (!reading.arrays || maps.length === 0 || !maps.every((item) => item.kind === "map")) return undefined;
  const path = parseArrayPath(key, true, reading.list !== undefined);
  // Modifiers, and names without a bracket at their end, are no names of blocks; they are rejected where fields are read.
  if (key.includes("|") || "wrong" in path || path.field !== "" || path.selectors.length === 0) return undefined;
  noteField(path.full, keyOffset, reading);
  const inner: Reading = { ...reading, list: (reading.list ?? "") + path.full };
  const elements = maps.map((map) => readElement({ key, keyOffset, value: map }, map, inner));
  return wrapInSelectors(path.selectors, anyOf(elements));
}

function readElement(entry: SourceEntry, map: MapNode, reading: Reading): Condition {
  if (!entryOf(map, "condition")) return readMap(map, entry, reading);
  return readDetection(entry, [], reading) ?? anyOf([]);
}
