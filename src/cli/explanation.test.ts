import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, test } from "vitest";
import { type ExplainedEvents, explainEvents, isSingleRule } from "../app/explain/explain-event.ts";
import { type ExplainedSequence, explainSequence } from "../app/explain/explain-sequence.ts";
import { findRule } from "../app/rules/describe.ts";
import { loadRules } from "../app/rules/load-rules.ts";
import type { Json } from "../model/index.ts";
import { descriptionJson, explanationJson } from "./explanation-json.ts";
import { eventLines, sequenceLines } from "./explanation-text.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));

const validate = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync("schemas/explanation.schema.json", "utf8")) as object,
);

const ruleFile = join(folder, "rules.yml");
writeFileSync(
  ruleFile,
  `
title: A failed sign-in
name: failed_sign_in
id: 1f1b9b57-0000-4000-8000-00000000000a
level: low
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: ConsoleLogin, responseElements.ConsoleLogin: Failure }
  words: [nobody]
  condition: selection and not words
---
title: Three failed sign-ins of one user
id: 1f1b9b57-0000-4000-8000-00000000000b
level: high
correlation:
  type: value_count
  rules: [failed_sign_in]
  group-by: [userIdentity.userName]
  timespan: 10m
  condition: { field: eventID, gte: 3 }
`,
);
const rules = loadRules([ruleFile], { builtin: false });

const signIns = file(
  "sign-ins.json",
  Array.from({ length: 25 }, (_, at) => ({
    eventID: `id-${at}`,
    eventTime: `2026-11-21T20:${String(at).padStart(2, "0")}:00Z`,
    eventSource: "signin.amazonaws.com",
    eventName: "ConsoleLogin",
    userIdentity: { type: "IAMUser", accountId: "111122223333", userName: "ana\u202e" },
    responseElements: { ConsoleLogin: at % 2 === 0 ? "Failure" : "Success" },
  })),
);

const successful = { eventName: "ConsoleLogin", responseElements: { ConsoleLogin: "Success" } };

describe("an explanation in JSON holds to its schema", () => {
  test("of a rule of single events: each part of the condition with its answer", async () => {
    const shown = await explained("A failed sign-in", signIns);
    expect(shown).toMatchObject({ kind: "explanation", file: signIns, events: 25, matches: 13, problems: [] });
    expect(shown["explained"]).toHaveLength(20);
    expect(firstOf(shown["explained"])).toMatchObject({
      index: 0,
      eventId: "id-0",
      matches: true,
      condition: {
        kind: "and",
        held: true,
        operands: [
          { kind: "and", held: true, operands: [{ field: "eventName", held: true, found: ["ConsoleLogin"] }, {}] },
          { kind: "not", held: true, operand: { kind: "keyword", held: false, found: [] } },
        ],
      },
    });
  });

  test("of a rule over time: what it heard, and the detections with the file's name", async () => {
    const shown = await explained("Three failed sign-ins of one user", signIns);
    expect(firstOf(shown["steps"])).toMatchObject({
      index: 0,
      heard: [
        {
          rule: { title: "A failed sign-in" },
          counts: true,
          groupBy: { "userIdentity.userName": "ana\u202e" },
          values: { eventID: "id-0" },
        },
      ],
    });
    expect(shown).toMatchObject({
      events: 25,
      heard: 13,
      detections: [{ time: "2026-11-21T20:04:00Z", events: [{ file: signIns, index: 0 }, {}, {}] }],
    });
  });

  test("of an event that lacks a field of the group", async () => {
    const event = { eventName: "ConsoleLogin", responseElements: { ConsoleLogin: "Failure" } };
    const shown = await explained("Three failed sign-ins of one user", file("lacking.json", [event]));
    expect(shown).toMatchObject({
      steps: [{ heard: [{ counts: false, lacks: ["userIdentity.userName", "eventID"] }] }],
    });
  });

  test("of an event that none of its rules matches: which conditions did not hold, and the values", async () => {
    const shown = await explained("Three failed sign-ins of one user", file("missed.json", [successful]));
    expect(shown["steps"]).toMatchObject([
      {
        heard: [],
        missed: [
          {
            rule: { title: "A failed sign-in" },
            condition: {
              held: false,
              operands: [
                {
                  operands: [
                    { field: "eventName", held: true },
                    { held: false, found: ["Success"] },
                  ],
                },
                { kind: "not", held: true },
              ],
            },
          },
        ],
      },
    ]);
  });

  test("of a file in which nothing is: what was wrong is in it", async () => {
    const shown = await explained("A failed sign-in", file("broken.json", "{"));
    expect(shown).toMatchObject({ events: 0, matches: 0, explained: [], problems: [{}] });
  });

  test.each(["check", "rule", "problem"] as const)("and words about a %s", (type) => {
    expect(valid(descriptionJson(type, "id", "title", "text\n"))).toMatchObject({ kind: "description", type });
  });
});

