import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json } from "../model/index.ts";
import {
  type Condition,
  compileMatcher,
  describeCondition,
  explainMatch,
  fieldsOf,
  matchedFields,
  necessaryValues,
  parseRules,
} from "./index.ts";

function document(search: string, version = "sigma-version: 3\n"): string {
  // Within braces YAML wants quotes around names with brackets.
  const quoted = search.replace(/(?<=[{,] )[^\s'{}:]*\][^\s'{}:]*(?=: )/g, "'$&'");
  return `${version}title: T\nlogsource: { product: aws }\ndetection:\n  s: ${quoted}\n  condition: s\n`;
}

function conditionOf(search: string, version?: string): Condition {
  const { rules, problems } = parseRules(document(search, version), "f.yml");
  expect(problems.map(({ message }) => message)).toEqual([]);
  const [rule] = rules;
  if (rule === undefined) throw new Error("No rule.");
  return rule.condition;
}

function problemsOf(search: string): readonly string[] {
  return parseRules(document(search), "f.yml").problems.map(
    ({ location, message }) => `${location?.line}:${location?.column} ${message}`,
  );
}

const open = { cidrIp: "0.0.0.0/0", fromPort: 443 };
const inside = { cidrIp: "10.0.0.0/8", fromPort: 22 };
const both = { cidrIp: "0.0.0.0/0", fromPort: 22 };

describe("brackets in the name of a field", () => {
  const cases: readonly (readonly [search: string, value: Json, expected: boolean])[] = [
    ["{ l[any]: x }", ["y", "X"], true],
    ["{ l[any]: x }", ["y"], false],
    ["{ l[all]: x }", ["x", "X"], true],
    ["{ l[all]: x }", ["x", "y"], false],
    ["{ l[none]: x }", ["y"], true],
    ["{ l[none]: x }", ["y", "x"], false],
    ["{ l[all_or_empty]: x }", ["x", "y"], false],
    ["{ l[0]: x }", ["x", "y"], true],
    ["{ l[1]: x }", ["x", "y"], false],
    ["{ l[-1]|contains: Y }", ["x", "xyz"], true],
    ["{ l[-3]: x }", ["x", "y"], false],
    // Of the values, one must hold for each element, not one for all of them.
    ["{ l[all]: [x, y] }", ["x", "y"], true],
    ["{ l[any]|contains|all: [a, b] }", ["xa", "yb"], false],
    ["{ l[any]|contains|all: [a, b] }", ["xa", "ab"], true],
    ["{ l[any]|neq: x }", ["x", "y"], true],
    ["{ l[all]|neq: x }", ["x", "y"], false],
    ["{ l[all].a: 1 }", [{ a: 1 }, { a: "1" }], true],
    ["{ l[all].a: 1 }", [{ a: 1 }, {}], false],
    ["{ l[any].a|exists: false }", [{ a: 1 }, {}], true],
    ["{ l[any].a: null }", [{ a: 1 }, { a: null }], true],
    ["{ l[all].a[any]: x }", [{ a: ["x", "y"] }, { a: ["x"] }], true],
    ["{ l[all].a[any]: x }", [{ a: ["x"] }, { a: ["y"] }], false],
    ["{ l[any][0]: x }", [["y", "x"], ["x"]], true],
    ["{ l[any][0]: x }", [["y", "x"]], false],
    // Without a bracket, one of the lists on the way.
    ["{ l.a[all]: x }", [{ a: ["x", "y"] }, { a: ["x"] }], true],
    ["{ l.a[none]: y }", [{ a: ["x", "y"] }, { a: ["x"] }], false],
    // What is no list is a list of one; what is missing or null has no elements.
    ["{ l[all]: x }", "x", true],
    ["{ l[0]: x }", "x", true],
    ["{ l[any].a: 1 }", { a: 1 }, true],
    ...(["any", "all", "none", "all_or_empty", "0"] as const).flatMap((quantifier) =>
      [[], null].map(
        (empty) => [`{ l[${quantifier}]: x }`, empty, quantifier === "none" || quantifier === "all_or_empty"] as const,
      ),
    ),
    // Blocks: one element meets all of it.
    ["{ l[any]: { cidrIp: 0.0.0.0/0, fromPort: 22 } }", [open, inside], false],
    ["{ l[any]: { cidrIp: 0.0.0.0/0, fromPort: 22 } }", [open, inside, both], true],
    ["{ l[none]: { cidrIp: 0.0.0.0/0, fromPort: 22 } }", [open, inside], true],
    ["{ l[any]: [{ fromPort: 443 }, { fromPort: 80 }] }", [inside, open], true],
    ["{ l[any]: [{ fromPort: 444 }, { fromPort: 80 }] }", [inside, open], false],
    ["{ l[0].n[any]: { a: 1 } }", [{ n: [{ a: 2 }, { a: 1 }] }], true],
    [
      "{ l[any]: { n[all]: { a: 1 }, b: 1 } }",
      [
        { n: [{ a: 1 }], b: 2 },
        { n: [{ a: 2 }], b: 1 },
      ],
      false,
    ],
    ["{ l[any]: { n[all]: { a: 1 }, b: 1 } }", [{ n: [{ a: 1 }, { a: 1 }], b: 1 }], true],
    ["{ l[any]: { .|gte: 500, .|lte: 599 } }", [404, 700], false],
    ["{ l[any]: { .|gte: 500, .|lte: 599 } }", [404, 502], true],
    [
      "{ l[any]: { a|fieldref: b } }",
      [
        { a: 1, b: 2 },
        { a: 2, b: 1 },
      ],
      false,
    ],
    [
      "{ l[any]: { a|fieldref: b } }",
      [
        { a: 1, b: 2 },
        { a: 3, b: 3 },
      ],
      true,
    ],
    ["{ l[any]: { condition: in and not tcp, in: { p: 1 }, tcp: { q: tcp } } }", [{ p: 1, q: "tcp" }, { p: 2 }], false],
    ["{ l[any]: { condition: in and not tcp, in: { p: 1 }, tcp: { q: tcp } } }", [{ p: 1, q: "udp" }], true],
    ["{ l[any]: { '': 1 } }".replace("''", "x"), [{ "": 1 }], false],
  ];

  test.each(cases)("%s of %j: %s", (search, value, expected) => {
    const condition = conditionOf(search);
    expect(compileMatcher(condition)({ l: value })).toBe(expected);
    expect(explainMatch(condition, { l: value }).held).toBe(expected);
    if (expected)
      expect(Object.keys(matchedFields(condition, { l: value })).every((name) => fieldsOf(condition).has(name))).toBe(
        true,
      );
  });

  test.each(["any", "all", "0"])("[%s] of a field that is missing does not hold", (quantifier) => {
    expect(compileMatcher(conditionOf(`{ l[${quantifier}]: x }`))({})).toBe(false);
  });

  test("[none] of a field that is missing holds, and so does [all_or_empty]", () => {
    expect(["none", "all_or_empty"].map((one) => compileMatcher(conditionOf(`{ l[${one}]: x }`))({}))).toEqual([
      true,
      true,
    ]);
  });

  test("are part of the name in documents that are not for Sigma 3, and behind a backslash", () => {
    for (const [search, version] of [
      ["{ 'l[0]': x }", ""],
      ["{ 'l[0]': x }", "sigma-version: 2.1.0\n"],
      ["{ 'l\\[0\\]': x }", undefined],
    ] as const) {
      const matches = compileMatcher(conditionOf(search, version));
      expect([matches({ "l[0]": "x" }), matches({ l: ["x"] })]).toEqual([true, false]);
    }
  });

  test.each([
    [
      "{ 'l[some]': x }",
      "5:9 The name of a field is wrong: '[some]' is none of [any], [all], [all_or_empty], [none] and the number of an element, such as [0].",
    ],
    ["{ 'l[any': x }", "5:9 The name of a field is wrong: it has a bracket without its other half."],
    ["{ 'l[any]x': x }", "5:9 The name of a field is wrong: a bracket is followed by a dot or by nothing."],
    ["{ '[any]': x }", "5:9 The name of a field is wrong: a bracket stands behind the name of a list."],
    [
      "{ 'l[any]|contains': { a: 1 } }",
      "5:27 'l[any]|contains' has a map for a value; write the steps of a field's path with dots, 'l[any]|contains.x: value'.",
    ],
    ["{ 'l[any].a|fieldref': b }", "5:29 'fieldref' cannot follow a bracket in the name of a field."],
    ["{ 'l[any]': { a|foo: 1 } }", "5:22 There is no modifier 'foo'."],
    ["{ 'l[any]': { condition: nothing, a: { x: 1 } } }", "5:31 There is no search identifier 'nothing'."],
  ])("that make no sense are a problem: %s", (search, problem) => {
    expect(problemsOf(search)).toEqual([problem]);
  });

  test("of a later Sigma are a problem", () => {
    expect(
      parseRules(document("{ x: 1 }", "sigma-version: 4\n"), "f.yml").problems.map(({ code, message }) => [
        code,
        message,
      ]),
    ).toEqual([["rule.unsupported", "'sigma-version' is not one that is known: 1, 2 or 3."]]);
  });
});

describe("what is asked of elements", () => {
  const condition = conditionOf("{ p.items[any]: { cidrIp: 0.0.0.0/0, r.items[all].port: 22 }, eventName: A }");
  const event: CloudTrailEvent = {
    eventName: "a",
    p: { items: [{ cidrIp: "0.0.0.0/0", r: { items: [{ port: 22 }] } }] },
  };

  test("has words", () => {
    expect(describeCondition(condition)).toBe(
      'p.items has an element where (its cidrIp is "0.0.0.0/0" and its r.items has elements, and in each of them (its port is 22)) and eventName is "A"',
    );
    expect(
      ["{ l[none]: x }", "{ l[1]: x }", "{ l[-2]: x }"].map((search) => describeCondition(conditionOf(search))),
    ).toEqual([
      'l has no element where (it is "x")',
      'l has an element 1 where (it is "x")',
      'l has an element 2 from the end where (it is "x")',
    ]);
  });

  test("has paths that begin at the event", () => {
    expect([...fieldsOf(condition)]).toEqual([
      "p.items",
      "p.items.cidrIp",
      "p.items.r.items",
      "p.items.r.items.port",
      "eventName",
    ]);
    const [rule] = parseRules(document("{ p.items[any]: { cidrIp: x } }"), "f.yml").rules;
    expect([...(rule?.fieldLocations ?? [])].map(([field, { column }]) => [field, column])).toEqual([
      ["p.items", 9],
      ["p.items.cidrIp", 26],
    ]);
  });

  test("is found and explained", () => {
    expect(compileMatcher(condition)(event)).toBe(true);
    expect(matchedFields(condition, event)).toEqual({
      "p.items.cidrIp": "0.0.0.0/0",
      "p.items.r.items.port": 22,
      eventName: "a",
    });
    expect(explainMatch(conditionOf("{ l[any]: x }"), { l: ["y"] })).toEqual({
      kind: "field",
      held: false,
      field: "l",
      test: 'has an element where (it is "x")',
      found: ['["y"]'],
    });
  });

  test("is not what an event needs in a field of the same name", () => {
    expect(necessaryValues(conditionOf("{ l[any]: { eventName: A } }"), "eventName")).toBeUndefined();
    expect(necessaryValues(condition, "eventName")).toEqual(new Set(["a"]));
  });

  test("holds for keys that every object inherits only where they are own", () => {
    const inherited = conditionOf("{ l[any]: { constructor.name: Object, __proto__: '*' } }");
    expect(compileMatcher(inherited)({ l: [{}] })).toBe(false);
    expect(compileMatcher(inherited)(JSON.parse('{"l":[{"constructor":{"name":"object"},"__proto__":1}]}'))).toBe(true);
  });
});
