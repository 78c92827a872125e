import { describe, expect, test } from "vitest";
import { parseRules } from "../index.ts";
import { count, document } from "./correlation.fixture.ts";

describe("a place is given for", () => {
  const cases: readonly (readonly [what: string, lines: readonly string[], problems: readonly string[]])[] = [
    [
      "an unknown type",
      count.with(0, "type: event_cuont"),
      [
        "3:9 There is no correlation of type 'event_cuont': there are event_count, value_count, temporal, temporal_ordered, value_sum, value_avg, value_percentile. Did you mean 'event_count'?",
      ],
    ],
    [
      "an unknown key",
      [...count, "group_by: [x]"],
      ["8:3 'group_by' is no key of a correlation. Did you mean 'group-by'?"],
    ],
    ["no rules", count.with(1, "rules: []"), ["4:3 'rules' is an empty list."]],
    ["a rule that is no text", count.with(1, "rules: [{ a: 1 }]"), ["4:11 'rules' is a text or a list of texts."]],
    ["a rule twice", count.with(1, "rules: [a, a]"), ["4:14 'rules' says 'a' twice."]],
    [
      "event_count without a condition",
      count.slice(0, 4),
      ["3:3 A correlation of type event_count needs a 'condition'. Write 'condition: gte: 10', for example."],
    ],
    [
      "event_count with a field",
      count.with(4, "condition: { field: x, gte: 5 }"),
      [
        "7:16 A correlation of type event_count has no 'field'. To count the values of a field, write 'type: value_count'.",
      ],
    ],
    [
      "event_count with an expression",
      count.with(4, "condition: a and b"),
      ["7:3 The condition of a correlation of type event_count is a map such as 'gte: 10'."],
    ],
    [
      "a comparison with text",
      count.with(4, "condition: { gte: many }"),
      ["7:21 'gte' needs a whole number of at least 0."],
    ],
    [
      "a comparison with part of an event",
      count.with(4, "condition: { gte: 1.5 }"),
      ["7:21 'gte' needs a whole number of at least 0."],
    ],
    [
      "an unknown comparison",
      count.with(4, "condition: { ge: 5, gte: 5 }"),
      ["7:16 'ge' is no comparison: there are gt, gte, lt, lte, eq, neq. Did you mean 'gt'?"],
    ],
    [
      "an empty condition",
      count.with(4, "condition: {}"),
      ["7:14 The condition compares with no number. Write 'gte: 10', for example."],
    ],
    [
      "a range that is empty",
      count.with(4, "condition: { gt: 5, lt: 6 }"),
      [
        "7:14 No number of events meets the condition. To be told when events stop, write a baseline of type 'silence'.",
      ],
    ],
    [
      "a count of nothing",
      count.with(4, "condition: { eq: 0 }"),
      [
        "7:14 No number of events meets the condition. To be told when events stop, write a baseline of type 'silence'.",
      ],
    ],
    [
      "value_count without a field",
      count.with(0, "type: value_count"),
      [
        "7:14 A correlation of type value_count needs a 'field' in its condition. Name the field whose values are counted.",
      ],
    ],
    [
      "a field twice",
      [...count.with(0, "type: value_count").with(4, "condition: { field: x, gte: 5 }"), "field: y"],
      ["8:3 'field' stands both in 'condition' and beside it."],
    ],
    [
      "value_sum of two fields",
      count.with(0, "type: value_sum").with(4, "condition: { field: [x, y], gte: 5 }"),
      ["7:27 A correlation of type value_sum calculates with one field."],
    ],
    [
      "value_percentile without one",
      count.with(0, "type: value_percentile").with(4, "condition: { field: x, gte: 5 }"),
      [
        "7:14 A correlation of type value_percentile needs a 'percentile' from 1 to 99. Write 'percentile: 95', for example.",
      ],
    ],
    [
      "a percentile of 100",
      count.with(0, "type: value_percentile").with(4, "condition: { field: x, percentile: 100, gte: 5 }"),
      [
        "7:38 A correlation of type value_percentile needs a 'percentile' from 1 to 99. Write 'percentile: 95', for example.",
      ],
    ],
    [
      "a percentile of a sum",
      count.with(0, "type: value_sum").with(4, "condition: { field: x, percentile: 5, gte: 5 }"),
      ["7:26 A correlation of type value_sum has no 'percentile'."],
    ],
    [
      "more rules than there are",
      count.with(0, "type: temporal").with(4, "condition: { gte: 2 }"),
      ["7:14 No number of rules meets the condition. To be told when events stop, write a baseline of type 'silence'."],
    ],
    [
      "a rule that an expression has from elsewhere",
      count.with(0, "type: temporal").with(4, "condition: a and bb"),
      ["7:20 There is no rule of the correlation 'bb'. Did you mean 'a'?"],
    ],
    [
      "an expression of nothing",
      count.with(0, "type: temporal").with(4, "condition: not a"),
      ["7:14 The condition holds when none of the rules has matched. Name at least one rule that must match."],
    ],
    [
      "an open parenthesis",
      count.with(0, "type: temporal").with(4, "condition: (a"),
      ["7:16 A ')' is missing at the end."],
    ],
    ["a group that is no field", count.with(2, "group-by: ['']"), ["5:14 'group-by' is a text or a list of texts."]],
    [
      "aliases that are a list",
      [...count, "aliases: [a]"],
      ["8:3 'aliases' is a map of at most 100 names, each with a map of rules and fields."],
    ],
    [
      "an alias without rules",
      [...count, "aliases: { ip: sourceIPAddress }"],
      ["8:14 The alias 'ip' is a map of rules and their fields. Write 'ip: { name_of_a_rule: field }'."],
    ],
    [
      "an alias without a field",
      [...count, "aliases: { ip: { a: [] } }"],
      ["8:23 The name of a field is wrong: it is empty."],
    ],
    ["generate as a text", [...count, "generate: maybe"], ["8:13 'generate' is true or false."]],
  ];

  test.each(cases)("%s", (_what, lines, problems) => {
    const parsed = parseRules(document(...lines), "f.yml");
    const shown = parsed.problems.map(({ location, message, hint }) =>
      [`${location?.line}:${location?.column}`, message, ...(hint === undefined ? [] : [hint])].join(" "),
    );
    expect(shown).toEqual(problems);
    expect(parsed.correlations).toEqual([]);
  });

  test("a correlation that is no map, and one with a detection of its own", () => {
    const texts = ["title: T\ncorrelation: yes\n", `${document(...count)}detection: { s: { x: 1 }, condition: s }\n`];
    expect(texts.map((text) => parseRules(text, "f.yml").problems.map(({ message }) => message))).toEqual([
      ["'correlation' is a map with 'type', 'rules' and 'timespan'."],
      ["A correlation has no 'detection'."],
    ]);
  });
});
