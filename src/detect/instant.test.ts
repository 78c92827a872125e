import { expect, test } from "vitest";
import { instantOf } from "./instant.ts";

test.each([
  ["as CloudTrail writes it", "2026-11-21T20:02:11Z", 1_795_291_331_000],
  ["the first second", "1970-01-01T00:00:00Z", 0],
  ["with a zone", "2026-11-21T21:02:11+01:00", 1_795_291_331_000],
  ["with milliseconds", "2026-11-21T20:02:11.250Z", 1_795_291_331_250],
  ["before 1970", "1969-12-31T23:59:59Z", -1000],
  ["a leap day", "2024-02-29T00:00:00Z", 1_709_164_800_000],
  ["the last day of a month", "2026-01-31T23:59:59Z", 1_769_903_999_000],
])("%s", (_name, time, expected) => {
  expect(instantOf(time)).toBe(expected);
});

test.each([
  "",
  "2026-11-21",
  "2026-11-21T20:02:11",
  "2026-11-21 20:02:11Z",
  "2026-13-01T00:00:00Z",
  "2026-00-01T00:00:00Z",
  "2026-01-01T25:00:00Z",
  "2026-01-01T00:60:00Z",
  "2026-01-0xT00:00:00Z",
  "2026-01-+1T00:00:00Z",
  "2026-01-01T00:00:00z",
  "２026-01-01T00:00:00Z",
])("'%s' is no time", (time) => {
  expect(instantOf(time)).toBeNaN();
});

test("every day of 200 years is the engine's own", () => {
  const last = Date.UTC(2170, 0, 1);
  for (let ms = Date.UTC(1970, 0, 1, 23, 59, 58); ms < last; ms += 86_400_000) {
    const time = new Date(ms).toISOString().replace(".000Z", "Z");
    if (instantOf(time) !== ms) throw new Error(`${time} is ${ms}.`);
  }
});
