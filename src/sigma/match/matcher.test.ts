import { expect, test } from "vitest";
import type { CloudTrailEvent } from "../../model/index.ts";
import type { Glob, ValueTest } from "../index.ts";
import { type Condition, compileMatcher, explainMatch } from "../index.ts";

const many = { any: "many" } as const;
const one = { any: "one" } as const;

function field(name: string, test: ValueTest): Condition {
  return { kind: "field", field: name, test };
}

function is(...glob: Glob): ValueTest {
  return { kind: "glob", glob, cased: false };
}

function not(operand: Condition): Condition {
  return { kind: "not", operand };
}

const exists: ValueTest = { kind: "exists", expected: true };
const isNull: ValueTest = { kind: "null" };
const policy = '{"Statement":[{"Action":"s3:GetObject",\n"Resource":"*"}]}';

/** What every engine must answer, one row a question. */
const contract: readonly (readonly [
  question: string,
  condition: Condition,
  event: CloudTrailEvent,
  answer: boolean,
])[] = [
  ["text ignores case", field("a", is("stoplogging")), { a: "StopLogging" }, true],
  ["`cased` makes case matter", field("a", { kind: "glob", glob: ["x"], cased: true }), { a: "X" }, false],
  ["`not` keeps an event without the field", not(field("a", is("x"))), {}, true],
  ["`not` keeps an event with null there", not(field("a", is("x"))), { a: null }, true],
  ["a path goes into objects", field("a.b", is("x")), { a: { b: "x" } }, true],
  ["a path through null is missing", field("a.b", isNull), { a: null }, true],
  ["a path through text is missing", field("a.b", exists), { a: "b" }, false],
  ["a path crosses arrays at every step", field("a.b.c", is("x")), { a: [{ b: [{ c: "y" }, { c: ["x"] }] }] }, true],
  ["an array is asked by its elements", field("a", is("x")), { a: ["y", "x"] }, true],
  ["an element without the rest of the path is null", field("a.b", isNull), { a: [{ b: "x" }, {}] }, true],
  ["an array in which all have the field is not null", field("a.b", isNull), { a: [{ b: "x" }] }, false],
  ["an empty array on the way is null", field("a.b", isNull), { a: [] }, true],
  ["an empty array is not null", field("a", isNull), { a: [] }, false],
  ["an empty array exists", field("a", exists), { a: [] }, true],
  ["arrays in arrays are one array", field("a.b", is("x")), { a: [[{ b: "x" }]] }, true],
  ["a dotted key at the end", field("a.b.c", is("x")), { a: { "b.c": "x" } }, true],
  ["a dotted key at the begin", field("a.b.c", is("x")), { "a.b": { c: "x" } }, true],
  ["a dotted key alone", field("a.b.c", is("x")), { "a.b.c": "x" }, true],
  ["a dotted key beside a path that ends early", field("a.b", isNull), { a: {}, "a.b": "x" }, false],
  ["a dotted key that leads nowhere", field("a.b.c", isNull), { a: { b: { c: "x" } }, "a.b": {} }, false],
  ["an object is its compact JSON text", field("a", is(many, '"b":1', many)), { a: { b: 1 } }, true],
  ["an array is its compact JSON text", field("a", is("[1,2]")), { a: [1, 2] }, true],
  ["a policy inside a string reads as it is", field("a", is(many, '"s3:GetObject"', many)), { a: { p: policy } }, true],
  ["and as it is escaped", field("a", is(many, '\\"s3:GetObject\\"', many)), { a: { p: policy } }, true],
  [
    "a regular expression meets JSON text, too",
    field("a", { kind: "regex", source: '"b":\\d', flags: "" }),
    { a: { b: 1 } },
    true,
  ],
  ["`*` alone means present", field("a", is(many)), { a: "" }, true],
  ["`*` alone means not null", field("a", is(many)), { a: null }, false],
  ["`*` backtracks", field("a", is(many, "a", one, "b")), { a: "aXaYb" }, true],
  ["`*` in the middle does not overlap", field("a", is("aba", many, "aba")), { a: "ababa" }, false],
  [
    "many texts of one field are asked together",
    { kind: "or", operands: [field("a", is("x")), field("a", is("Y"))] },
    { a: ["y"] },
    true,
  ],
  [
    "and of an object by its text",
    { kind: "or", operands: [field("a", is("x")), field("a", is("{}"))] },
    { a: {} },
    true,
  ],
  ["an empty text is not missing", field("a", is()), {}, false],
  ["all of nothing is true", { kind: "and", operands: [] }, {}, true],
  ["one of nothing is false", { kind: "or", operands: [] }, {}, false],
  ["inherited properties are missing", field("constructor", exists), { a: 1 }, false],
  ["and on a path", field("a.toString.name", exists), { a: { b: 1 } }, false],
  ["`__proto__` is missing", field("__proto__.x", exists), { a: 1 }, false],
  ["`__proto__` from JSON is a field", field("__proto__.x", exists), JSON.parse('{"__proto__":{"x":1}}'), true],
  ["a keyword sees values", { kind: "keyword", test: is(many, "ev", many) }, { a: [{ b: "EVIL" }] }, true],
  ["a keyword does not see keys", { kind: "keyword", test: is(many, "ev", many) }, { evil: [{ evil: 1 }] }, false],
];

test.each(contract)("%s", (_question, condition, event, answer) => {
  expect(compileMatcher(condition)(event)).toBe(answer);
  expect(explainMatch(condition, event).held).toBe(answer);
});

test("an event that is nested without end does not stop a matcher", () => {
  const deep: CloudTrailEvent = JSON.parse(`{"a":${"[".repeat(50_000)}"x"${"]".repeat(50_000)}}`);
  const objects: CloudTrailEvent = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`);
  expect(compileMatcher(field("a", is("x")))(deep)).toBe(true);
  expect(compileMatcher(field("a.b", is("x")))(deep)).toBe(false);
  expect(compileMatcher({ kind: "keyword", test: is("x") })(deep)).toBe(true);
  expect(compileMatcher(field("a", is("x")))(objects)).toBe(false);
});

test("a regular expression that backtracks without end elsewhere is answered at once", () => {
  const matches = compileMatcher(field("a", { kind: "regex", source: "(a+)+$", flags: "" }));
  expect(matches({ a: `${"a".repeat(50_000)}!` })).toBe(false);
});

test("a keyword does not see what was derived, which events do not say and other rules ask for", () => {
  const keyword = compileMatcher({ kind: "keyword", test: is(many, "ev", many) });
  expect(keyword({ eventName: "x", derived: { principal: "evil" } })).toBe(false);
  expect(keyword({ requestParameters: { derived: "evil" }, derived: {} })).toBe(true);
});