test("marks that turn the direction of text are escaped", async () => {
  const { rule, result } = await explain("Three failed sign-ins of one user", signIns);
  expect(explanationJson(rule, signIns, result)).toContain("\\u202e");
  expect(explanationJson(rule, signIns, result)).not.toContain("\u202e");
});

describe("for people", () => {
  test("an event's condition is a tree of lines", async () => {
    const { rule, result } = await explain("A failed sign-in", signIns);
    const [first] = "explained" in result ? result.explained : [];
    if (first === undefined) throw new Error("The file has events.");
    expect(eventLines(rule.title, first)).toEqual([
      "A failed sign-in matches event 0  2026-11-21T20:00:00Z  ConsoleLogin  id-0",
      "  yes  all of",
      "  yes    all of",
      '  yes      eventName is "ConsoleLogin"   [ConsoleLogin]',
      '  yes      responseElements.ConsoleLogin is "Failure"   [Failure]',
      "  yes    not",
      '  no       any value contains "nobody"   [not in the event]',
      "",
    ]);
  });

  test("a rule over time says what each event adds", async () => {
    const { rule, result } = await explain("Three failed sign-ins of one user", signIns);
    const lines = "steps" in result ? sequenceLines(rule.title, result) : [];
    expect(lines).toContain("Three failed sign-ins of one user: 13 of 25 events count, 1 detection");
    expect(lines).toContain("... and 5 more events");
    expect(lines[1]).toBe("  yes  'A failed sign-in', userIdentity.userName = ana\u202e, eventID = id-0");
  });
});

test("of an event that none of the rules over time matches, every condition is shown", async () => {
  const { rule, result } = await explain("Three failed sign-ins of one user", file("missed.json", [successful]));
  expect("steps" in result ? sequenceLines(rule.title, result) : []).toEqual([
    "event 0  ConsoleLogin",
    "  no   'A failed sign-in' does not match",
    "         no   all of",
    "         no     all of",
    '         yes      eventName is "ConsoleLogin"   [ConsoleLogin]',
    '         no       responseElements.ConsoleLogin is "Failure"   [Success]',
    "         yes    not",
    '         no       any value contains "nobody"   [not in the event]',
    "",
    "Three failed sign-ins of one user: 0 of 1 event count, 0 detections",
  ]);
});

async function explained(title: string, path: string): Promise<Record<string, unknown>> {
  const { rule, result } = await explain(title, path);
  return valid(explanationJson(rule, path, result));
}

async function explain(
  title: string,
  path: string,
): Promise<{
  readonly rule: NonNullable<ReturnType<typeof findRule>>;
  readonly result: ExplainedEvents | ExplainedSequence;
}> {
  const rule = findRule(rules, title);
  if (rule === undefined) throw new Error(`There is no rule ${title}.`);
  const result = isSingleRule(rule)
    ? await explainEvents(rule, path, process.stdin, 20, [])
    : await explainSequence(rules, rule, path, process.stdin, 20, []);
  return { rule, result };
}

function valid(text: string): Record<string, unknown> {
  const shown = JSON.parse(text) as Record<string, unknown>;
  validate(shown);
  expect(validate.errors ?? []).toEqual([]);
  return shown;
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

function file(name: string, content: Json | readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify({ Records: content }));
  return path;
}
