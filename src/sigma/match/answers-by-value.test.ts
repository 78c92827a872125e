import { describe, expect, test } from "vitest";
import type { CloudTrailEvent } from "../../model/index.ts";
import { type Condition, compileMatcher, type ValueTest } from "../index.ts";
import { answersByValue } from "./answers-by-value.ts";

/** Alternatives that cost enough for their answers to be remembered, and that tell types apart. */
const anyOf: readonly ValueTest[] = [
  { kind: "regex", source: "^(__proto__|constructor|evil)$", flags: "" },
  { kind: "compare", op: "gt", value: 21 },
  { kind: "null" },
  { kind: "glob", glob: ["true"], cased: true },
];

/** In an order in which an answer that is kept for the wrong event would show. */
const rows: readonly (readonly [question: string, event: CloudTrailEvent, answer: boolean])[] = [
  ["a text", { a: { b: "evil" } }, true],
  ["the same text again", { a: { b: "evil" } }, true],
  ["another text", { a: { b: "good" } }, false],
  ["a text named like what objects inherit", { a: { b: "constructor" } }, true],
  ["another such text", { a: { b: "toString" } }, false],
  ["the name of a prototype", { a: { b: "__proto__" } }, true],
  ["null as text", { a: { b: "null" } }, false],
  ["null", { a: { b: null } }, true],
  ["the field missing", { a: {} }, true],
  ["the text 'undefined'", { a: { b: "undefined" } }, false],
  ["a number as text", { a: { b: "22" } }, true],
  ["a number", { a: { b: 22 } }, true],
  ["a smaller number", { a: { b: 21 } }, false],
  ["a boolean", { a: { b: true } }, true],
  ["its text", { a: { b: "true" } }, true],
  ["in another case", { a: { b: "True" } }, false],
  ["empty text", { a: { b: "" } }, false],
  ["a list with a text that is known", { a: { b: ["good", "evil"] } }, true],
  ["a list whose text is known by itself", { a: { b: ["good"] } }, false],
  ["several values, the last one known to fail", { a: [{ b: "evil" }, { b: "good" }] }, true],
  ["several values, the last one known to hold", { a: [{ b: "good" }, { b: "evil" }] }, true],
  ["one of several places empty", { a: [{ b: "good" }, {}] }, true],
  ["two ways to the field", { a: { b: "good" }, "a.b": "evil" }, true],
];

describe.each([
  ["either of them", { kind: "or", operands: fields() }, (answer: boolean) => answer],
  ["none of them", { kind: "not", operand: { kind: "or", operands: fields() } }, (answer: boolean) => !answer],
] satisfies readonly (readonly [string, Condition, (answer: boolean) => boolean])[])(
  "%s",
  (_name, condition, expected) => {
    const matches = compileMatcher(condition);
    test.each([...rows, ...rows.toReversed()])("%s", (_question, event, answer) => {
      expect(matches(event)).toBe(expected(answer));
    });
  },
);

test("what looks at a second field is not remembered by the first", () => {
  const same: ValueTest = { kind: "fieldRef", field: "b", how: "equals", cased: false };
  const regex: ValueTest = { kind: "regex", source: "^x$", flags: "" };
  const matches = compileMatcher({
    kind: "or",
    operands: [same, regex].map((asked) => ({ kind: "field", field: "a", test: asked })),
  });
  expect(matches({ a: "y", b: "y" })).toBe(true);
  expect(matches({ a: "y", b: "z" })).toBe(false);
});

test("a value is asked once, and always when it is long", () => {
  const { asked, matches } = counting();
  const long = "x".repeat(5_000);
  for (const a of ["x", "y", "x", "y", "x", long, long]) matches({ a });
  expect(asked()).toBe(4);
});

test("values that repeat are remembered however many others come, and those that never do are not kept", () => {
  const repeating = counting();
  for (let turn = 0; turn < 50_000; turn += 1) repeating.matches({ a: turn % 4 === 0 ? `${turn}` : `x${turn % 7}` });
  expect(repeating.asked()).toBeLessThan(14_000);

  const { asked, matches } = counting();
  for (let turn = 0; turn < 5_000; turn += 1) matches({ a: `${turn}` });
  const before = asked();
  matches({ a: "4999" });
  matches({ a: "4999" });
  expect(asked()).toBe(before + 2);
});

function fields(): readonly Condition[] {
  return anyOf.map((asked) => ({ kind: "field", field: "a.b", test: asked }));
}

function counting(): { readonly asked: () => number; readonly matches: (event: CloudTrailEvent) => boolean } {
  let count = 0;
  const matches = answersByValue("a", ({ a }) => {
    count += 1;
    return a === "x";
  });
  return { asked: () => count, matches };
}
