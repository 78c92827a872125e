import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json } from "../model/index.ts";
import {
  type Condition,
  describeCondition,
  explainMatch,
  fieldsOf,
  lintRule,
  matchedFields,
  necessaryValues,
  parseRules,
  type Rule,
  valuesOf,
} from "./index.ts";

const head = "title: T\nid: i\nlevel: low\ntags: [attack.t1078]\nfalsepositives: [none]\nlogsource: { product: aws }\n";
const examples = "examples: [{ name: n, event: {}, matches: false }]\n";

function ruleOf(detection: string, more = examples): Rule {
  const { rules, problems } = parseRules(`${head}detection:\n${detection}\n${more}`, "f.yml");
  expect(problems.map(({ message }) => message)).toEqual([]);
  const [rule] = rules;
  if (rule === undefined) throw new Error("No rule.");
  return rule;
}

function conditionOf(...searches: readonly string[]): Condition {
  const named = searches.slice(0, -1).map((search, index) => `  ${"abcdef"[index]}: ${search}\n`);
  return ruleOf(`${named.join("")}  condition: ${searches.at(-1)}`).condition;
}

test("the fields of a condition, also those that are only compared with", () => {
  const condition = conditionOf("{ x.y: 1, z|fieldref: w }", "[evil]", "{ q|exists: true }", "a and b and not c");
  expect([...fieldsOf(condition)]).toEqual(["x.y", "z", "w", "q"]);
});

describe("words", () => {
  test.each([
    ["{ f: a }", 'f is "a"'],
    ["{ f: [a, B] }", 'f is one of "a", "B"'],
    ["{ f: '' }", "f is empty"],
    ["{ f: null }", "f is null or missing"],
    ["{ f: '*' }", "f is present and not null"],
    ["{ f: 22 }", "f is 22"],
    ["{ f|contains: a }", 'f contains "a"'],
    ["{ f|startswith: a }", 'f starts with "a"'],
    ["{ f|endswith: a }", 'f ends with "a"'],
    ["{ f: 'a*b?\\*' }", 'f is like "a*b?\\*"'],
    ["{ f|cased: A }", 'f is "A" (case matters)'],
    ["{ f|re|i: '^a' }", "f matches /^a/i"],
    ["{ f|cidr: 10.0.0.0/8 }", "f is an address in 10.0.0.0/8"],
    ["{ f|gte: 5 }", "f is at least 5"],
    ["{ f|exists: false }", "f is not present"],
    ["{ f|fieldref|contains: g }", "f contains the value of g"],
    ["{ f|hour|lt: 6 }", "f has an hour that is less than 6"],
    ["{ f|year: 2026 }", "f has a year that is 2026"],
    ["{ f|neq: a }", 'not (f is "a")'],
    ["[evil]", 'any value contains "evil"'],
    ["{ f: a, g: [b, null] }", 'f is "a" and (g is "b" or g is null or missing)'],
  ])("%s: %s", (search, words) => expect(describeCondition(conditionOf(search, "a"))).toBe(words));

  test("not binds closer than and, and closer than or", () => {
    const abc = ["{ f: a }", "{ f: b }", "{ f: c }"];
    const said = (condition: string): string => describeCondition(conditionOf(...abc, condition));
    expect(said("a or b and not c")).toBe('f is "a" or (f is "b" and not (f is "c"))');
    expect(said("(a OR b) AND NOT c")).toBe('f is one of "a", "b" and not (f is "c")');
    expect(said("not a and b")).toBe('not (f is "a") and f is "b"');
    expect(said("not (a and b)")).toBe('not (f is "a" and f is "b")');
    expect(said("not not a")).toBe('not (not (f is "a"))');
    expect(said("all of them")).toBe('f is "a" and f is "b" and f is "c"');
    expect(said("any of them")).toBe('f is one of "a", "b", "c"');
    expect(said("1 of a*")).toBe('f is "a"');
    expect(said("2 of them")).toBe('(f is "a" and f is "b") or (f is "a" and f is "c") or (f is "b" and f is "c")');
    expect(said("[a and b, c]")).toBe('(f is "a" and f is "b") or f is "c"');
  });
});

