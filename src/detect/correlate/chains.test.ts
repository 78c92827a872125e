import { describe, expect, test } from "vitest";
import type { CorrelationRule } from "../../sigma/index.ts";
import { runEvents } from "../timeline/timeline.fixture.ts";
import { at, compare, correlation, minute, setOf } from "./rules.fixture.ts";

const failures = correlation({
  id: "failures",
  type: "event_count",
  rules: ["fail"],
  timespanMs: 10 * minute,
  condition: compare({ gte: 5 }),
  silent: true,
});
const followed = (parts: Partial<CorrelationRule> = {}): CorrelationRule =>
  correlation({ type: "temporal_ordered", rules: ["failures", "success"], timespanMs: 10 * minute, ...parts });
const failing = (count: number, everySeconds: number) =>
  Array.from({ length: count }, (_, step) => at(step * everySeconds, "fail"));

describe("a rule that asks whether another one holds", () => {
  test("hears of it as long as it does: nine failures, and a success more than the timespan after the fifth", () => {
    // The fifth failure is at 240 s, the ninth at 480 s.
    const found = runEvents(setOf(failures, followed()), [...failing(9, 60), at(900, "success")]);
    expect(found.map(({ time }) => time)).toEqual(["2026-01-01T12:15:00Z"]);
    expect(found[0]?.events.map(({ eventId }) => eventId)).toEqual([
      ...failing(9, 60).map(({ eventID }) => eventID),
      "900-success-ana",
    ]);
  });

  test("hears no more of it once it does not hold", () => {
    expect(runEvents(setOf(failures, followed()), [...failing(9, 60), at(1081, "success")])).toEqual([]);
    expect(runEvents(setOf(failures, followed()), [...failing(9, 60), at(1080, "success")])).toHaveLength(1);
  });

  test("in any order, too", () => {
    const either = followed({ type: "temporal", rules: ["success", "failures"] });
    expect(runEvents(setOf(failures, either), [...failing(9, 60), at(900, "success")])).toHaveLength(1);
  });

  test("is told once while it holds itself", () => {
    const events = [...failing(9, 60), at(500, "success"), at(510, "fail"), at(520, "success")];
    expect(runEvents(setOf(failures, followed()), events)).toHaveLength(1);
  });

  test("of a flood it names the latest events, and who signed in", () => {
    const [found, ...others] = runEvents(setOf(failures, followed()), [...failing(2_000, 0.5), at(1_100, "success")]);
    expect(others).toEqual([]);
    expect(found?.events.at(-1)?.eventId).toBe("1100-success-ana");
    // Those of the last ten minutes.
    expect(found?.events.length).toBeGreaterThan(900);
  });
});

test("a rule that counts how often another one came to hold counts a burst once", () => {
  const bursts = correlation({
    type: "event_count",
    rules: ["failures"],
    timespanMs: 60 * minute,
    condition: compare({ gte: 2 }),
  });
  expect(runEvents(setOf(failures, bursts), failing(30, 10))).toEqual([]);
  const two = [...failing(6, 10), ...failing(6, 10).map((_, step) => at(1_800 + step * 10, "fail"))];
  expect(runEvents(setOf(failures, bursts), two)).toHaveLength(1);
});
