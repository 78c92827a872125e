import { describe, expect, test } from "vitest";
import { type CorrelationRule, parseRules } from "../index.ts";
import { count, document } from "./correlation.fixture.ts";

function read(...lines: readonly string[]): CorrelationRule {
  const { correlations, problems } = parseRules(document(...lines), "f.yml");
  expect(problems.map(({ message }) => message)).toEqual([]);
  const [only] = correlations;
  if (only === undefined) throw new Error("No correlation.");
  return only;
}

describe("a correlation", () => {
  test("of the specification's example is read", () => {
    const { correlations, problems } = parseRules(
      `title: Many failed logins
id: 0e95725d-7320-415d-80f7-004da920fc11
level: high
correlation:
    type: event_count
    rules:
        - 5638f7c0-ac70-491d-8465-2a65075e0d86
    group-by:
        - ComputerName
    timespan: 1h
    condition:
        gte: 100
`,
      "f.yml",
    );
    expect(problems).toEqual([]);
    expect(correlations).toMatchObject([
      {
        id: "0e95725d-7320-415d-80f7-004da920fc11",
        title: "Many failed logins",
        level: "high",
        type: "event_count",
        rules: ["5638f7c0-ac70-491d-8465-2a65075e0d86"],
        groupBy: ["ComputerName"],
        aliases: [],
        timespanMs: 3_600_000,
        condition: { kind: "compare", comparisons: [{ op: "gte", value: 100 }], fields: [] },
        generate: false,
        examples: [],
      },
    ]);
  });

  test.each([
    ["30s", 30_000],
    ["5m", 300_000],
    ["90m", 5_400_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["2w", 1_209_600_000],
  ])("looks back for %s", (timespan, ms) => {
    expect(read(...count.with(3, `timespan: ${timespan}`)).timespanMs).toBe(ms);
  });

  test.each([
    ["1M", "'timespan' is no duration: months have no fixed length.", "Write days instead, such as '30d'."],
    ["1y", "'timespan' is no duration: years have no fixed length.", "Write days instead, such as '365d'."],
    ["0s", "'timespan' is too short; one second is the least.", undefined],
    ["99999d", "'timespan' is longer than 366 days.", undefined],
    ["5", expect.stringContaining("is no duration"), undefined],
    ["1.5h", expect.stringContaining("is no duration"), undefined],
    ["5M5s", expect.stringContaining("is no duration"), undefined],
    ["[5m]", expect.stringContaining("is no duration"), undefined],
  ])("does not look back for %s", (timespan, message, hint) => {
    const { problems, correlations } = parseRules(document(...count.with(3, `timespan: ${timespan}`)), "f.yml");
    expect(problems.map((one) => [one.message, one.hint, one.location?.line])).toEqual([[message, hint, 6]]);
    expect(correlations).toEqual([]);
  });

  test("takes one text for a list, and may do without groups", () => {
    const rule = read("type: event_count", "rules: a", "timespan: 5m", "condition: { gt: 1, lte: 5 }");
    expect([rule.rules, rule.groupBy]).toEqual([["a"], []]);
    expect(rule.condition).toEqual({
      kind: "compare",
      comparisons: [
        { op: "gt", value: 1 },
        { op: "lte", value: 5 },
      ],
      fields: [],
    });
    expect(read(...count.with(2, "group-by: userIdentity.arn")).groupBy).toEqual(["userIdentity.arn"]);
  });

  test.each([
    ["in the condition", ["condition: { field: userIdentity.arn, gte: 3 }"], ["userIdentity.arn"]],
    ["beside the condition", ["field: userIdentity.arn", "condition: { gte: 3 }"], ["userIdentity.arn"]],
    ["as a list", ["condition: { field: [a, b], gte: 3 }"], ["a", "b"]],
  ])("of values has its field %s", (_where, lines, fields) => {
    const rule = read("type: value_count", "rules: [a]", "timespan: 5m", ...lines);
    expect(rule.condition).toEqual({ kind: "compare", comparisons: [{ op: "gte", value: 3 }], fields });
  });

  test.each([
    ["value_sum", "{ field: f, gt: -0.5 }", { comparisons: [{ op: "gt", value: -0.5 }], fields: ["f"] }],
    ["value_avg", "{ field: f, lt: 2.5 }", { comparisons: [{ op: "lt", value: 2.5 }], fields: ["f"] }],
    ["value_percentile", "{ field: f, percentile: 95, neq: 0 }", { fields: ["f"], percentile: 95 }],
  ])("of type %s calculates", (type, condition, expected) => {
    const rule = read(`type: ${type}`, "rules: [a]", "timespan: 5m", `condition: ${condition}`);
    expect(rule.condition).toMatchObject({ kind: "compare", ...expected });
  });

  test("has its percentile beside the condition, too", () => {
    const lines = ["field: f", "percentile: 1", "condition: { lte: 1 }"];
    const rule = read("type: value_percentile", "rules: [a]", "timespan: 5m", ...lines);
    expect(rule.condition).toMatchObject({ fields: ["f"], percentile: 1 });
  });

  const a = { kind: "rule", rule: "a" };
  const b = { kind: "rule", rule: "b" };
  const c = { kind: "rule", rule: "cc" };
  test.each([
    ["no condition", [], { kind: "and", operands: [a, b, c] }],
    ["a and b", ["condition: a AND b"], { kind: "and", operands: [a, b] }],
    [
      "not and or",
      ["condition: (a or b) and not cc"],
      {
        kind: "and",
        operands: [
          { kind: "or", operands: [a, b] },
          { kind: "not", operand: c },
        ],
      },
    ],
    ["1 of", ["condition: 1 of *"], { kind: "or", operands: [a, b, c] }],
    ["all of", ["condition: all of c*"], c],
    [
      "2 of",
      ["condition: 2 of [a]*".replace("[a]", "")],
      {
        kind: "or",
        operands: [
          { kind: "and", operands: [a, b] },
          { kind: "and", operands: [a, c] },
          { kind: "and", operands: [b, c] },
        ],
      },
    ],
  ])("of time asks which rules occurred: %s", (_what, lines, expression) => {
    for (const type of ["temporal", "temporal_ordered"]) {
      const rule = read(`type: ${type}`, "rules: [a, b, cc]", "timespan: 5m", ...lines);
      expect(rule.condition).toEqual({ kind: "rules", expression });
    }
  });

  test("of time counts different rules", () => {
    const rule = read("type: temporal", "rules: [a, b, c]", "timespan: 5m", "condition: { gte: 2 }");
    expect(rule.condition).toEqual({ kind: "compare", comparisons: [{ op: "gte", value: 2 }], fields: [] });
  });

  test.each([
    ["at the top", "generate: true\n", []],
    ["inside", "", ["generate: true"]],
  ])("says 'generate' %s", (_where, top, lines) => {
    const { correlations } = parseRules(`${top}${document(...count, ...lines)}`, "f.yml");
    expect(correlations.map(({ generate }) => generate)).toEqual([true]);
  });
});