describe("patterns of search identifiers", () => {
  const searches = ["sel_a", "sel_b", "filter_sel", "_sel_c"]
    .map((name, index) => `  ${name}: { f: ${index} }`)
    .join("\n");
  test.each([
    ["1 of sel_*", "f is 0 or f is 1"],
    ["1 of *sel*", "f is 0 or f is 1 or f is 2"],
    ["1 of s*_b", "f is 1"],
    ["1 of sel_a", "f is 0"],
    ["1 of _*", "f is 3"],
    ["all of them", "f is 0 and f is 1 and f is 2"],
    ["_sel_c", "f is 3"],
    ["1 Of THEM", "f is 0 or f is 1 or f is 2"],
  ])("%s", (condition, words) => {
    expect(describeCondition(ruleOf(`${searches}\n  condition: ${condition}`).condition)).toBe(words);
  });
});

describe("necessary values", () => {
  test.each([
    ["of a text, in lower case", ["{ f: A }", "a"], ["a"]],
    ["of alternatives", ["{ f: [A, b] }", "a"], ["a", "b"]],
    ["of the smaller operand of and", ["{ f: [a, b] }", "{ f: c }", "a and b"], ["c"]],
    ["of both operands of or", ["{ f: a }", "{ f: b }", "a or b"], ["a", "b"]],
    ["of a text whose case matters", ["{ f|cased: A }", "a"], ["a"]],
    ["of and with something else", ["{ f: a, g: x }", "a"], ["a"]],
    ["of or with something else: none", ["{ f: a }", "{ g: x }", "a or b"], undefined],
    ["of not: none", ["{ f: a }", "not a"], undefined],
    ["of a wildcard: none", ["{ f: a* }", "a"], undefined],
    ["of a number, which has many spellings: none", ["{ f: 22 }", "a"], undefined],
    ["of null: none", ["{ f: [a, null] }", "a"], undefined],
    ["of another field: none", ["{ g: a }", "a"], undefined],
  ])("%s", (_what, searches, values) => {
    const needed = necessaryValues(conditionOf(...searches), "f");
    expect(needed && [...needed]).toEqual(values);
  });
});

test("an explanation names every part, what was asked and what was found", () => {
  const condition = conditionOf("{ eventName: [A, B] }", "{ u.t|contains: ad }", "[x]", "a and not (b or c)");
  const event: CloudTrailEvent = { eventName: "b", u: [{ t: "Admin" }, { t: 5 }], long: `x${"y".repeat(400)}` };
  const leaf = { kind: "field", held: false, field: "eventName", test: 'is "A"', found: ["b"] };
  expect(explainMatch(condition, event)).toEqual({
    kind: "and",
    held: false,
    operands: [
      { kind: "or", held: true, operands: [leaf, { ...leaf, held: true, test: 'is "B"' }] },
      {
        kind: "not",
        held: false,
        operand: {
          kind: "or",
          held: true,
          operands: [
            { kind: "field", held: true, field: "u.t", test: 'contains "ad"', found: ["Admin", "5"] },
            { kind: "keyword", held: true, test: 'any value contains "x"', found: [`x${"y".repeat(196)}...`] },
          ],
        },
      },
    ],
  });
});

test("an explanation of a field that is not there has found nothing", () => {
  const explanation = explainMatch(conditionOf("{ f: a }", "a"), {});
  expect(explanation).toEqual({ kind: "field", held: false, field: "f", test: 'is "a"', found: [] });
});

