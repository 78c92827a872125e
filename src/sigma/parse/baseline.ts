import { anyOf } from "../condition.ts";
import { didYouMean } from "../nearest.ts";
import type { BaselineQuestion, BaselineRule } from "../rule.ts";
import {
  type BaselineType,
  questionKeys,
  readBaselineQuestion,
  readBaselineType,
  readNumber,
  usualForgetMs,
} from "./baseline-question.ts";
import { scanTokens } from "./condition-tokens.ts";
import { readDetection } from "./detection.ts";
import { readDuration } from "./duration.ts";
import type { Reading } from "./field-item.ts";
import { readLogSource } from "./log-source.ts";
import { readFieldNames, readNames, shortened } from "./names.ts";
import { readHead } from "./rule-head.ts";
import { readSequenceExamples } from "./sequence-examples.ts";
import { entryOf, type MapNode, type Reject, type SourceDocument } from "./source-node.ts";

const maxGroupBy = 32;
const dayMs = 86_400_000;

const commonKeys = ["type", "condition", "group-by", "learning", "min-events", "forget"];
const allKeys = [...new Set([...commonKeys, ...Object.values(questionKeys).flat()])];

/**
 * Reads a baseline: our own kind of document, about what a group of events does not usually do. What is wrong with it is
 * rejected, all of it; then the result must not be used.
 */
export function readBaseline(document: SourceDocument, reading: Reading): BaselineRule {
  const { root, source } = document;
  const { reject } = reading;
  const head = { ...readHead(document, reject), logsource: readLogSource(root, reject) ?? {} };
  for (const key of ["detection", "filter", "correlation"]) {
    const other = entryOf(root, key);
    if (other) reject(other.keyOffset, `A baseline has no '${key}'.`, { hint: "Its searches stand in 'baseline'." });
  }
  const entry = entryOf(root, "baseline");
  const section = entry?.value;
  if (entry === undefined || section?.kind !== "map") {
    reject(entry?.keyOffset ?? root.offset, "'baseline' is a map with 'type', search identifiers and 'condition'.");
    return { ...head, ...nothing, examples: [] };
  }
  const condition = readDetection(entry, namesNoSearch(section, reject), reading) ?? nothing.condition;
  const type = readBaselineType(section, reject);
  if (type !== undefined) rejectForeignKeys(section, type, reject);
  const question = type === undefined ? nothing.question : readBaselineQuestion(section, type, reject);
  const groupByEntry = entryOf(section, "group-by");
  const groupBy = groupByEntry ? readFieldNames(groupByEntry, maxGroupBy, reject) : [];
  if (type === "travel" && groupByEntry === undefined) {
    reject(section.offset, "'group-by' is missing: somebody must be in two places.", {
      hint: "Write 'group-by: [derived.principal]'.",
    });
  }
  for (const { text, offset } of [...groupBy, ...askedFields(section)]) {
    if (!reading.fields.has(text)) reading.fields.set(text, offset);
  }
  return {
    ...head,
    condition,
    groupBy: groupBy.map(({ text }) => text),
    question,
    ...readMemory(section, question, reject),
    examples: readSequenceExamples(root, reject),
    fieldLocations: new Map([...reading.fields].map(([field, offset]) => [field, source.locate(offset)])),
  };
}

const nothing = {
  condition: anyOf([]),
  groupBy: [],
  question: { kind: "dormant", afterMs: 0 } satisfies BaselineQuestion,
  learningMs: 0,
  minimumEvents: 0,
  forgetMs: 0,
};

/** How long it learns and remembers. */
function readMemory(
  section: MapNode,
  question: BaselineQuestion,
  reject: Reject,
): Pick<BaselineRule, "learningMs" | "minimumEvents" | "forgetMs"> {
  const learningMs = readDuration(section, "learning", 0, reject, 14 * dayMs) ?? 0;
  const isWhole = (number: number): boolean => Number.isInteger(number) && number >= 1 && number <= 1e9;
  const minimumEvents = readNumber(section, "min-events", "a whole number of at least 1", isWhole, reject, 1);
  const forgetMs = readDuration(section, "forget", 1000, reject, usualForgetMs(question)) ?? 0;
  const offset = entryOf(section, "forget")?.value.offset ?? section.offset;
  const asked = question.kind === "dormant" || question.kind === "silence" ? question.afterMs : 0;
  if (forgetMs > 0 && asked >= forgetMs) {
    reject(offset, "What is forgotten before 'after' has passed is never asked about.", {
      hint: "Make 'forget' longer than 'after'.",
    });
  } else if (forgetMs > 0 && learningMs > forgetMs) {
    reject(offset, "What is forgotten before it has been learned is never asked about.", {
      hint: "Make 'forget' longer than 'learning'.",
    });
  }
  return { learningMs, minimumEvents, forgetMs };
}

/** Keys that are no search identifiers: the known ones, and misspelt ones, which would be searches that nobody asked for. */
function namesNoSearch(section: MapNode, reject: Reject): readonly string[] {
  const condition = entryOf(section, "condition")?.value;
  const used = new Set(condition?.kind === "scalar" ? scanTokens(condition.text) : []);
  const misspelt = section.entries.filter(({ key, value }) => {
    if (allKeys.includes(key) || used.has(key)) return false;
    // Every short name is close to some key.
    return value.kind === "scalar" || (key.length > 3 && didYouMean(key, allKeys) !== undefined);
  });
  for (const { key, keyOffset } of misspelt) {
    reject(keyOffset, `'${shortened(key)}' is no key of a baseline, and 'condition' does not name it.`, {
      hint: didYouMean(key, allKeys),
    });
  }
  return [...allKeys, ...misspelt.map(({ key }) => key)];
}

function rejectForeignKeys(section: MapNode, type: BaselineType, reject: Reject): void {
  const known = [...commonKeys, ...questionKeys[type]];
  for (const { key, keyOffset } of section.entries) {
    if (!allKeys.includes(key) || known.includes(key)) continue;
    const types = Object.entries(questionKeys).flatMap(([other, keys]) => (keys.includes(key) ? [other] : []));
    reject(keyOffset, `A baseline of type ${type} has no '${key}'.`, {
      hint: `It belongs to ${types.join(" and ")}; this type has ${questionKeys[type].join(", ")}.`,
    });
  }
}

/** Those of `field` and `sum`, which have been checked where the question was read. */
function askedFields(section: MapNode): readonly { readonly text: string; readonly offset: number }[] {
  const entries = [entryOf(section, "field"), entryOf(section, "sum")];
  return entries.flatMap((entry) => (entry === undefined ? [] : readNames(entry, 1000, () => undefined)));
}
