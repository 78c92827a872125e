import { describe, expect, test } from "vitest";
import { hourMs } from "../activity.ts";
import { timedDetection } from "../over-time.ts";
import { type Act, dayMs, engineOf, finish, observationOf, run, see } from "./baseline.fixture.ts";

const minuteMs = 60_000;

describe("first seen", () => {
  const question = { kind: "first_seen", fields: ["derived.country"] } as const;

  test("a value that the group never had is said once, at its first event, with the value", () => {
    const detections = run(engineOf(question, { learningMs: 7 * dayMs }), [
      { ms: 0, what: "DE" },
      { ms: 8 * dayMs, what: "DE" },
      { ms: 8 * dayMs + 1000, what: "BR" },
      { ms: 8 * dayMs + 2000, what: "BR" },
      { ms: 9 * dayMs, what: "BR" },
      { ms: 9 * dayMs, who: "bob", what: "BR" },
    ]);
    expect(detections).toMatchObject([
      {
        kind: "detection",
        rule: { id: "b", title: "A habit", level: "medium" },
        time: "2026-01-09T00:00:01Z",
        account: "111122223333",
        sourceIp: "192.0.2.1",
        principal: { type: "IAMUser", stableArn: "ana" },
        groupBy: { "derived.principal": "ana" },
        match: { "derived.country": "BR" },
        events: [{ eventId: "e2", eventTime: "2026-01-09T00:00:01Z", index: 2, file: "log.json" }],
      },
    ]);
    expect(detections).toHaveLength(1);
  });

  test("while learning nothing is said, it is counted, and known afterwards", () => {
    const engine = engineOf(question, { learningMs: 7 * dayMs });
    const detections = run(engine, [
      { ms: 0, what: "DE" },
      { ms: 7 * dayMs - 1, what: "BR" },
      { ms: 7 * dayMs - 1, who: "bob", what: "BR" },
      { ms: 20 * dayMs, what: "BR" },
      { ms: 20 * dayMs + 1, who: "eve", what: "BR" },
    ]);
    expect(detections).toEqual([]);
    // Bob's learning time is over at the end, though he was not seen again.
    expect(engine.learning()).toMatchObject({ groups: 1, suppressed: 4 });
  });

  test("the learning time is over when it has passed, not later", () => {
    const acts = [{ ms: 0 }, { ms: 7 * dayMs, what: "new" }];
    expect(run(engineOf(question, { learningMs: 7 * dayMs }), acts)).toHaveLength(1);
    expect(run(engineOf(question, { learningMs: 7 * dayMs + 1 }), acts)).toHaveLength(0);
  });

  test("events of the same hour are not learned from yet", () => {
    const few: readonly Act[] = [1, 2, 3, 4, 5].map((minute) => ({ ms: minute * minuteMs }));
    const given = { minimumEvents: 5 };
    expect(run(engineOf(question, given), [...few, { ms: 59 * minuteMs, what: "new" }])).toHaveLength(0);
    expect(run(engineOf(question, given), [...few, { ms: 61 * minuteMs, what: "new" }])).toHaveLength(1);
    expect(run(engineOf(question, { minimumEvents: 6 }), [...few, { ms: 61 * minuteMs, what: "new" }])).toHaveLength(0);
  });

  test("what was not seen for so long is forgotten, and new again", () => {
    const daily: readonly Act[] = Array.from({ length: 80 }, (_, day) => ({ ms: day * dayMs, what: "daily" }));
    const acts = [...daily, { ms: minuteMs, what: "once" }, { ms: 40 * dayMs + minuteMs, what: "once" }];
    const given = { learningMs: dayMs };
    expect(run(engineOf(question, { ...given, forgetMs: 40 * dayMs }), acts)).toHaveLength(1);
    expect(run(engineOf(question, { ...given, forgetMs: 40 * dayMs + 1 }), acts)).toHaveLength(0);
    // It was seen again in between.
    expect(
      run(engineOf(question, { ...given, forgetMs: 30 * dayMs }), [...acts, { ms: 20 * dayMs, what: "once" }]),
    ).toHaveLength(0);
  });

  test("of events that are folded in two files the last counts, whichever file comes first", () => {
    const [outer, inner, again] = [0, 10 * minuteMs, 30 * dayMs + 20 * minuteMs].map((ms, at) =>
      observationOf({ ms }, at),
    );
    if (outer === undefined || inner === undefined || again === undefined) throw new Error("three were made");
    const long = { ...outer, lastMs: outer.ms + 59 * minuteMs, count: 3 };
    const engine = engineOf(question, { learningMs: dayMs, forgetMs: 30 * dayMs });
    expect(see(engine, [long, inner, again])).toEqual([]);
    expect(see(engineOf(question, { learningMs: dayMs, forgetMs: 30 * dayMs }), [outer, inner, again])).toHaveLength(1);
  });

  test("who comes back after a long time has no second learning time", () => {
    const acts = [
      { ms: 0, what: "DE" },
      { ms: 200 * dayMs, what: "BR" },
    ];
    expect(run(engineOf(question, { learningMs: 14 * dayMs }), acts)).toHaveLength(1);
  });

  test("names of object properties are values and groups like others", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "\u0000"];
    const acts = names.flatMap((who, at) => [
      { ms: at, who, what: "a" },
      ...names.map((what, n) => ({ ms: 2 * dayMs + at * 100 + n, who, what })),
    ]);
    const detections = run(engineOf(question, { learningMs: dayMs }), acts);
    expect(detections).toHaveLength(names.length ** 2);
    expect(new Set(detections.map(({ match, groupBy }) => JSON.stringify([match, groupBy]))).size).toBe(
      names.length ** 2,
    );
  });
});

