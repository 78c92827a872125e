import { describe, expect, test } from "vitest";
import { compileMatcher, parseRules } from "./index.ts";

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
});
