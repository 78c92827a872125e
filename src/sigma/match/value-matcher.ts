import { isJsonObject, type Json } from "../../model/index.ts";
import { networkTest } from "../cidr.ts";
import type { ValueTest } from "../condition.ts";
import { isMany } from "../glob.ts";
import { toNumber } from "../numbers.ts";
import { compileRegex } from "../regex.ts";
import { timePartOf } from "../time-part.ts";
import { membersOf, type ValuePredicate } from "./field-values.ts";
import { compileGlob } from "./glob-matcher.ts";
import { jsonText } from "./json-text.ts";

/** Tests of one value alone; a reference to another field needs the event. */
export type LoneTest = Exclude<ValueTest, { kind: "fieldRef" }>;

/** Compiles a test of one value. An array is tested as a whole and by its elements. */
export function compileValueTest(test: LoneTest): ValuePredicate {
  switch (test.kind) {
    case "glob":
      return test.glob.length === 1 && test.glob.every(isMany) ? isPresent : ofText(compileGlob(test.glob, test.cased));
    case "regex":
      return ofText(compileRegex(test.source, test.flags));
    case "number":
      return ofScalar((value) => String(value) === test.text || toNumber(value) === test.value);
    case "compare": {
      const compare = comparisons[test.op];
      return ofNumber((number) => compare(number, test.value));
    }
    case "cidr":
      return ofScalar(onString(networkTest(test)));
    case "timePart": {
      const compare = comparisons[test.op ?? "eq"];
      return ofScalar(
        onString((text) => {
          const part = timePartOf(text, test.part);
          return part !== undefined && compare(part, test.value);
        }),
      );
    }
    case "exists":
      return (value) => value !== undefined;
    case "null":
      return isNull;
  }
}

/** Text in one of several spellings, as equality of many values: one look-up. `texts` are in lower case. */
export function oneOfTexts(texts: ReadonlySet<string>): ValuePredicate {
  return ofText((text) => texts.has(text.toLowerCase()));
}

/** The texts that a value can be compared by. */
export function textsOf(value: Json): readonly string[] {
  if (value === null) return [];
  if (typeof value !== "object") return [String(value)];
  const { compact, unescaped } = jsonText(value);
  const members = isJsonObject(value) ? [] : membersOf(value).flatMap(textsOf);
  return [...members, compact, unescaped];
}

const comparisons = {
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  eq: (a: number, b: number) => a === b,
} as const;

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

/** An array is null when one of its elements is. */
function isNull(value: Json | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && membersOf(value).includes(null));
}

function ofText(matches: (text: string) => boolean): ValuePredicate {
  return function test(value): boolean {
    if (typeof value === "string") return matches(value);
    if (value === undefined || value === null) return false;
    if (typeof value !== "object") return matches(String(value));
    if (!isJsonObject(value) && membersOf(value).some(test)) return true;
    const { compact, unescaped } = jsonText(value);
    return matches(compact) || (unescaped !== compact && matches(unescaped));
  };
}

function ofScalar(matches: (value: boolean | number | string) => boolean): ValuePredicate {
  return function test(value): boolean {
    if (value === undefined || value === null) return false;
    if (typeof value !== "object") return matches(value);
    return !isJsonObject(value) && membersOf(value).some(test);
  };
}

function ofNumber(matches: (number: number) => boolean): ValuePredicate {
  return ofScalar((value) => {
    const number = toNumber(value);
    return number !== undefined && matches(number);
  });
}

function onString(matches: (text: string) => boolean): (value: boolean | number | string) => boolean {
  return (value) => typeof value === "string" && matches(value);
}
