import { didYouMean } from "../nearest.ts";
import { decimal } from "../numbers.ts";
import type { BaselineQuestion } from "../rule.ts";
import { maxDurationMs, readDuration } from "./duration.ts";
import { readFieldNames, shortened } from "./names.ts";
import { entryOf, type MapNode, type Reject } from "./source-node.ts";

export type BaselineType = BaselineQuestion["kind"];

/** Keys that only some types know, by type. */
export const questionKeys: { readonly [type in BaselineType]: readonly string[] } = {
  first_seen: ["field"],
  rare: ["field", "share"],
  dormant: ["after"],
  silence: ["after", "factor"],
  spike: ["span", "factor", "at-least", "sum"],
  travel: ["speed", "distance"],
};

const maxFields = 16;
/** What events are asked of must pass before it can be said that one is missing. */
const leastSpanMs = 60_000;

/** Undefined when there is no such type, which has then been rejected. */
export function readBaselineType(section: MapNode, reject: Reject): BaselineType | undefined {
  const entry = entryOf(section, "type");
  const text = entry?.value.kind === "scalar" ? entry.value.text : "";
  const types = Object.keys(questionKeys);
  if (isBaselineType(text)) return text;
  const message = entry === undefined ? "'type' is missing" : `There is no baseline of type '${shortened(text)}'`;
  reject(entry?.value.offset ?? section.offset, `${message}: there are ${types.join(", ")}.`, {
    hint: didYouMean(text, types),
  });
  return undefined;
}

/** Reads what a baseline asks. What is wrong is rejected; then the result must not be used. */
export function readBaselineQuestion(section: MapNode, type: BaselineType, reject: Reject): BaselineQuestion {
  switch (type) {
    case "first_seen":
      return { kind: "first_seen", fields: readFields(section, reject) };
    case "rare": {
      const share = readNumber(
        section,
        "share",
        "a number between 0 and 1, both left out",
        (n) => n > 0 && n < 1,
        reject,
      );
      return { kind: "rare", fields: readFields(section, reject), share };
    }
    case "dormant":
      return { kind: "dormant", afterMs: readDuration(section, "after", leastSpanMs, reject) ?? 0 };
    case "silence":
      return {
        kind: "silence",
        afterMs: readDuration(section, "after", leastSpanMs, reject) ?? 0,
        factor: readFactor(section, 3, reject),
      };
    case "spike":
      return readSpike(section, reject);
    case "travel":
      return {
        kind: "travel",
        kilometersPerHour: readNumber(
          section,
          "speed",
          "a number above 0 (kilometers an hour)",
          isPositive,
          reject,
          900,
        ),
        kilometers: readNumber(section, "distance", "a number above 0 (kilometers)", isPositive, reject, 500),
      };
  }
}

/** What is forgotten before it is asked about can never be answered, so these types remember for twice as long. */
export function usualForgetMs(question: BaselineQuestion): number {
  const asked = question.kind === "dormant" || question.kind === "silence" ? 2 * question.afterMs : 0;
  return Math.min(Math.max(90 * 86_400_000, asked), maxDurationMs);
}

function isBaselineType(text: string): text is BaselineType {
  return Object.hasOwn(questionKeys, text);
}

function readSpike(section: MapNode, reject: Reject): BaselineQuestion {
  const sum = entryOf(section, "sum");
  const [field, another] = sum === undefined ? [] : readFieldNames(sum, maxFields, reject);
  if (another !== undefined) reject(another.offset, "'sum' is one field.");
  return {
    kind: "spike",
    spanMs: readDuration(section, "span", leastSpanMs, reject) ?? 0,
    factor: readFactor(section, 10, reject),
    atLeast: readNumber(section, "at-least", "a number above 0", isPositive, reject, 1),
    ...(field && { sumOf: field.text }),
  };
}

function readFields(section: MapNode, reject: Reject): readonly string[] {
  const entry = entryOf(section, "field");
  if (entry !== undefined) return readFieldNames(entry, maxFields, reject).map(({ text }) => text);
  reject(section.offset, "'field' is missing.", { hint: "Name the field or fields whose values are learned." });
  return [];
}

function readFactor(section: MapNode, usual: number, reject: Reject): number {
  return readNumber(section, "factor", "a number of at least 1", (n) => n >= 1, reject, usual);
}

function isPositive(number: number): boolean {
  return number > 0;
}

/** `usual` where it is left out; without one the key is needed. */
export function readNumber(
  section: MapNode,
  key: string,
  what: string,
  isRight: (number: number) => boolean,
  reject: Reject,
  usual?: number,
): number {
  const entry = entryOf(section, key);
  if (entry === undefined) {
    if (usual === undefined) reject(section.offset, `'${key}' is missing; it is ${what}.`);
    return usual ?? 0;
  }
  const text = entry.value.kind === "scalar" ? entry.value.text : "";
  const number = decimal.test(text) && text.length <= 16 ? Number(text) : Number.NaN;
  if (isRight(number)) return number;
  reject(entry.value.offset, `'${key}' is ${what}.`);
  return usual ?? 0;
}
