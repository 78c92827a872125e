import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleClock } from "../check.ts";
import { accessKey, activeKey, credentialRow } from "../examples/example-builders.ts";
import { type ExampleEvent, logs } from "./examples.ts";
import { namedKeys } from "./key-slots.ts";
import { dayMs, mostPlacesInADay, notCovered } from "./questions.ts";

const now = Date.parse(exampleClock);
const ana = "arn:aws:iam::111122223333:user/ana";

describe("mostPlacesInADay", () => {
  test("is what going through all windows of 24 hours finds", () => {
    const uses = fc.array(
      fc.record({ minutes: fc.integer({ min: 0, max: 5 * 1440 }), network: fc.integer({ min: 1, max: 5 }) }),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(uses, (list) => {
        const events = list.map(({ minutes, network }): ExampleEvent => {
          return { days: minutes / 1440, name: "ListUsers", ip: `198.51.${network}.7`, readOnly: true };
        });
        const presence = logs(0, ...events).identities.get(ana)?.presence ?? [];
        const times = list.map(({ minutes, network }) => ({ ms: now - minutes * 60_000, network }));
        const slow = times.map(
          ({ ms: start }) =>
            new Set(times.filter(({ ms }) => ms >= start && ms <= start + dayMs).map(({ network }) => network)).size,
        );
        expect(mostPlacesInADay(presence)).toHaveLength(Math.max(...slow));
      }),
      { numRuns: 200 },
    );
  });
});

describe("notCovered", () => {
  const { coverage } = logs(30);
  const of = (parts: Partial<typeof coverage>) => ({ ...logs(30), coverage: { ...coverage, ...parts } });

  test.each([
    ["30 days of logs about 30 days", of({}), 30, undefined],
    ["30 days of logs about 31 days: exports are cut by days", of({}), 31, undefined],
    ["30 days of logs about 32 days", of({}), 32, /cover 30\.0 days .* and 32\.0 days are asked about/],
    ["logs that end two days before the clock", of({ to: now - 2 * dayMs }), 20, /end 2\.0 days before the clock/],
    [
      "a day without any event",
      of({ days: coverage.days.filter((day) => day !== coverage.days[5]) }),
      30,
      /1 day of them without any event/,
    ],
    ["a file that could not be read", of({ broken: 1 }), 30, /1 log file could not be read whole/],
    ["events without a time", of({ timeless: 3 }), 30, /time of 3 events cannot be read/],
  ])("%s", (_name, behaviour, days, expected) => {
    const gap = notCovered(behaviour, now - days * dayMs, now);
    if (expected === undefined) expect(gap).toBeUndefined();
    else expect(gap).toMatch(expected);
  });
});

describe("namedKeys", () => {
  const [first, second] = ["AKIAEXAMPLE000000001", "AKIAEXAMPLE000000002"];
  const use = (key: string, days = 1): ExampleEvent => ({ days, name: "ListUsers", key, readOnly: true });
  const make = (key: string, days: number): ExampleEvent => {
    return {
      days,
      name: "CreateAccessKey",
      user: "bo",
      request: { userName: "ana" },
      response: { accessKey: { accessKeyId: key } },
    };
  };
  const one = credentialRow({ accessKeys: [activeKey(1, 300, 1), accessKey(2)] });
  const two = credentialRow({ accessKeys: [activeKey(1, 300, 1), activeKey(2, 20, 1)] });

  test.each([
    ["one key, one id", one, [use(first)], [first]],
    ["one key, two ids: it may be either", one, [use(first), use(second)], [undefined]],
    [
      "one key, two ids, of which one was deleted",
      one,
      [use(first), use(second), { days: 0.5, name: "DeleteAccessKey", request: { accessKeyId: second } }],
      [first],
    ],
    ["two keys, two ids: the report orders them", two, [use(second), use(first)], [first, second]],
    ["two keys, one id", two, [use(first)], [undefined, undefined]],
    ["two keys, of which the logs saw one made", two, [make(second, 20), use(first)], [first, second]],
    ["the id that was made then counts, whatever the order", two, [make(first, 20), use(second)], [second, first]],
    ["a key that was made after the report", one, [use(first), make(second, 0.1)], [first]],
    ["another user's key", one, [{ ...use(first), user: "bo" }], [undefined]],
  ] as const)("%s", (_name, row, events, ids) => {
    expect(namedKeys(row, logs(0, ...events)).map(({ id }) => id)).toEqual(ids);
  });
});
