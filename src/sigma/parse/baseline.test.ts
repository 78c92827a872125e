import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type BaselineRule, compileMatcher, parseRules } from "../index.ts";

const day = 86_400_000;

/** A document whose `baseline` begins in line 3, with its first line in line 4. */
function document(...lines: readonly string[]): string {
  const section = ["selection: { eventName: AssumeRole }", "condition: selection", ...lines];
  return `title: T\nlogsource: { product: aws, service: cloudtrail }\nbaseline:\n${section.map((line) => `  ${line}\n`).join("")}`;
}

function read(...lines: readonly string[]): BaselineRule {
  const { baselines, problems } = parseRules(document(...lines), "f.yml");
  expect(problems.map(({ message }) => message)).toEqual([]);
  const [only] = baselines;
  if (only === undefined) throw new Error("No baseline.");
  return only;
}

describe("a baseline", () => {
  test("is read with what it learns and forgets", () => {
    const lines = ["type: first_seen", "group-by: [derived.principal, awsRegion]", "field: requestParameters.roleArn"];
    const rule = read(...lines, "learning: 0d", "min-events: 20", "forget: 30d");
    expect(rule).toMatchObject({
      id: "T",
      logsource: { product: "aws", service: "cloudtrail" },
      groupBy: ["derived.principal", "awsRegion"],
      question: { kind: "first_seen", fields: ["requestParameters.roleArn"] },
      learningMs: 0,
      minimumEvents: 20,
      forgetMs: 30 * day,
      examples: [],
    });
    expect(rule.fieldLocations?.get("derived.principal")).toMatchObject({ line: 7, column: 14 });
    expect(["AssumeRole", "GetUser"].map((eventName) => compileMatcher(rule.condition)({ eventName }))).toEqual([
      true,
      false,
    ]);
  });

  test.each([
    ["first_seen", ["field: [a, b]"], { kind: "first_seen", fields: ["a", "b"] }],
    ["rare", ["field: a", "share: 0.0001"], { kind: "rare", fields: ["a"], share: 0.0001 }],
    ["dormant", ["after: 60d"], { kind: "dormant", afterMs: 60 * day }],
    ["silence", ["after: 2h"], { kind: "silence", afterMs: 7_200_000, factor: 3 }],
    ["spike", ["span: 1h"], { kind: "spike", spanMs: 3_600_000, factor: 10, atLeast: 1 }],
    [
      "spike",
      ["span: 1h", "factor: 2.5", "at-least: 100", "sum: additionalEventData.bytesTransferredOut"],
      { kind: "spike", spanMs: 3_600_000, factor: 2.5, atLeast: 100, sumOf: "additionalEventData.bytesTransferredOut" },
    ],
    ["travel", ["group-by: derived.principal"], { kind: "travel", kilometersPerHour: 900, kilometers: 500 }],
    [
      "travel",
      ["group-by: derived.principal", "speed: 100", "distance: 50"],
      { kind: "travel", kilometersPerHour: 100, kilometers: 50 },
    ],
  ])("of type %s asks its question, and learns for two weeks if it does not say", (type, lines, question) => {
    const rule = read(`type: ${type}`, ...lines);
    expect(rule.question).toEqual(question);
    expect([rule.learningMs, rule.minimumEvents, rule.forgetMs]).toEqual([
      14 * day,
      1,
      Math.max(90, type === "dormant" ? 120 : 0) * day,
    ]);
  });

  const first = ["type: first_seen", "field: a"];
  test.each([
    [
      ["type: newest", "field: a"],
      ["6:9 There is no baseline of type 'newest': there are first_seen, rare, dormant, silence, spike, travel."],
    ],
    [["field: a"], ["4:3 'type' is missing: there are first_seen, rare, dormant, silence, spike, travel."]],
    [["type: first_seen"], ["4:3 'field' is missing. Name the field or fields whose values are learned."]],
    [["type: rare", "field: a"], ["4:3 'share' is missing; it is a number between 0 and 1, both left out."]],
    [["type: rare", "field: a", "share: 1"], ["8:10 'share' is a number between 0 and 1, both left out."]],
    [["type: dormant"], ["4:3 'after' is missing. Write 'after: 1h', for example."]],
    [
      ["type: dormant", "after: 2M"],
      ["7:10 'after' is no duration: months have no fixed length. Write days instead, such as '30d'."],
    ],
    [
      ["type: travel"],
      ["4:3 'group-by' is missing: somebody must be in two places. Write 'group-by: [derived.principal]'."],
    ],
    [["type: spike", "span: 1h", "sum: [a, b]"], ["8:12 'sum' is one field."]],
    [["type: spike", "span: 1h", "factor: 0.5"], ["8:11 'factor' is a number of at least 1."]],
    [
      [...first, "after: 3d"],
      ["8:3 A baseline of type first_seen has no 'after'. It belongs to dormant and silence; this type has field."],
    ],
    [
      [...first, "learnig: 14d"],
      ["8:3 'learnig' is no key of a baseline, and 'condition' does not name it. Did you mean 'learning'?"],
    ],
    [
      [...first, "group_by: [x]"],
      ["8:3 'group_by' is no key of a baseline, and 'condition' does not name it. Did you mean 'group-by'?"],
    ],
    [[...first, "min-events: 0"], ["8:15 'min-events' is a whole number of at least 1."]],
    [
      [...first, "forget: 7d"],
      ["8:11 What is forgotten before it has been learned is never asked about. Make 'forget' longer than 'learning'."],
    ],
    [
      ["type: dormant", "after: 30d", "forget: 30d"],
      ["8:11 What is forgotten before 'after' has passed is never asked about. Make 'forget' longer than 'after'."],
    ],
    [[...first, "other: { x|foo: 1 }"], ["8:14 There is no modifier 'foo'."]],
  ])("is rejected with a place: %j", (lines, problems) => {
    const parsed = parseRules(document(...lines), "f.yml");
    const shown = parsed.problems.map(({ location, message, hint }) =>
      [`${location?.line}:${location?.column}`, message, ...(hint === undefined ? [] : [hint])].join(" "),
    );
    expect(shown.map((line) => line.replace(/( There is no modifier 'foo'\.).*/, "$1"))).toEqual(problems);
    expect(parsed.baselines).toEqual([]);
  });

  test("without a condition, a log source or a map is rejected", () => {
    const texts = [
      "title: T\nlogsource: { product: aws }\nbaseline: first_seen\n",
      "title: T\nlogsource: { product: aws }\nbaseline: { type: dormant, after: 9d, s: { x: 1 } }\n",
      document("type: dormant", "after: 9d").replace(/logsource.*\n/, ""),
    ];
    expect(texts.map((text) => parseRules(text, "f.yml").problems.map(({ message }) => message))).toEqual([
      ["'baseline' is a map with 'type', search identifiers and 'condition'."],
      ["'baseline' has no 'condition'."],
      ["'logsource' is missing."],
    ]);
  });

  test("of the reference page is a whole one", () => {
    const page = readFileSync("docs/reference/baselines.md", "utf8");
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
    const parsed = examples.map((text) => parseRules(text, "page.yml"));
    expect(parsed.flatMap(({ problems }) => problems.map(({ message }) => message))).toEqual([]);
    expect(parsed.flatMap(({ baselines }) => baselines.map(({ examples: all }) => all.length > 0))).toEqual([true]);
  });
});