describe("rare", () => {
  const question = { kind: "rare", fields: ["eventName"], share: 0.01 } as const;

  test("a value below the share of the hours before is said, once in the time that it is remembered", () => {
    const usual: readonly Act[] = Array.from({ length: 1000 }, (_, at) => ({ ms: at * hourMs, what: "list" }));
    const acts = [
      ...usual,
      ...Array.from({ length: 9 }, (_, at) => ({ ms: at * minuteMs, what: "some" })),
      { ms: 950 * hourMs + 1, what: "some" },
      { ms: 960 * hourMs + 1, what: "never" },
      { ms: 970 * hourMs + 1, what: "never" },
      { ms: 980 * hourMs + 1, what: "some" },
    ];
    const detections = run(engineOf(question, { learningMs: dayMs, minimumEvents: 100, forgetMs: 100 * dayMs }), acts);
    // 950 of the usual and 9 came in the hours before.
    expect(detections.map(({ match }) => match)).toEqual([
      { eventName: "some", share: Number((9 / 959).toPrecision(3)) },
      { eventName: "never", share: 0 },
    ]);
  });

  test("a value at the share is not rare, and everything is while learning", () => {
    const engine = engineOf(question, { minimumEvents: 100 });
    const acts: readonly Act[] = [
      ...Array.from({ length: 99 }, (_, at) => ({ ms: at, what: "list" })),
      { ms: 100, what: "one" },
      { ms: hourMs, what: "one" },
    ];
    expect(run(engine, acts)).toEqual([]);
    expect(engine.learning()).toMatchObject({ groups: 0, suppressed: 2 });
  });
});

describe("dormant", () => {
  const question = { kind: "dormant", afterMs: 90 * dayMs } as const;

  test("the first event after a long pause is said, with the last before", () => {
    const acts = [{ ms: 0 }, { ms: 5 * dayMs }, { ms: 95 * dayMs }, { ms: 96 * dayMs }, { ms: 500 * dayMs }];
    expect(run(engineOf(question), acts)).toMatchObject([
      { time: "2026-04-06T00:00:00Z", match: { lastSeen: "2026-01-06T00:00:00Z" }, events: [{ eventId: "e2" }] },
      { time: "2027-05-16T00:00:00Z", match: { lastSeen: "2026-04-07T00:00:00Z" }, events: [{ eventId: "e4" }] },
    ]);
    expect(run(engineOf(question), [{ ms: 0 }, { ms: 90 * dayMs - 1 }])).toEqual([]);
  });

  test("a group that was seen once is learned when that is long enough ago", () => {
    const acts = [{ ms: 0 }, { ms: 95 * dayMs }];
    expect(run(engineOf(question, { learningMs: 95 * dayMs }), acts)).toHaveLength(1);
    const engine = engineOf(question, { learningMs: 96 * dayMs });
    expect(run(engine, acts)).toEqual([]);
    expect(engine.learning()).toMatchObject({ groups: 1, suppressed: 1 });
    expect(run(engineOf(question, { minimumEvents: 2 }), acts)).toEqual([]);
  });
});

