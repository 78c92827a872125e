import { describe, expect, test } from "vitest";
import { hourMs } from "../activity.ts";
import { type Act, dayMs, engineOf, run } from "./baseline.fixture.ts";

const minuteMs = 60_000;

describe("spike", () => {
  const question = { kind: "spike", spanMs: hourMs, factor: 10, atLeast: 50 } as const;
  /** Two in every hour of ten days, with one hour of 30. */
  const usual: readonly Act[] = Array.from({ length: 240 }, (_, hour) =>
    Array.from({ length: hour === 17 ? 30 : 2 }, (_, at) => ({ ms: hour * hourMs + at * 1000 })),
  ).flat();
  const burst = (hour: number, count: number): readonly Act[] =>
    Array.from({ length: count }, (_, at) => ({ ms: hour * hourMs + 20 * minuteMs + at * 1000 }));

  test("more than ten times the 99th percentile is said at the first event of the hour", () => {
    // Of 241 hours two lie above the 99th percentile, by nearest rank: ceil(0.99 x 241) = 239.
    expect(run(engineOf(question), [...usual, ...burst(241, 60)])).toMatchObject([
      { time: "2026-01-11T01:20:00Z", match: { count: 60, usual: 2 } },
    ]);
    expect(run(engineOf(question), [...usual, ...burst(241, 50)])).toHaveLength(1);
    expect(run(engineOf(question), [...usual, ...burst(241, 49)])).toEqual([]);
    expect(run(engineOf({ ...question, factor: 25 }), [...usual, ...burst(241, 50)])).toEqual([]);
    expect(run(engineOf({ ...question, factor: 25 }), [...usual, ...burst(241, 51)])).toHaveLength(1);
  });

  test("with fewer than a hundred spans the highest counts", () => {
    const acts = [...usual.filter(({ ms }) => ms < 90 * hourMs), ...burst(90, 300)];
    expect(run(engineOf(question), acts)).toEqual([]);
    expect(run(engineOf(question), [...acts, { ms: 90 * hourMs + 1 }])).toMatchObject([
      { match: { count: 301, usual: 30 } },
    ]);
  });

  test("hours without events count as 0, and the first span of a group is never judged", () => {
    const engine = engineOf(question);
    expect(run(engine, [{ ms: 0 }, ...burst(300, 50)])).toMatchObject([{ match: { count: 50, usual: 0 } }]);
    const first = engineOf(question);
    expect(run(first, burst(0, 500))).toEqual([]);
    expect(first.learning().suppressed).toBe(1);
  });

  test("once in a span, of the running total, and again in the next", () => {
    const daily = { ...question, spanMs: dayMs };
    const acts = [
      ...Array.from({ length: 30 }, (_, day) => ({ ms: day * dayMs })),
      ...burst(720, 40),
      ...burst(722, 40),
      ...burst(724, 40),
      ...burst(745, 900),
    ];
    expect(run(engineOf(daily), acts).map(({ time, match }) => [time, match])).toEqual([
      ["2026-01-31T02:20:00Z", { count: 80, usual: 1 }],
    ]);
    // The day before had 120, which is now what is usual at most.
    expect(run(engineOf(daily), [...acts, ...burst(746, 301)]).map(({ time, match }) => [time, match])).toEqual([
      ["2026-01-31T02:20:00Z", { count: 80, usual: 1 }],
      ["2026-02-01T02:20:00Z", { count: 1201, usual: 120 }],
    ]);
  });

  test("numbers are summed where a field is named", () => {
    const bytes = { ...question, atLeast: 1000, sumOf: "additionalEventData.bytesTransferredOut" } as const;
    const acts = [
      ...Array.from({ length: 200 }, (_, hour) => ({ ms: hour * hourMs, number: 90 })),
      { ms: 201 * hourMs, number: 600 },
      { ms: 201 * hourMs + 1, number: 500 },
      { ms: 202 * hourMs, number: -1e300 },
      { ms: 203 * hourMs, number: 1e308 },
      { ms: 203 * hourMs + 1, number: 1e308 },
    ];
    const detections = run(engineOf(bytes), acts);
    expect(detections.map(({ match }) => match)).toEqual([
      { count: 1100, usual: 90 },
      { count: Number.MAX_SAFE_INTEGER, usual: 90 },
    ]);
  });
});

describe("travel", () => {
  const question = { kind: "travel", kilometersPerHour: 1000, kilometers: 500 } as const;
  const [berlin, saoPaulo, potsdam] = ["52.52,13.405", "-23.5505,-46.6333", "52.3906,13.0645"];

  test("two places that nobody travels between in the time are said with both events", () => {
    const [detection, ...others] = run(engineOf(question), [
      { ms: 0, what: berlin },
      { ms: 2 * hourMs, what: saoPaulo },
    ]);
    expect(others).toEqual([]);
    expect(detection).toMatchObject({
      time: "2026-01-01T02:00:00Z",
      match: { from: berlin, to: saoPaulo, hours: 2 },
      events: [{ eventId: "e0" }, { eventId: "e1" }],
    });
    // Great-circle distance of the two cities.
    expect(Math.abs(Number(detection?.match["kilometers"]) - 10_245)).toBeLessThan(15);
  });

  test.each<[string, readonly Act[], number]>([
    [
      "slow enough",
      [
        { ms: 0, what: berlin },
        { ms: 11 * hourMs, what: saoPaulo },
      ],
      0,
    ],
    [
      "near",
      [
        { ms: 0, what: berlin },
        { ms: 1, what: potsdam },
      ],
      0,
    ],
    [
      "the same place",
      [
        { ms: 0, what: berlin },
        { ms: 0, what: berlin },
      ],
      0,
    ],
    [
      "at the same instant",
      [
        { ms: 0, what: berlin },
        { ms: 0, what: saoPaulo },
      ],
      1,
    ],
    [
      "somebody else",
      [
        { ms: 0, what: berlin },
        { ms: 1, what: saoPaulo, who: "bob" },
      ],
      0,
    ],
    [
      "no place",
      [
        { ms: 0, what: berlin },
        { ms: 1, what: "999,0" },
        { ms: 2, what: "x" },
      ],
      0,
    ],
    [
      "no place in between",
      [
        { ms: 0, what: berlin },
        { ms: 1, what: "" },
        { ms: 2, what: saoPaulo },
      ],
      1,
    ],
  ])("%s: %j gives %i", (_name, acts, count) => {
    expect(run(engineOf(question), acts)).toHaveLength(count);
  });

  test("while learning it is counted", () => {
    const engine = engineOf(question, { learningMs: dayMs });
    expect(
      run(engine, [
        { ms: 0, what: berlin },
        { ms: 1, what: saoPaulo },
      ]),
    ).toEqual([]);
    expect(engine.learning()).toMatchObject({ groups: 1, suppressed: 1 });
  });
});
