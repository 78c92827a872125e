import { describe, expect, test } from "vitest";
import { combineRules, compileMatcher, lintRule, parseRules } from "./index.ts";

const head = "title: T\nlogsource: { product: aws }\n";

/** A whole rule whose `detection` begins in line 4. */
function rule(detection: string): string {
  return `${head}detection:\n${detection}\n`;
}

describe("hostile text", () => {
  const bomb = `title: T
logsource: { product: aws }
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
detection: { s: [*e, *e, *e], condition: s }
`;
  const cases: readonly (readonly [what: string, text: string, code: string])[] = [
    ["aliases that multiply", bomb, "input.too-large"],
    ["an alias of itself", "title: T\na: &a [*a]\n", "input.too-large"],
    ["thousands of brackets", `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}`, "input.too-large"],
    ["thousands of brackets that stay open", `a: ${"[".repeat(20_000)}`, "input.too-large"],
    ["a document over 1 MiB", `title: ${"x".repeat(1_100_000)}\n`, "input.too-large"],
    ["a condition of many parentheses", rule(`  a: { x: 1 }\n  condition: ${"(".repeat(5_000)}a`), "rule.syntax"],
    ["a condition of many nots", rule(`  a: { x: 1 }\n  condition: ${"not ".repeat(5_000)}a`), "rule.syntax"],
    [
      "a condition that multiplies a search",
      rule(`  a: [${"x, ".repeat(2_000)}y]\n  condition: ${"a or ".repeat(2_000)}a`),
      "rule.unsupported",
    ],
    [
      "a choice of many",
      rule(`${[..."abcdefghijklmnopqrst"].map((name) => `  ${name}: { x: 1 }\n`).join("")}  condition: 10 of them`),
      "rule.unsupported",
    ],
    ["a path of many steps", rule(`  a: { ${"x.".repeat(100)}y: 1 }\n  condition: a`), "rule.syntax"],
    ["many dashes", rule(`  a: { x|windash: '${" -a".repeat(50)}' }\n  condition: a`), "rule.unsupported"],
  ];

  test.each(cases)("%s is a problem, and few of them", (_what, text, code) => {
    const parsed = parseRules(text, "f.yml");
    expect(parsed.rules).toEqual([]);
    expect(parsed.problems.length).toBeLessThan(12);
    expect([...new Set(parsed.problems.map((problem) => problem.code))]).toEqual([code]);
  });

  test("keys that every object inherits are names like any other", () => {
    const text = rule("  constructor: { __proto__: 1, toString: x }\n  condition: constructor");
    const [only] = parseRules(
      `${text}examples:\n  - { name: n, event: { __proto__: 1 }, matches: false }`,
      "f.yml",
    ).rules;
    const matches = only && compileMatcher(only.condition);
    expect(matches?.({ x: 1 })).toBe(false);
    expect(matches?.(JSON.parse('{"__proto__":1,"toString":"X"}'))).toBe(true);
    expect(Object.keys(only?.examples[0]?.event ?? {})).toEqual(["__proto__"]);
  });

  const correlation = (lines: string): string => `title: C\ncorrelation:\n  type: temporal\n  timespan: 5m\n${lines}`;
  const names = (count: number): string => Array.from({ length: count }, (_, at) => `n${at}`).join(", ");

  test.each([
    ["10,000 rules in a correlation", correlation(`  rules: [${names(10_000)}]\n`), "rule.unsupported"],
    ["10,000 groups", correlation(`  rules: [a]\n  group-by: [${names(10_000)}]\n`), "rule.unsupported"],
    ["a correlation over 1 MiB", correlation(`  rules: ["${"x".repeat(10_000_000)}"]\n`), "input.too-large"],
    ["a name of a rule that is long", correlation(`  rules: [{ ${"x".repeat(100_000)}: 1 }]\n`), "rule.syntax"],
    [
      "an expression of many parentheses",
      correlation(`  rules: [a]\n  condition: ${"(".repeat(5_000)}a\n`),
      "rule.syntax",
    ],
    [
      "an expression that chooses many",
      correlation(`  rules: [${names(500)}]\n  condition: 9 of *\n`),
      "rule.unsupported",
    ],
    [
      "a path of many brackets",
      `sigma-version: 3\n${rule(`  a: { '${"x[any].".repeat(100)}y': 1 }\n  condition: a`)}`,
      "rule.syntax",
    ],
    ["a number without end", correlation(`  rules: [a]\n  condition: { gte: ${"9".repeat(10_000)} }\n`), "rule.syntax"],
    ["a duration without end", correlation("  rules: [a]\n").replace("5m", `${"9".repeat(10_000)}m`), "rule.syntax"],
  ])("%s is a problem of few words", (_what, text, code) => {
    const parsed = parseRules(text, "f.yml");
    expect([parsed.rules, parsed.correlations]).toEqual([[], []]);
    expect([...new Set(parsed.problems.map((problem) => problem.code))]).toEqual([code]);
    expect(parsed.problems.map(({ message }) => message).join("").length).toBeLessThan(1_000);
  });

  test("a thousand references to nothing are six problems", () => {
    const { correlations, problems } = combineRules([parseRules(correlation(`  rules: [${names(1_000)}]\n`), "f.yml")]);
    expect(correlations).toEqual([]);
    expect(problems.map(({ message }) => message).at(-1)).toBe(
      "The correlation 'C' has 995 more references of this kind.",
    );
    expect(problems).toHaveLength(6);
  });

  test("names that every object inherits are references, aliases and groups like any other", () => {
    const inherited = ["__proto__", "constructor", "toString"];
    const rules = inherited.map(
      (name) => `name: ${name}\n${rule("  a: { x: 1 }\n  condition: a").replace("title: T", `title: ${name} T`)}`,
    );
    const lines = `  rules: [${inherited.join(", ")}]\n  group-by: [${inherited.join(", ")}]\n  aliases: { __proto__: { constructor: __proto__.x } }\n  condition: __proto__ and not toString\n`;
    const set = combineRules([...rules, correlation(lines)].map((text) => parseRules(text, "f.yml")));
    expect(set.problems).toEqual([]);
    expect(set.correlations).toMatchObject([
      { rules: inherited, groupBy: inherited, aliases: [{ name: "__proto__" }] },
    ]);
    expect(set.correlations.flatMap((one) => lintRule(one)).length).toBeGreaterThan(0);
    const unknown = parseRules(correlation("  rules: [a]\n  condition: valueOf\n"), "f.yml");
    expect(unknown.problems.map(({ message }) => message)).toEqual(["There is no rule of the correlation 'valueOf'."]);
  });

  test("a circle of thousands is named in few words", () => {
    const count = 2_000;
    const ring = Array.from({ length: count }, (_, at) =>
      correlation(`  rules: [n${(at + 1) % count}]\n`).replace("title: C", `title: n${at}`),
    );
    const { correlations, problems } = combineRules(ring.map((text) => parseRules(text, "f.yml")));
    expect(correlations).toEqual([]);
    expect(problems).toHaveLength(count);
    expect(Math.max(...problems.map(({ message }) => message.length))).toBeLessThan(200);
  });
});

describe("hostile events", () => {
  const long = Array.from({ length: 60_000 }, (_, at) => `value ${at}`);
  const other = long.map((text) => `other ${text}`);
  test.each([
    ["nothing in common", other, false],
    ["the last in common", [...other, "VALUE 59999"], true],
  ])("two lists that are compared with each other, %s, take no longer than both", (_what, right, expected) => {
    const [only] = parseRules(rule("  a: { left|fieldref: right }\n  condition: a"), "f.yml").rules;
    const matches = only && compileMatcher(only.condition);
    const started = performance.now();
    expect(matches?.({ left: long, right })).toBe(expected);
    // Every pair of them would take half a minute.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
