import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../model/index.ts";
import { parseRules } from "../index.ts";

/** A baseline whose only example has these events; the list begins in line 8. */
function document(events: string): string {
  return `title: T
logsource: { product: aws }
baseline: { type: dormant, after: 9d, s: { x: 1 }, condition: s }
examples:
  - name: n
    matches: true
    events:
${events}
`;
}

function eventsOf(events: string): readonly JsonObject[] {
  const { baselines, problems } = parseRules(document(events), "f.yml");
  expect(problems.map(({ message }) => message)).toEqual([]);
  return baselines[0]?.examples[0]?.events ?? [];
}

function problemsOf(events: string): readonly string[] {
  const { baselines, problems } = parseRules(document(events), "f.yml");
  expect(baselines).toEqual([]);
  return problems.map(({ location, message }) => `${location?.line}:${location?.column} ${message}`);
}

describe("events of an example", () => {
  test("stand as they are, each with an id of its own", () => {
    expect(
      eventsOf("      - { eventName: A, event: x }\n      - { eventName: B, eventID: mine }\n      - { eventName: C }"),
    ).toEqual([
      { eventName: "A", event: "x", eventID: "example-1" },
      { eventName: "B", eventID: "mine" },
      { eventName: "C", eventID: "example-3" },
    ]);
  });

  test("are repeated, each a while after the other, with fields that take their values in turn", () => {
    const item = `      - event: { eventTime: "2026-11-21T23:59:30Z", userIdentity: { type: IAMUser, userName: z } }
        repeat: 5
        every: 30s
        vary: { userIdentity.userName: [a, b], requestParameters.n: [1, 2, 3], requestParameters.one: x }`;
    expect(
      eventsOf(item).map(({ eventID, eventTime, userIdentity, requestParameters }) => [
        eventID,
        eventTime,
        userIdentity,
        requestParameters,
      ]),
    ).toEqual(
      [
        ["23:59:30", "a", 1],
        ["00:00:00", "b", 2],
        ["00:00:30", "a", 3],
        ["00:01:00", "b", 1],
        ["00:01:30", "a", 2],
      ].map(([time, userName, n], at) => [
        `example-${at + 1}`,
        `2026-11-2${at === 0 ? 1 : 2}T${time}Z`,
        { type: "IAMUser", userName },
        { n, one: "x" },
      ]),
    );
  });

  test("may set keys that every object inherits, as own keys", () => {
    const [only] = eventsOf("      - { event: { x: 1 }, vary: { __proto__.polluted: [1], constructor: [2] } }");
    expect(Object.keys(only ?? {})).toEqual(["x", "__proto__", "constructor", "eventID"]);
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
  });

  test("may be 2,000 and no more", () => {
    const many = (repeat: number): string => `      - { event: { x: 1 }, repeat: ${repeat} }`;
    expect(eventsOf(many(2000))).toHaveLength(2000);
    expect(new Set(eventsOf(many(2000)).map(({ eventID }) => eventID)).size).toBe(2000);
    const tooMany = "An example has at most 2000 events, and those of a document at most 2000000 values.";
    expect(problemsOf(many(2001))).toEqual([`8:9 ${tooMany}`]);
    expect(problemsOf(`${many(1999)}\n      - { x: 1 }\n      - { y: 1 }`)).toEqual([`10:9 ${tooMany}`]);
  });

  test("may not stand for millions of values", () => {
    const wide = `      - { event: { x: [${"1, ".repeat(2000)}1] }, repeat: 2000 }`;
    expect(problemsOf(wide)).toEqual([expect.stringContaining("at most 2000000 values")]);
  });

  test.each([
    [
      "      - text",
      ["8:9 An event is a map of a record's fields, or a map with 'event', 'repeat', 'every' and 'vary'."],
    ],
    ["      - { event: { x: 1 }, repeats: 2 }", ["8:28 'repeats' is no key of repeated events."]],
    ["      - { event: { x: 1 }, repeat: 0 }", ["8:36 'repeat' is a whole number of at least 1."]],
    [
      "      - { event: { x: 1 }, every: often }",
      ["8:35 'every' is no duration: it is a whole number with s, m, h, d or w behind it, such as 90m."],
    ],
    [
      "      - { event: { x: 1 }, every: 5s }",
      ["8:28 'every' needs an 'eventTime' such as 2026-11-21T20:02:11Z in the event."],
    ],
    [
      "      - { event: { x: 1 }, vary: { x.y: [1] } }",
      ["8:36 'x.y' leads through a value of the event that is no object."],
    ],
    ["      - { event: { x: 1 }, vary: { y: [] } }", ["8:36 'y' has no values."]],
    ["      - { event: { x: 1 }, vary: [y] }", ["8:34 'vary' is a map of fields and the lists of their values."]],
  ])("are rejected where they make no sense: %s", (events, problems) => {
    expect(problemsOf(events)).toEqual(problems);
  });

  test("must be there, and so must a name and an answer", () => {
    const examples = [
      "{ name: n, matches: true }",
      "{ name: n, matches: true, events: [] }",
      "{ matches: true, events: [{ x: 1 }] }",
      "{ name: n, events: [{ x: 1 }] }",
      "x",
    ];
    for (const example of examples) {
      const text = document("      - { x: 1 }").replace(/ {2}- name[\s\S]*$/, `  - ${example}\n`);
      expect(parseRules(text, "f.yml").problems.map(({ message }) => message)).toEqual([
        "An example has a 'name', a list of 'events' and 'matches: true' or 'false'.",
      ]);
    }
  });
});
