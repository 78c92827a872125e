import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import type { ValueTest } from "../condition.ts";
import { type Condition, compileMatcher } from "../index.ts";
import { type Assumed, asksKeyword, assume } from "./partial.ts";

const known = new Map([
  ["eventName", "CreateUser"],
  ["eventSource", "iam.amazonaws.com"],
]);
const yes = is("eventName", "createuser");
const no = is("eventName", "DeleteUser");
const open = is("errorCode", "x");
const other = is("userAgent", "y");

describe("what is left", () => {
  test.each<readonly [string, Condition, Assumed]>([
    ["a known field answers, in any case", yes, true],
    ["a known field that differs answers no", no, false],
    ["an unknown field stays", open, open],
    ["and with a no is no, whatever else it asks", and(open, no), false],
    ["and with a yes is the rest", and(yes, open), open],
    ["and of what stays is all that stays", and(yes, open, other), and(open, other)],
    ["or with a yes is yes", or(open, yes), true],
    ["or with a no is the rest", or(no, open, other), or(open, other)],
    ["not turns an answer", not(no), true],
    ["not of what stays is not of the rest", not(and(yes, open)), not(open)],
    ["all of nothing is yes", and(), true],
    ["one of nothing is no", or(), false],
    ["a known field exists", field("eventName", { kind: "exists", expected: true }), true],
    ["a known field is not null", field("eventName", { kind: "null" }), false],
    [
      "below a known text nothing is said",
      field("eventName.x", { kind: "null" }),
      field("eventName.x", { kind: "null" }),
    ],
    ["fields that are both known are compared", compared("eventName", "eventSource"), false],
    ["a known field and an unknown one stay", compared("eventName", "errorCode"), compared("eventName", "errorCode")],
    ["an unknown field and a known one stay", compared("errorCode", "eventName"), compared("errorCode", "eventName")],
    ["a keyword stays", { kind: "keyword", test: glob("x") }, { kind: "keyword", test: glob("x") }],
    ["elements stay with all that is asked of them", elements(is("eventName", "x")), elements(is("eventName", "x"))],
  ])("%s", (_name, condition, left) => {
    expect(assume(condition, known)).toEqual(left);
  });

  test("it is the very condition where nothing is decided", () => {
    const condition = and(open, not(or(other, elements(open))));
    expect(assume(condition, known)).toBe(condition);
  });

  test("a path is known as well as a name, and names that objects inherit are not", () => {
    expect(assume(is("userIdentity.type", "root"), new Map([["userIdentity.type", "Root"]]))).toBe(true);
    expect(assume(is("toString", "x"), known)).toEqual(is("toString", "x"));
    expect(assume(is("__proto__", "x"), new Map([["__proto__", "X"]]))).toBe(true);
  });
});

test("for random conditions, what is left answers as the whole does, for every event with the known fields", () => {
  const text = fc.constantFrom("x", "X", "y", "22");
  const value: fc.Arbitrary<Json> = fc.oneof(text, fc.constantFrom<Json>(null, 22), fc.array(text, { maxLength: 2 }));
  const event = fc.record({ a: text, b: text, c: value, d: value }, { requiredKeys: ["a", "b"] });
  let decided = 0;
  let smaller = 0;
  fc.assert(
    fc.property(conditionArbitrary(), event, (condition, given) => {
      const left = assume(
        condition,
        new Map([
          ["a", given.a],
          ["b", given.b],
        ]),
      );
      const expected = compileMatcher(condition)(given);
      if (typeof left === "boolean") decided += 1;
      else if (left !== condition) smaller += 1;
      expect(typeof left === "boolean" ? left : compileMatcher(left)(given)).toBe(expected);
    }),
    { seed: 11, numRuns: 5000 },
  );
  expect(Math.min(decided, smaller)).toBeGreaterThan(250);
});

test.each<readonly [string, Condition, boolean]>([
  ["a keyword", { kind: "keyword", test: glob("x") }, true],
  ["a keyword among others", and(open, not(or(other, { kind: "keyword", test: glob("x") }))), true],
  ["fields", and(open, other), false],
  ["a keyword in elements, which asks them only", elements({ kind: "keyword", test: glob("x") }), false],
])("%s: asks all values or not", (_name, condition, asks) => {
  expect(asksKeyword(condition)).toBe(asks);
});

function field(name: string, asked: ValueTest): Condition {
  return { kind: "field", field: name, test: asked };
}

function glob(text: string): ValueTest {
  return { kind: "glob", glob: [text], cased: false };
}

function is(name: string, text: string): Condition {
  return field(name, glob(text));
}

function compared(name: string, with_: string): Condition {
  return field(name, { kind: "fieldRef", field: with_, how: "equals", cased: false });
}

function elements(condition: Condition): Condition {
  return { kind: "element", field: "list", quantifier: "all", condition };
}

function and(...operands: readonly Condition[]): Condition {
  return { kind: "and", operands };
}

function or(...operands: readonly Condition[]): Condition {
  return { kind: "or", operands };
}

function not(operand: Condition): Condition {
  return { kind: "not", operand };
}

function conditionArbitrary(): fc.Arbitrary<Condition> {
  const name = fc.constantFrom("a", "b", "c", "d");
  const asked = fc.constantFrom<ValueTest>(
    glob("x"),
    glob("22"),
    { kind: "null" },
    { kind: "exists", expected: false },
    { kind: "number", value: 22, text: "22" },
    { kind: "fieldRef", field: "b", how: "equals", cased: false },
    { kind: "fieldRef", field: "c", how: "equals", cased: true },
  );
  const leaf = fc.tuple(name, asked).map(([one, what]) => field(one, what));
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 5, arbitrary: leaf },
      { weight: 1, arbitrary: fc.constant<Condition>({ kind: "keyword", test: glob("y") }) },
      { weight: 2, arbitrary: fc.array(tie("tree"), { maxLength: 3 }).map((operands) => and(...operands)) },
      { weight: 2, arbitrary: fc.array(tie("tree"), { maxLength: 3 }).map((operands) => or(...operands)) },
      { weight: 1, arbitrary: tie("tree").map(not) },
    ),
  }));
  return tree;
}
