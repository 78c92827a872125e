import type { CloudTrailEvent, Json } from "../model/index.ts";
import type { FieldPath, ValueTest } from "./condition.ts";
import { fieldReader } from "./field-values.ts";
import { toNumber } from "./numbers.ts";
import { compileValueTest, textsOf } from "./value-matcher.ts";

export type EventPredicate = (event: CloudTrailEvent) => boolean;

/** What a test asks of one value of a field, given the event that it stands in. */
export type LeafTest = (value: Json | undefined, event: CloudTrailEvent) => boolean;

export function compileLeafTest(test: ValueTest): LeafTest {
  if (test.kind === "fieldRef") return compileFieldRef(test);
  return compileValueTest(test);
}

export function compileLeaf(field: FieldPath, test: ValueTest): EventPredicate {
  const read = fieldReader(field);
  if (test.kind === "exists" && !test.expected) {
    const exists = compileValueTest(test);
    return (event) => !read(event, exists);
  }
  if (test.kind === "fieldRef") {
    const holds = compileFieldRef(test);
    return (event) => read(event, (value) => holds(value, event));
  }
  const holds = compileValueTest(test);
  return (event) => read(event, holds);
}

/** Asks a test of every value of an event at any depth, but not of its keys. */
export function compileKeyword(test: ValueTest): EventPredicate {
  const holds = compileLeafTest(test);
  return (event) => {
    for (const value of scalarsOf(event)) if (holds(value, event)) return true;
    return false;
  };
}

/** Every value that is no object and no array. Without recursion: the depth is the sender's choice. */
export function* scalarsOf(event: CloudTrailEvent): Generator<Json> {
  const open: Json[] = [event];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) yield value;
    else for (const inner of Object.values(value).reverse()) open.push(inner);
  }
}

type FieldRef = Extract<ValueTest, { kind: "fieldRef" }>;

/** A field that is missing or null equals nothing, not even another such field. */
function compileFieldRef({ field, how, cased }: FieldRef): LeafTest {
  const readOther = fieldReader(field);
  const relate = relations[how];
  const fold = (text: string): string => (cased ? text : text.toLowerCase());
  return (value, event) => {
    if (value === undefined || value === null) return false;
    const texts = textsOf(value).map(fold);
    const number = how === "equals" ? toNumber(value) : undefined;
    return readOther(event, (other) => {
      if (other === undefined || other === null) return false;
      if (number !== undefined && number === toNumber(other)) return true;
      return textsOf(other).some((wanted) => texts.some((text) => relate(text, fold(wanted))));
    });
  };
}

const relations = {
  equals: (text: string, wanted: string) => text === wanted,
  contains: (text: string, wanted: string) => text.includes(wanted),
  startsWith: (text: string, wanted: string) => text.startsWith(wanted),
  endsWith: (text: string, wanted: string) => text.endsWith(wanted),
} as const;
