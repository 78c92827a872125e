import { describe, expect, test } from "vitest";
import { formatLocation } from "../model/index.ts";
import { type ParsedRules, parseRules } from "./index.ts";

const head = "title: T\nlogsource: { product: aws }\n";

/** A whole rule whose `detection` begins in line 4. */
function rule(detection: string): string {
  return `${head}detection:\n${detection}\n`;
}

function shown({ problems }: ParsedRules): readonly string[] {
  return problems.map(
    ({ message, location }) => `${location === undefined ? "" : formatLocation(location)} ${message}`,
  );
}

describe("a place is given for", () => {
  const search = "  a: { x: 1 }\n";
  const cases: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
    [
      "an unknown modifier",
      rule("  a:\n    x|cased|foo: 1\n  condition: a"),
      ["f.yml:5:13 There is no modifier 'foo'."],
    ],
    [
      "every unknown modifier of a rule",
      rule("  a:\n    x|foo: 1\n    'y|bar': 1\n  condition: a"),
      ["f.yml:5:7 There is no modifier 'foo'.", "f.yml:6:8 There is no modifier 'bar'."],
    ],
    [
      "an unknown search identifier",
      rule(`${search}  condition: a and not  sel`),
      ["f.yml:5:25 There is no search identifier 'sel'."],
    ],
    ["it in quotes", rule(`${search}  condition: "a or sel"`), ["f.yml:5:20 There is no search identifier 'sel'."]],
    [
      "it in a literal block",
      rule(`${search}  condition: |\n    a or\n    sel`),
      ["f.yml:7:5 There is no search identifier 'sel'."],
    ],
    [
      "it in a folded block",
      rule(`${search}  condition: >-\n    a\n    or  b`),
      ["f.yml:7:9 There is no search identifier 'b'."],
    ],
    [
      "it in a plain text of two lines",
      rule(`${search}  condition: a and\n    not b`),
      ["f.yml:6:9 There is no search identifier 'b'."],
    ],
    ["it in a list", rule(`${search}  condition:\n    - a\n    - b`), ["f.yml:7:7 There is no search identifier 'b'."]],
    [
      "a condition that ends early",
      rule(`${search}  condition: a and`),
      ["f.yml:5:19 The condition ends where a search identifier is expected."],
    ],
    ["a missing parenthesis", rule(`${search}  condition: (a`), ["f.yml:5:16 A ')' is missing at the end."]],
    ["a parenthesis too many", rule(`${search}  condition: a)`), ["f.yml:5:15 'and' or 'or' is expected before ')'."]],
    ["two names in a row", rule(`${search}  condition: a a`), ["f.yml:5:16 'and' or 'or' is expected before 'a'."]],
    [
      "an old aggregation",
      rule(`${search}  condition: a | count() by x > 5`),
      ["f.yml:5:16 Aggregations behind a '|' are no longer part of Sigma."],
    ],
    [
      "a pattern without a match",
      rule(`${search}  condition: 1 of b*`),
      ["f.yml:5:19 No search identifier fits 'b*'."],
    ],
    [
      "a condition that is empty",
      rule(`${search}  condition: ''`),
      ["f.yml:5:15 The condition ends where a search identifier is expected."],
    ],
    [
      "a condition that is null",
      rule(`${search}  condition:`),
      ["f.yml:5:13 A condition is a text such as 'selection and not filter'."],
    ],
    ["no condition", rule(search), ["f.yml:3:1 'detection' has no 'condition'."]],
    [
      "no search",
      rule("  condition: a"),
      ["f.yml:3:1 'detection' has no search identifier.", "f.yml:4:14 There is no search identifier 'a'."],
    ],
    ["an empty map", rule("  a: {}\n  condition: a"), ["f.yml:4:3 The search identifier 'a' is empty."]],
    ["an empty list", rule("  a: []\n  condition: a"), ["f.yml:4:3 The search identifier 'a' is empty."]],
    ["a search without a value", rule("  a:\n  condition: a"), ["f.yml:4:3 The search identifier 'a' is empty."]],
    ["an empty list of values", rule("  a: { x: [] }\n  condition: a"), ["f.yml:4:8 'x' has an empty list of values."]],
    [
      "a map as a value",
      rule("  a:\n    x: { y: 1 }\n  condition: a"),
      [
        "f.yml:5:8 'x' has a map for a value; write the steps of a field's path with dots, 'x.y: value'.".replace(
          "x.y",
          "x.x",
        ),
      ],
    ],
    [
      "a list in a list",
      rule("  a: { x: [1, [2]] }\n  condition: a"),
      ["f.yml:4:15 'x' has a list within its list of values."],
    ],
    [
      "an empty field",
      rule("  a: { '': 1 }\n  condition: a"),
      ["f.yml:4:9 The name of a field is wrong: it is empty."],
    ],
    [
      "a bad network in a list",
      rule("  a:\n    x|cidr:\n      - 10.0.0.0/8\n      - 10.0.0.0/33\n  condition: a"),
      ["f.yml:7:9 '10.0.0.0/33' is no network: the prefix length must lie between 0 and 32."],
    ],
    [
      "a network with bits behind its prefix",
      rule("  a: { x|cidr: 10.1.0.0/8 }\n  condition: a"),
      ["f.yml:4:16 '10.1.0.0/8' is no network: the address has bits set behind its first 8."],
    ],
    [
      "look-around",
      rule("  a:\n    x|re: '(?=a)b'\n  condition: a"),
      [
        "f.yml:5:11 This regular expression cannot be matched in linear time: invalid or unsupported Perl syntax: `(?=`.",
      ],
    ],
    [
      "a back-reference",
      rule("  a:\n    x|re: '(a)\\1'\n  condition: a"),
      ["f.yml:5:11 This regular expression cannot be matched in linear time: invalid escape sequence: `\\1`."],
    ],
    [
      "what is no regular expression",
      rule("  a:\n    x|re: '(a'\n  condition: a"),
      ["f.yml:5:11 This is no regular expression: missing closing ): `(a`."],
    ],
    [
      "a word for a number",
      rule("  a: { x|gt: much }\n  condition: a"),
      ["f.yml:4:14 'gt' needs a number, but the value is the text 'much'."],
    ],
    [
      "a word for a boolean",
      rule("  a: { x|exists: yes }\n  condition: a"),
      ["f.yml:4:18 'exists' needs true or false, but the value is the text 'yes'."],
    ],
    [
      "an hour that there is not",
      rule("  a: { t|hour: 24 }\n  condition: a"),
      ["f.yml:4:16 'hour' needs a number from 0 to 23, but the value is the number 24."],
    ],
    [
      "a null that should be text",
      rule("  a: { x|contains: null }\n  condition: a"),
      ["f.yml:4:20 'contains' needs text, but the value is null."],
    ],
    [
      "modifiers in the wrong order",
      rule("  a: { x|contains|re: b }\n  condition: a"),
      ["f.yml:4:23 're' needs the value as it is written, but the value is already a glob test."],
    ],
    ["a flag without an expression", rule("  a: { x|i: b }\n  condition: a"), ["f.yml:4:13 'i' can only follow 're'."]],
    [
      "wildcards in Base64",
      rule("  a: { x|base64: b* }\n  condition: a"),
      ["f.yml:4:18 'base64' cannot encode a value with wildcards."],
    ],
    [
      "a placeholder without values",
      rule("  a: { x|expand: '%admins%' }\n  condition: a"),
      ["f.yml:4:18 The placeholder '%admins%' has no values."],
    ],
    [
      "an unknown level",
      `${rule(`${search}  condition: a`)}level: hihg`,
      ["f.yml:6:8 'level' is one of informational, low, medium, high, critical."],
    ],
    [
      "an unknown status",
      `${rule(`${search}  condition: a`)}status: done`,
      ["f.yml:6:9 'status' is one of stable, test, experimental, deprecated, unsupported."],
    ],
    ["a missing title", rule(`${search}  condition: a`).replace("title: T\n", ""), ["f.yml:1:1 'title' is missing."]],
    [
      "an empty title",
      rule(`${search}  condition: a`).replace("title: T", "title: ''"),
      ["f.yml:1:8 'title' is empty."],
    ],
    [
      "a title that is a list",
      rule(`${search}  condition: a`).replace("title: T", "title: [T]"),
      ["f.yml:1:8 'title' is a text."],
    ],
    [
      "a missing log source",
      rule(`${search}  condition: a`).replace("logsource: { product: aws }\n", ""),
      ["f.yml:1:1 'logsource' is missing."],
    ],
    [
      "an empty log source",
      rule(`${search}  condition: a`).replace("{ product: aws }", "{}"),
      ["f.yml:2:1 'logsource' is a map with a 'product', a 'category' or a 'service'."],
    ],
    [
      "another log source",
      rule(`${search}  condition: a`).replace("aws", "windows"),
      ["f.yml:2:14 The log source is not CloudTrail, but windows."],
    ],
    [
      "another service of AWS",
      rule(`${search}  condition: a`).replace("aws", "aws, service: vpcflow"),
      ["f.yml:2:28 The log source is not CloudTrail, but aws, vpcflow."],
    ],
    ["a missing detection", head, ["f.yml:1:1 'detection' is missing."]],
    [
      "a detection that is a list",
      `${head}detection: [a]`,
      ["f.yml:3:1 'detection' is a map of search identifiers and a 'condition'."],
    ],
    [
      "a merge key of YAML 1.1",
      rule("  a: &a { x: 1 }\n  b:\n    <<: *a\n  condition: b"),
      ["f.yml:6:5 '<<' joins maps in YAML 1.1 only; rules are YAML 1.2."],
    ],
    [
      "a merge key without an alias",
      rule("  b:\n    <<: { x: 1 }\n  condition: b"),
      ["f.yml:5:5 '<<' joins maps in YAML 1.1 only; rules are YAML 1.2."],
    ],
    [
      "a key that stands twice",
      rule("  a:\n    x: 1\n    x: 2\n  condition: a"),
      ["f.yml:6:5 The key 'x' stands twice in the same map."],
    ],
    [
      "broken YAML",
      `${head}tags: [a\nlevel: low`,
      ["f.yml:4:1 YAML: Flow sequence in block collection must be sufficiently indented and end with a ]."],
    ],
    [
      "an unknown tag",
      `${head}detection: !!python/object x`,
      ["f.yml:3:12 YAML: Unresolved tag: tag:yaml.org,2002:python/object."],
    ],
    [
      "a list of rules",
      "- title: T",
      ["f.yml:1:1 A Sigma document is a map that begins with `title:`, not a list or a text."],
    ],
    [
      "a broken example",
      `${rule(`${search}  condition: a`)}examples:\n  - name: n\n    event: 1\n    matches: true`,
      ["f.yml:7:5 An example has a 'name', an 'event' and 'matches: true' or 'false'."],
    ],
    [
      "a correlation rule",
      "title: T\ncorrelation:\n  type: event_count",
      [
        "f.yml:3:3 'rules' is missing.",
        "f.yml:3:3 'timespan' is missing.",
        "f.yml:3:3 A correlation of type event_count needs a 'condition'.",
      ],
    ],
    ["a file without rules", "# nothing\n", ["f.yml The file holds no rule."]],
  ];

  test.each(cases)("%s", (_what, text, problems) => {
    const parsed = parseRules(text, "f.yml");
    expect(shown(parsed)).toEqual(problems);
    expect(parsed.rules).toEqual([]);
  });

  test("lines that end with CR LF and a file that begins with a byte order mark", () => {
    const text = `\uFEFF${rule("  a:\n    x|foo: 1\n  condition: a").replaceAll("\n", "\r\n")}`;
    expect(parseRules(text, "f.yml").problems[0]?.location).toEqual({
      file: "f.yml",
      line: 5,
      column: 7,
      excerpt: "    x|foo: 1",
    });
  });

  test("words that are nearly right, with the right one", () => {
    const text = rule("  selection:\n    x|contain: 1\n  condition: selecton");
    expect(parseRules(text, "f.yml").problems.map(({ hint }) => hint)).toEqual([
      "Did you mean 'contains'?",
      "Did you mean 'selection'?",
    ]);
  });
});
