import { didYouMean } from "../nearest.ts";
import type { CorrelationAlias, CorrelationCondition, CorrelationRule, CorrelationType } from "../rule.ts";
import { readBoolean } from "./attributes.ts";
import { readCorrelationCondition } from "./correlation-condition.ts";
import { readDuration } from "./duration.ts";
import { fieldPathFault } from "./field-path.ts";
import { readFieldNames, readNames, shortened, type WrittenName } from "./names.ts";
import { readHead } from "./rule-head.ts";
import { readSequenceExamples } from "./sequence-examples.ts";
import {
  entryOf,
  type MapNode,
  type Reject,
  type SourceDocument,
  type SourceEntry,
  type SourceText,
} from "./source-node.ts";

const maxRules = 1000;
const maxGroupBy = 32;
const maxAliases = 100;

const types: readonly CorrelationType[] = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
  "value_sum",
  "value_avg",
  "value_percentile",
];

const keys = ["type", "rules", "group-by", "timespan", "aliases", "condition", "field", "percentile", "generate"];

/**
 * Reads a correlation; its references stay as written until all files are known. What is wrong with it is rejected, all of
 * it; then the result must not be used.
 *
 * Source: Sigma Correlation Rules Specification 2.1.
 */
export function readCorrelation(document: SourceDocument, reject: Reject): CorrelationRule {
  const { root, source } = document;
  const head = readHead(document, reject);
  const entry = entryOf(root, "correlation");
  for (const key of ["detection", "filter", "baseline"]) {
    const other = entryOf(root, key);
    if (other)
      reject(other.keyOffset, `A correlation has no '${key}'.`, { hint: "Write it as a document of its own." });
  }
  const section = entry?.value;
  if (section?.kind !== "map") {
    reject(entry?.keyOffset ?? root.offset, "'correlation' is a map with 'type', 'rules' and 'timespan'.");
    return { ...head, ...nothing, examples: [] };
  }
  rejectUnknownKeys(section, reject);
  const type = readType(section, reject);
  const rules = readRequired(section, "rules", readNames, maxRules, reject);
  const groupByEntry = entryOf(section, "group-by");
  const groupBy = groupByEntry ? readFieldNames(groupByEntry, maxGroupBy, reject) : [];
  const timespanMs = readDuration(section, "timespan", 1000, reject);
  const aliases = readAliases(section, reject);
  const references = rules.map(({ text }) => text);
  const condition = type && readCorrelationCondition(section, type, references, source, reject);
  return {
    ...head,
    type: type ?? nothing.type,
    rules: references,
    groupBy: groupBy.map(({ text }) => text),
    aliases: aliases.map(({ alias }) => alias),
    timespanMs: timespanMs ?? 0,
    condition: condition ?? nothing.condition,
    // The published schema has it at the top, many documents have it here.
    generate: readBoolean(root, "generate", reject) || readBoolean(section, "generate", reject),
    examples: readSequenceExamples(root, reject),
    places: placesOf([...rules, ...groupBy, ...aliases.flatMap(({ names }) => names), ...fieldNames(section)], source),
  };
}

const nothing = {
  type: "temporal" as CorrelationType, // of a document that is rejected
  rules: [],
  groupBy: [],
  aliases: [],
  timespanMs: 0,
  condition: { kind: "rules", expression: { kind: "and", operands: [] } } satisfies CorrelationCondition,
  generate: false,
};

function rejectUnknownKeys(section: MapNode, reject: Reject): void {
  for (const { key, keyOffset } of section.entries) {
    if (keys.includes(key)) continue;
    reject(keyOffset, `'${shortened(key)}' is no key of a correlation.`, { hint: didYouMean(key, keys) });
  }
}

function readType(section: MapNode, reject: Reject): CorrelationType | undefined {
  const entry = entryOf(section, "type");
  const text = entry?.value.kind === "scalar" ? entry.value.text : "";
  const type = types.find((known) => known === text);
  if (type === undefined) {
    const message = entry === undefined ? "'type' is missing" : `There is no correlation of type '${shortened(text)}'`;
    const offset = entry?.value.offset ?? section.offset;
    reject(offset, `${message}: there are ${types.join(", ")}.`, { hint: didYouMean(text, types) });
  }
  return type;
}

type ReadList = (entry: SourceEntry, max: number, reject: Reject) => readonly WrittenName[];

function readRequired(
  section: MapNode,
  key: string,
  read: ReadList,
  max: number,
  reject: Reject,
): readonly WrittenName[] {
  const entry = entryOf(section, key);
  if (entry !== undefined) return read(entry, max, reject);
  reject(section.offset, `'${key}' is missing.`, { hint: "List ids, names or titles of rules." });
  return [];
}

interface ReadAlias {
  readonly alias: CorrelationAlias;
  readonly names: readonly WrittenName[];
}

function readAliases(section: MapNode, reject: Reject): readonly ReadAlias[] {
  const entry = entryOf(section, "aliases");
  if (entry === undefined) return [];
  if (entry.value.kind !== "map" || entry.value.entries.length > maxAliases) {
    reject(entry.keyOffset, `'aliases' is a map of at most ${maxAliases} names, each with a map of rules and fields.`);
    return [];
  }
  return entry.value.entries.flatMap((alias) => readAlias(alias, reject));
}

function readAlias({ key, keyOffset, value }: SourceEntry, reject: Reject): readonly ReadAlias[] {
  if (value.kind !== "map" || value.entries.length === 0 || value.entries.length > maxRules) {
    const hint = `Write '${shortened(key)}: { name_of_a_rule: field }'.`;
    reject(keyOffset, `The alias '${shortened(key)}' is a map of rules and their fields.`, { hint });
    return [];
  }
  const fields = value.entries.flatMap((entry) => {
    const field = entry.value.kind === "scalar" && entry.value.type !== "null" ? entry.value.text : "";
    const fault = fieldPathFault(field);
    if (fault !== undefined) reject(entry.value.offset, `The name of a field is wrong: ${fault}.`);
    return fault === undefined ? [{ rule: entry.key, field }] : [];
  });
  const names = value.entries.map((entry) => ({ text: entry.key, offset: entry.keyOffset }));
  return [{ alias: { name: key, fields }, names: [{ text: key, offset: keyOffset }, ...names] }];
}

/** Those of `field`, which have been checked where the condition was read. */
function fieldNames(section: MapNode): readonly WrittenName[] {
  const condition = entryOf(section, "condition")?.value;
  const entries = [condition?.kind === "map" ? entryOf(condition, "field") : undefined, entryOf(section, "field")];
  return entries.flatMap((entry) => (entry === undefined ? [] : readNames(entry, maxRules, () => undefined)));
}

/** The first place of each name. */
function placesOf(names: readonly WrittenName[], source: SourceText): NonNullable<CorrelationRule["places"]> {
  const first = new Map<string, number>();
  for (const { text, offset } of names) if (!first.has(text)) first.set(text, offset);
  return [...first].map(([name, offset]) => ({ name, location: source.locate(offset) }));
}
