import { didYouMean } from "../nearest.ts";
import { decimal } from "../numbers.ts";
import type { Comparison, CorrelationCondition, CorrelationType, RuleExpression } from "../rule.ts";
import { readExpression, type Vocabulary } from "./expression.ts";
import { readFieldNames } from "./names.ts";
import { entryOf, type MapNode, type Reject, type SourceEntry, type SourceText } from "./source-node.ts";

const maxFields = 16;
const operators = ["gt", "gte", "lt", "lte", "eq", "neq"] as const;
const conditionKeys = [...operators, "field", "percentile"];

/** Whole numbers are compared, not sums of values. */
const countingTypes: ReadonlySet<CorrelationType> = new Set([
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
]);

export function isTemporal(type: CorrelationType): boolean {
  return type === "temporal" || type === "temporal_ordered";
}

/**
 * Reads the `condition` of a correlation, and `field` and `percentile`, which may stand beside it. `references` are those of
 * `rules`, as written. Undefined when it could not be read, which has then been rejected.
 *
 * Source: Sigma Correlation Rules Specification 2.1, "Condition".
 */
export function readCorrelationCondition(
  section: MapNode,
  type: CorrelationType,
  references: readonly string[],
  source: SourceText,
  reject: Reject,
): CorrelationCondition | undefined {
  const entry = entryOf(section, "condition");
  if (entry === undefined) return withoutCondition(section, type, references, reject);
  const { keyOffset, value } = entry;
  if (value.kind === "map") return readMap(value, section, type, references.length, reject);
  if (value.kind === "scalar" && value.type !== "null" && isTemporal(type)) {
    rejectValueKeys([section], type, reject);
    const expression = readExpression(value, vocabularyOf(references), source, reject);
    if (expression !== undefined && holdsOfNothing(expression)) {
      reject(value.offset, "The condition holds when none of the rules has matched.", {
        hint: "Name at least one rule that must match.",
      });
    }
    return expression && { kind: "rules", expression };
  }
  const shape = isTemporal(type) ? "a map such as 'gte: 2', or a text such as 'a and b'" : "a map such as 'gte: 10'";
  reject(keyOffset, `The condition of a correlation of type ${type} is ${shape}.`);
  return undefined;
}

function withoutCondition(
  section: MapNode,
  type: CorrelationType,
  references: readonly string[],
  reject: Reject,
): CorrelationCondition | undefined {
  if (!isTemporal(type)) {
    const hint = type === "event_count" ? "gte: 10" : "{ field: sourceIPAddress, gte: 10 }";
    reject(section.offset, `A correlation of type ${type} needs a 'condition'.`, {
      hint: `Write 'condition: ${hint}', for example.`,
    });
    return undefined;
  }
  rejectValueKeys([section], type, reject);
  return { kind: "rules", expression: { kind: "and", operands: references.map(toRule) } };
}

function readMap(
  map: MapNode,
  section: MapNode,
  type: CorrelationType,
  rules: number,
  reject: Reject,
): CorrelationCondition | undefined {
  for (const { key, keyOffset } of map.entries) {
    if (conditionKeys.includes(key)) continue;
    const hint = didYouMean(key, conditionKeys);
    reject(keyOffset, `'${key.slice(0, 80)}' is no comparison: there are ${operators.join(", ")}.`, { hint });
  }
  const comparisons = map.entries.flatMap((entry) => readComparison(entry, type, reject));
  if (comparisons.length === 0 && map.entries.every(({ key }) => conditionKeys.includes(key))) {
    reject(map.offset, "The condition compares with no number.", { hint: "Write 'gte: 10', for example." });
  } else if (countingTypes.has(type) && !canHold(comparisons, isTemporal(type) ? rules : Number.POSITIVE_INFINITY)) {
    const hint = "To be told when events stop, write a baseline of type 'silence'.";
    reject(map.offset, `No number of ${isTemporal(type) ? "rules" : "events"} meets the condition.`, { hint });
  }
  const fields = readFields(map, section, type, reject);
  const percentile = type === "value_percentile" ? readPercentile(map, section, reject) : undefined;
  return { kind: "compare", comparisons, fields, ...(percentile !== undefined && { percentile }) };
}

