import type { CloudTrailEvent, Json } from "../../model/index.ts";
import type { FieldPath, ValueTest } from "../condition.ts";
import { toNumber } from "../numbers.ts";
import { type FieldReader, fieldReader, membersOf } from "./field-values.ts";
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

/**
 * Every value that is no object and no array, but what was derived: it is nothing that the event says, and is there or not as
 * other rules ask for it. Without recursion: the depth is the sender's choice.
 */
export function* scalarsOf(event: CloudTrailEvent): Generator<Json> {
  const open: Json[] = Object.keys(event)
    .reverse()
    .flatMap((key) => (key === "derived" ? [] : [event[key] ?? null]));
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) yield value;
    else for (const inner of Object.values(value).reverse()) open.push(inner);
  }
}

type FieldRef = Extract<ValueTest, { kind: "fieldRef" }>;

/** A field that is missing or null equals nothing, not even another such field. */
function compileFieldRef({ field, how, cased }: FieldRef): LeafTest {
  const fold = (text: string): string => (cased ? text : text.toLowerCase());
  const othersOf = ofLastEvent((event) => readOthers(event, fieldReader(field), fold));
  if (how === "equals") {
    return (value, event) => {
      if (value === undefined || value === null) return false;
      const { texts, numbers } = othersOf(event);
      return (
        numbersOf(value).some((number) => numbers.has(number)) || textsOf(value).some((text) => texts.has(fold(text)))
      );
    };
  }
  const relate = relations[how];
  return (value, event) => {
    if (value === undefined || value === null) return false;
    const { texts } = othersOf(event);
    return textsOf(value).some((text) => {
      const folded = fold(text);
      for (const wanted of texts) if (relate(folded, wanted)) return true;
      return false;
    });
  };
}

/** What the values of the other field can be compared by. */
interface Others {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

function readOthers(event: CloudTrailEvent, read: FieldReader, fold: (text: string) => string): Others {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  read(event, (other) => {
    if (other === undefined || other === null) return false;
    for (const number of numbersOf(other)) numbers.add(number);
    for (const text of textsOf(other)) texts.add(fold(text));
    return false;
  });
  return { texts, numbers };
}

/** The numbers that a value, or an element of a list, is compared by. */
function numbersOf(value: Json): readonly number[] {
  const members = Array.isArray(value) ? membersOf(value) : [value];
  return members.map(toNumber).filter((number) => number !== undefined);
}

/** Both fields may be long lists of one event: each is read once, and not the other for each element of the one. */
function ofLastEvent<T>(read: (event: CloudTrailEvent) => T): (event: CloudTrailEvent) => T {
  let last: { readonly event: WeakRef<CloudTrailEvent>; readonly found: T } | undefined;
  return (event) => {
    if (last?.event.deref() !== event) last = { event: new WeakRef(event), found: read(event) };
    return last.found;
  };
}

const relations = {
  contains: (text: string, wanted: string) => text.includes(wanted),
  startsWith: (text: string, wanted: string) => text.startsWith(wanted),
  endsWith: (text: string, wanted: string) => text.endsWith(wanted),
} as const;