describe("silence", () => {
  const question = { kind: "silence", afterMs: dayMs, factor: 3 } as const;
  const hourly: readonly Act[] = Array.from({ length: 240 }, (_, hour) => ({ ms: hour * hourMs + 5 * minuteMs }));

  test("what came every hour and stops is said when others show that time has passed, once", () => {
    const engine = engineOf(question, { learningMs: 7 * dayMs, minimumEvents: 100 });
    const observations = hourly.map(observationOf);
    expect(see(engine, observations)).toEqual([]);
    const last = observations.at(-1)?.ms ?? 0;
    expect(engine.advance(last + dayMs - 1)).toEqual([]);
    expect(engine.advance(last + dayMs).map(timedDetection)).toMatchObject([
      {
        time: "2026-01-10T23:05:00Z",
        match: { lastSeen: "2026-01-10T23:05:00Z", silentHours: 24 },
        events: [{ eventId: "e239" }],
      },
    ]);
    expect(engine.advance(last + 3 * dayMs)).toEqual([]);
    expect(engine.advance(Number.POSITIVE_INFINITY)).toEqual([]);
  });

  test("the end of the input alone is no silence", () => {
    expect(run(engineOf(question), hourly)).toEqual([]);
  });

  test("events of others show that time has passed", () => {
    const acts = [...hourly, { ms: 20 * dayMs, who: "bob" }];
    expect(run(engineOf(question), acts)).toMatchObject([{ groupBy: { "derived.principal": "ana" } }]);
  });

  test("after it is back it can fall silent again, later than its longest pause", () => {
    const again = hourly.map(({ ms }) => ({ ms: ms + 14 * dayMs }));
    const acts = [...hourly, ...again, { ms: 60 * dayMs, who: "bob" }];
    // Five of 24 days without: no longer in nearly every span.
    expect(run(engineOf(question), acts)).toHaveLength(1);
    const longer = Array.from({ length: 50 }, (_, day) => ({ ms: (13 + day) * dayMs }));
    const pausing = [...hourly, ...longer, { ms: 70 * dayMs, who: "bob" }];
    // The pause of three days makes it wait for nine; the last day is the 62nd.
    expect(run(engineOf(question), pausing)).toHaveLength(1);
    expect(run(engineOf(question), [...pausing, { ms: 72 * dayMs, who: "bob" }])).toHaveLength(2);
  });

  test("who comes every other day is never silent, who is new is being learned", () => {
    const seldom = Array.from({ length: 20 }, (_, at) => ({ ms: 2 * at * dayMs }));
    expect(run(engineOf(question), [...seldom, { ms: 90 * dayMs, who: "bob" }])).toEqual([]);
    const engine = engineOf(question, { learningMs: 10 * dayMs });
    expect(run(engine, [...hourly, { ms: 20 * dayMs, who: "bob" }])).toEqual([]);
    expect(engine.learning()).toMatchObject({ groups: 1, suppressed: 1 });
  });
});

test("observations of other feeds and without a time are not for it", () => {
  const engine = engineOf({ kind: "first_seen", fields: ["a"] });
  const observation = observationOf({ ms: 0 }, 0);
  expect(engine.see({ ...observation, feed: 4 })).toEqual([]);
  expect(engine.see({ ...observation, ms: Number.NaN })).toEqual([]);
  expect(finish(engine, [])).toEqual([]);
  expect(engine.see(observation)).toHaveLength(1);
});