function readComparison({ key, value }: SourceEntry, type: CorrelationType, reject: Reject): readonly Comparison[] {
  const op = operators.find((known) => known === key);
  if (op === undefined) return [];
  const text = value.kind === "scalar" ? value.text : "";
  const isWhole = /^\d{1,15}$/.test(text);
  const isNumber = decimal.test(text) && text.replace(/\D/g, "").length <= 15;
  if (countingTypes.has(type) ? isWhole : isNumber) return [{ op, value: Number(text) }];
  reject(value.offset, `'${key}' needs a ${countingTypes.has(type) ? "whole number of at least 0" : "number"}.`);
  // Its place is known; that it compares with nothing is not to be said as well.
  return [{ op: "neq", value: -1 }];
}

/** A window begins with an event, so every number is at least 1. */
function canHold(comparisons: readonly Comparison[], most: number): boolean {
  const near = comparisons.flatMap(({ value }) => [value - 1, value, value + 1]);
  return [1, ...near].some(
    (count) => count >= 1 && count <= most && comparisons.every(({ op, value }) => compare[op](count, value)),
  );
}

const compare = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  eq: (a: number, b: number) => a === b,
  neq: (a: number, b: number) => a !== b,
} as const;

function readFields(map: MapNode, section: MapNode, type: CorrelationType, reject: Reject): readonly string[] {
  if (type === "event_count" || isTemporal(type)) {
    rejectValueKeys([map, section], type, reject);
    return [];
  }
  if (type !== "value_percentile") rejectKey([map, section], "percentile", type, reject);
  const [entry, second] = [entryOf(map, "field"), entryOf(section, "field")].filter((one) => one !== undefined);
  if (second !== undefined) reject(second.keyOffset, "'field' stands both in 'condition' and beside it.");
  if (entry === undefined) {
    reject(map.offset, `A correlation of type ${type} needs a 'field' in its condition.`, {
      hint: `Name the field whose values are ${type === "value_count" ? "counted" : "calculated with"}.`,
    });
    return [];
  }
  const fields = readFieldNames(entry, maxFields, reject);
  const [, another] = fields;
  if (type !== "value_count" && another !== undefined) {
    reject(another.offset, `A correlation of type ${type} calculates with one field.`);
  }
  return fields.map(({ text }) => text);
}

function readPercentile(map: MapNode, section: MapNode, reject: Reject): number | undefined {
  const [entry, second] = [entryOf(map, "percentile"), entryOf(section, "percentile")].filter((e) => e !== undefined);
  if (second !== undefined) reject(second.keyOffset, "'percentile' stands both in 'condition' and beside it.");
  const text = entry?.value.kind === "scalar" ? entry.value.text : "";
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  reject(
    entry?.value.offset ?? map.offset,
    "A correlation of type value_percentile needs a 'percentile' from 1 to 99.",
    {
      hint: "Write 'percentile: 95', for example.",
    },
  );
  return undefined;
}

function rejectValueKeys(maps: readonly MapNode[], type: CorrelationType, reject: Reject): void {
  rejectKey(maps, "field", type, reject);
  rejectKey(maps, "percentile", type, reject);
}

function rejectKey(maps: readonly MapNode[], key: string, type: CorrelationType, reject: Reject): void {
  for (const map of maps) {
    const entry = entryOf(map, key);
    if (entry === undefined) continue;
    const hint = key === "field" ? "To count the values of a field, write 'type: value_count'." : undefined;
    reject(entry.keyOffset, `A correlation of type ${type} has no '${key}'.`, { hint });
  }
}

function vocabularyOf(references: readonly string[]): Vocabulary<RuleExpression> {
  return {
    names: new Map(references.map((reference) => [reference, toRule(reference)])),
    noun: "rule of the correlation",
    all: joined("and"),
    any: joined("or"),
    not: (operand) => ({ kind: "not", operand }),
    size: () => 1,
  };
}

function joined(kind: "and" | "or"): (operands: readonly RuleExpression[]) => RuleExpression {
  return (operands) => {
    const [only] = operands;
    return only !== undefined && operands.length === 1 ? only : { kind, operands };
  };
}

function toRule(reference: string): RuleExpression {
  return { kind: "rule", rule: reference };
}

function holdsOfNothing(expression: RuleExpression): boolean {
  switch (expression.kind) {
    case "rule":
      return false;
    case "not":
      return !holdsOfNothing(expression.operand);
    case "and":
      return expression.operands.every(holdsOfNothing);
    case "or":
      return expression.operands.some(holdsOfNothing);
  }
}