describe("matched fields", () => {
  const rows: readonly (readonly [string, readonly string[], CloudTrailEvent, { readonly [field: string]: Json }])[] = [
    [
      "are those that held, with the event's own value",
      ["{ f: a, g.h: 5 }", "a"],
      { f: "A", g: { h: 5 } },
      { f: "A", "g.h": 5 },
    ],
    ["have the element of a list that held", ["{ f: a }", "a"], { f: ["b", "A"] }, { f: "A" }],
    ["have the text of an object", ["{ f|contains: b }", "a"], { f: { b: 1 } }, { f: '{"b":1}' }],
    ["say null for what is missing", ["{ f: null }", "a"], {}, { f: null }],
    ["leave out what stands behind not", ["{ f: a }", "{ g: b }", "a and not b"], { f: "a", g: "c" }, { f: "a" }],
    ["leave out alternatives that did not hold", ["{ f: a }", "{ g: b }", "a or b"], { f: "x", g: "b" }, { g: "b" }],
    [
      "leave out parts of an alternative that failed",
      ["{ f: a, g: b }", "{ h: c }", "a or b"],
      { f: "a", h: "c" },
      { h: "c" },
    ],
    ["are none for keywords", ["[evil]", "a"], { f: "evil" }, {}],
    ["are none when the condition is not met", ["{ f: a }", "a"], { f: "b" }, {}],
    ["are cut at 256 characters", ["{ f: 'a*' }", "a"], { f: "a".repeat(300) }, { f: `${"a".repeat(253)}...` }],
  ];
  test.each(rows)("%s", (_what, searches, event, fields) => {
    const condition = conditionOf(...searches);
    expect(matchedFields(condition, event)).toEqual(fields);
    expect(matchedFields(condition, event)).toEqual(fields);
  });

  test("may be called like what every object inherits", () => {
    const fields = matchedFields(conditionOf("{ __proto__: x }", "a"), JSON.parse('{"__proto__":"x"}'));
    expect(Object.entries(fields)).toEqual([["__proto__", "x"]]);
  });
});

test("the values of a field in the order of the event", () => {
  expect(valuesOf({ a: [{ b: 1 }, {}, { b: [2, 3] }], "a.b": 4 }, "a.b")).toEqual([1, [2, 3], 4]);
});

describe("warnings", () => {
  const rows: readonly (readonly [what: string, detection: string, warnings: readonly string[]])[] = [
    [
      "none for a rule that is in order",
      "  a: { eventSource: iam.amazonaws.com, userIdentity.type: Root }\n  condition: a",
      [],
    ],
    [
      "a text that looks like a field",
      "  a:\n    userIdentity.arn|contains: responseElements.accessKey.userName\n  condition: a",
      [
        "9:5 value-is-field-path 'userIdentity.arn' is compared with the text 'responseElements.accessKey.userName', which looks like the name of a field.",
      ],
    ],
    [
      "a field that CloudTrail does not have",
      "  a:\n    userIdentity.type: Root\n    eventname: x\n  condition: a",
      ["10:5 unknown-field 'eventname' does not begin with a field of CloudTrail's records."],
    ],
    [
      "a service without its domain",
      "  a:\n    eventSource: iam\n  condition: a",
      ["9:5 event-source No AWS service writes 'iam' as its 'eventSource'."],
    ],
    ["none for a part of a service's name", "  a:\n    eventSource|startswith: iam\n  condition: a", []],
  ];
  test.each(rows)("%s", (_what, detection, warnings) => {
    const shown = lintRule(ruleOf(detection)).map(
      ({ check, message, location }) => `${location.line}:${location.column} ${check} ${message}`,
    );
    expect(shown).toEqual(warnings);
  });

  test("what a rule should have", () => {
    const text =
      "title: T\ntags: [T1078]\nlogsource: { product: aws }\ndetection: { a: { eventName: x }, condition: a }\n";
    expect(
      parseRules(text, "f.yml")
        .rules.flatMap((rule) => lintRule(rule))
        .map(({ message }) => message),
    ).toEqual([
      "The rule has no 'id'.",
      "The rule has no 'level'.",
      "The rule has no 'falsepositives'.",
      "The rule has no examples, so nothing shows that it matches what it should.",
      "The tag 'T1078' is not of the form 'namespace.name' in lower case.",
    ]);
  });
});
