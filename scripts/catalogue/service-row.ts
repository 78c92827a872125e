import type { SourceAction, SourceService } from "./read-service.ts";

/**
 * A service as one line of text, fields parted by tabs, their items by `|`:
 * prefix, title, condition keys (`TYPE-LETTER KEY`), resource types (`NAME=ARN, ARN=KEYS`), shapes
 * (`LEVELS=TYPES=KEYS=DEPENDENT-ACTIONS`), names of the actions, their shapes, how many they are.
 *
 * Actions with equal levels, types and keys share a shape. Lists of keys and types hold positions, `!` marks required
 * types, `:KEY` is a key of the service itself and `^` the usual beginning of its ARNs.
 */
export function serviceRow(prefix: string, title: string, service: SourceService): string {
  const keys = service.conditionKeys.map(({ key }) => key);
  const types = service.resourceTypes.map(({ key }) => key);
  const actions = service.actions.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const shapes = actions.map((action) => shapeOf(action, types, keys));
  const distinct = [...new Set(shapes)];
  const head = `arn:$\{Partition}:${prefix}:$\{Region}:$\{Account}:`;
  return [
    prefix,
    checked.text(title),
    service.conditionKeys
      .map(({ key, type }) => checked.key(key.startsWith(`${prefix}:`) ? key.slice(prefix.length) : key, type))
      .join("|"),
    service.resourceTypes
      .map(({ key, arn, conditionKeys = [] }) =>
        [
          checked.text(key),
          checked.text(arn).replaceAll(head, "^"),
          conditionKeys.map((name) => at(keys, name)).join(","),
        ].join("="),
      )
      .join("|"),
    distinct.join("|"),
    actions.map(({ name }) => checked.name(name)).join("|"),
    shapes.map((shape) => distinct.indexOf(shape)).join("|"),
    actions.length,
  ].join("\t");
}

/** Refuses whatever a row could not give back. */
export const checked = {
  text(text: string): string {
    if (/[\t\n|=^]/.test(text)) throw new Error(`Cannot be written into a row: ${text}`);
    return text;
  },
  name(name: string): string {
    if (!/^[\w-]+$/.test(name)) throw new Error(`Not the name of an action: ${name}`);
    return name;
  },
  key(key: string, type: string): string {
    const letter = keyTypes[type];
    if (letter === undefined) throw new Error(`Unknown type of a condition key: ${type}`);
    return `${letter} ${checked.text(key)}`;
  },
};

/** Lists are in lower case. */
const keyTypes: Readonly<Record<string, string>> = {
  String: "S",
  ARN: "A",
  Bool: "B",
  Date: "D",
  Numeric: "N",
  IPAddress: "I",
  ArrayOfString: "s",
  ArrayOfARN: "a",
  ArrayOfBool: "b",
};

/** In the order of their bits. */
const accessLevels = ["List", "Read", "Write", "Tagging", "Permissions management"];

function shapeOf(action: SourceAction, types: readonly string[], keys: readonly string[]): string {
  const levels = action.accessLevel.split(", ").map((level) => 1 << at(accessLevels, level));
  // Some actions name a type twice, once for each way to call them.
  const required = new Map<string, boolean>();
  for (const type of action.resourceTypes) {
    required.set(type.name, type.required || required.get(type.name) === true);
  }
  const known = new Set([...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)]);
  const dependent = [...action.dependentActions, ...action.resourceTypes.flatMap((type) => type.dependentActions)];
  return [
    levels.reduce((bits, bit) => bits | bit, 0),
    [...required].map(([name, is]) => `${at(types, name)}${is ? "!" : ""}`).join(","),
    [...new Set([...known].map((name) => at(keys, name)))].sort((a, b) => a - b).join(","),
    [...new Set(dependent)].map(checked.text).join(","),
  ].join("=");
}

function at(list: readonly string[], name: string): number {
  const exact = list.indexOf(name);
  const position = exact === -1 ? list.findIndex((item) => item.toLowerCase() === name.toLowerCase()) : exact;
  if (position === -1) throw new Error(`Named, but nowhere listed: ${name}`);
  return position;
}
