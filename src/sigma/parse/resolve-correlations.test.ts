import { describe, expect, test } from "vitest";
import { combineRules, parseRules } from "../index.ts";
import { base, count, document } from "./correlation.fixture.ts";

describe("references", () => {
  const id = "5638f7c0-ac70-491d-8465-2a65075e0d86";
  const withId = `id: ${id}\n${base("a")}`;

  function combine(...files: readonly string[]): ReturnType<typeof combineRules> {
    return combineRules(files.map((text, at) => parseRules(text, `${at}.yml`)));
  }

  function messages(...files: readonly string[]): readonly (string | undefined)[] {
    return combine(...files).problems.map(
      ({ message, location }) => `${location?.line}:${location?.column} ${message}`,
    );
  }

  test.each([
    ["its id", id],
    ["its id in capitals", id.toUpperCase()],
    ["its name", "a"],
    ["its title", "Base a"],
  ])("name a rule by %s, in whichever file it stands", (_by, reference) => {
    const { correlations, problems } = combine(document(...count.with(1, `rules: ["${reference}"]`)), withId);
    expect(problems).toEqual([]);
    expect(correlations.map(({ rules }) => rules)).toEqual([[id]]);
  });

  test("in aliases and in conditions become ids as well", () => {
    const lines = [
      "type: temporal",
      "rules: [a, Base b]",
      "group-by: [ip]",
      "timespan: 5m",
      `aliases: { ip: { ${id}: sourceIPAddress, b: requestParameters.ip } }`,
      "condition: a and 1 of *b",
    ];
    const [only] = combine(withId, base("b"), document(...lines)).correlations;
    expect(only?.rules).toEqual([id, "b"]);
    expect(only?.aliases).toEqual([
      {
        name: "ip",
        fields: [
          { rule: id, field: "sourceIPAddress" },
          { rule: "b", field: "requestParameters.ip" },
        ],
      },
    ]);
    expect(only?.condition).toEqual({
      kind: "rules",
      expression: {
        kind: "and",
        operands: [
          { kind: "rule", rule: id },
          { kind: "rule", rule: "b" },
        ],
      },
    });
  });

  test("prefer an id to a name and a name to a title", () => {
    const twins = `id: x\n${base("y")}id: y\n${base("z")}id: w\ntitle: z\nlogsource: { product: aws }\ndetection: { s: { x: 1 }, condition: s }\n`;
    const resolved = ["x", "y", "z"].map((reference) =>
      combine(twins, document(...count.with(1, `rules: ${reference}`))).correlations.map(({ rules }) => rules),
    );
    expect(resolved).toEqual([[["x"]], [["y"]], [["y"]]]);
  });

  test("to nothing are a problem where they stand", () => {
    expect(messages(withId, document(...count.with(1, "rules: [a, bse]")))).toEqual([
      "4:14 The correlation 'T' names a rule that is not there: 'bse'.",
    ]);
  });

  test("to two rules of one title are a problem that names both", () => {
    const twins = `id: x\n${base("a")}id: y\n${base("a")}`;
    expect(messages(twins, document(...count.with(1, "rules: [Base a]")))).toEqual([
      "4:11 The correlation 'T' names 'Base a', which is 2 rules: 0.yml:1:1, 0.yml:7:1.",
    ]);
  });

  test("to one rule by two names are a problem", () => {
    expect(messages(withId, document(...count.with(1, "rules: [a, Base a]")))).toEqual([
      "4:14 The correlation 'T' names one rule twice: 'a' and 'Base a'.",
    ]);
  });

  test("to itself, to a baseline, and aliases of other rules are problems", () => {
    const baseline =
      "title: B\nlogsource: { product: aws }\nbaseline: { type: dormant, after: 9d, s: { x: 1 }, condition: s }\n";
    expect([
      messages(document(...count.with(1, "rules: [T]"))),
      messages(baseline, document(...count.with(1, "rules: [B]"))),
      messages(withId, base("b"), document(...count, "aliases: { x: { b: y } }")),
    ]).toEqual([
      ["4:11 The correlation 'T' refers to itself."],
      ["4:11 The correlation 'T' names a baseline: 'B'."],
      ["8:19 The correlation 'T' has an alias 'x' for a rule that is not among its 'rules': 'b'."],
    ]);
  });

  describe("to other correlations", () => {
    const named = (name: string, ...lines: readonly string[]): string =>
      `name: ${name}\n${document(...lines).replace("title: T", `title: ${name.toUpperCase()}`)}---\n`;
    const inner = named("inner", ...count);
    const outer = (...changes: readonly (readonly [number, string])[]): string => {
      const lines = [
        "type: event_count",
        "rules: [inner]",
        "group-by: [userIdentity.arn]",
        "timespan: 1h",
        "condition: { gte: 2 }",
      ];
      for (const [at, line] of changes) lines[at] = line;
      return named("outer", ...lines);
    };

    test("put these first", () => {
      const { correlations, problems } = combine(outer(), inner, withId);
      expect(problems).toEqual([]);
      expect(correlations.map(({ id: one, rules, chained }) => [one, rules, chained])).toEqual([
        ["inner", [id], undefined],
        ["outer", ["inner"], ["inner"]],
      ]);
    });

    test("only see by what these group", () => {
      expect(
        combine(outer([2, "group-by: []".replace("[]", "eventName")]), inner, withId).problems.map(
          ({ message, hint }) => [message, hint],
        ),
      ).toEqual([
        [
          "The correlation 'OUTER' asks the correlation 'INNER' for 'eventName', by which that one does not group.",
          "Of a correlation only the values of its group are known: userIdentity.arn.",
        ],
      ]);
      expect(
        messages(outer([0, "type: value_count"], [4, "condition: { field: eventID, gte: 2 }"]), inner, withId),
      ).toEqual([
        "8:23 The correlation 'OUTER' asks the correlation 'INNER' for 'eventID', by which that one does not group.",
      ]);
      const renamed = outer([2, "group-by: [who]"], [5, "aliases: { who: { inner: userIdentity.arn } }"]);
      expect(messages(renamed, inner, withId)).toEqual([]);
    });

    test("in a circle are rejected, each naming the circle, and so is what refers to them", () => {
      const ring = ["x", "y", "z"].map((name, at) => named(name, ...count.with(1, `rules: [${["y", "z", "x"][at]}]`)));
      const result = combine(...ring, outer([1, "rules: [x]"]), inner, withId);
      expect(result.problems.map(({ message }) => message)).toEqual([
        "The correlation 'X' refers to itself in a circle: 'X' to 'Y' to 'Z' to 'X'.",
        "The correlation 'Y' refers to itself in a circle: 'X' to 'Y' to 'Z' to 'X'.",
        "The correlation 'Z' refers to itself in a circle: 'X' to 'Y' to 'Z' to 'X'.",
        "The correlation 'OUTER' refers to correlations that refer to each other: 'X' to 'Y' to 'Z' to 'X'.",
      ]);
      expect(result.correlations.map(({ id: one }) => one)).toEqual(["inner"]);
    });

    test("that were rejected are a problem", () => {
      const blind = named("blind", ...count.with(1, "rules: [inner]").with(2, "group-by: [nothing]"));
      const files = [inner, withId, blind, outer([1, "rules: [blind]"], [2, "group-by: [nothing]"])];
      expect(combine(...files).problems.map(({ message }) => message)).toEqual([
        "The correlation 'BLIND' asks the correlation 'INNER' for 'nothing', by which that one does not group.",
        "The correlation 'OUTER' refers to 'BLIND', which was rejected.",
      ]);
    });

    test("make silent what only feeds others", () => {
      const silentIds = (...files: readonly string[]): readonly string[] => {
        const { rules, correlations } = combine(...files);
        return [...rules, ...correlations].filter(({ silent }) => silent).map(({ id: one }) => one);
      };
      expect(silentIds(withId, inner)).toEqual([id]);
      expect(silentIds(withId, inner, outer())).toEqual([id, "inner"]);
      expect(silentIds(withId, inner, outer([5, "generate: true"]))).toEqual([id]);
      expect(silentIds(withId, inner, named("loud", ...count, "generate: true"))).toEqual([]);
      // A correlation that is rejected silences nothing.
      expect(silentIds(withId, named("bad", ...count.with(1, "rules: [a, nobody]")))).toEqual([]);
    });

    test("may form a chain of any length, in any order", () => {
      const length = 1000;
      const chain = Array.from({ length }, (_, at) =>
        named(`c${at}`, ...count.with(1, `rules: [${at === 0 ? "a" : `c${at - 1}`}]`)),
      );
      const { correlations, problems } = combine(withId, ...chain.toReversed());
      expect(problems).toEqual([]);
      expect(correlations.map(({ id: one }) => one)).toEqual(chain.map((_, at) => `c${at}`));
    });
  });

  test("of documents of three kinds with one id, the first stays", () => {
    const baseline =
      "title: B\nid: a\nlogsource: { product: aws }\nbaseline: { type: dormant, after: 9d, s: { x: 1 }, condition: s }\n---\n";
    const correlation = `id: A\n${document(...count.with(1, "rules: [b]"))}`;
    const result = combine(base("b") + baseline + correlation, base("a"));
    expect([result.rules, result.correlations, result.baselines].map((kind) => kind.map(({ title }) => title))).toEqual(
      [["Base b"], [], ["B"]],
    );
    expect(result.problems.map(({ code, message }) => [code, message])).toEqual([
      ["rule.duplicate", "The id 'A' is taken by 'B' in 0.yml:6:1."],
      ["rule.duplicate", "The id 'a' is taken by 'B' in 0.yml:6:1."],
    ]);
  });

  test("of filters reach the rules of correlations and baselines, and a filter of a correlation is a problem", () => {
    const filter = (rules: string): string =>
      `title: F\nlogsource: { product: aws }\nfilter: { rules: ${rules}, s: { user: adm }, condition: s }\n`;
    const baseline =
      "title: B\nlogsource: { product: aws }\nbaseline: { type: dormant, after: 9d, s: { x: 1 }, condition: s }\n";
    const result = combine(withId, baseline, document(...count), filter("any"), filter("[B]"));
    expect(result.problems).toEqual([]);
    expect(result.rules.map(({ condition, silent }) => [condition.kind, silent])).toEqual([["and", true]]);
    expect(result.baselines.map(({ condition }) => condition.kind === "and" && condition.operands.length)).toEqual([3]);
    expect(messages(withId, document(...count), filter("[T]"))).toEqual([
      "1:1 The filter 'F' names a rule that is not there: 'T'.",
    ]);
  });
});
