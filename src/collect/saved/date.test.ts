import { expect, test } from "vitest";
import { toClock, toIsoTime } from "./date.ts";

test.each<[unknown, string | undefined]>([
  ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"],
  ["2024-01-02T03:04:05+00:00", "2024-01-02T03:04:05Z"],
  ["2024-01-02T03:04:05.678000-05:00", "2024-01-02T08:04:05.678Z"],
  ["2024-01-02T03:04:05+0530", "2024-01-01T21:34:05Z"],
  ["2024-01-02T03:04:05", "2024-01-02T03:04:05Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  // Epoch seconds, as AWS CLI 1 prints them; 1700000000 is a known moment.
  [1_700_000_000, "2023-11-14T22:13:20Z"],
  [1_700_000_000.5, "2023-11-14T22:13:20.500Z"],
  [0, "1970-01-01T00:00:00Z"],
  ["2023-02-29T00:00:00Z", undefined],
  ["2024-02-30T00:00:00Z", undefined],
  ["2024-13-01T00:00:00Z", undefined],
  ["2024-01-01T24:00:00Z", undefined],
  ["2024-01-01T00:60:00Z", undefined],
  ["2024-01-01", undefined],
  ["1700000000", undefined],
  ["N/A", undefined],
  [-1, undefined],
  [1_700_000_000_000_000, undefined],
  [Number.NaN, undefined],
  [null, undefined],
  [{}, undefined],
])("%j is the time %j", (value, expected) => {
  expect(toIsoTime(value)).toBe(expected);
});

test.each<[string, string | undefined]>([
  ["2026-01-31", "2026-01-31T00:00:00Z"],
  ["2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"],
  ["2026-02-31", undefined],
  ["now", undefined],
])("the clock %j is %j", (text, expected) => {
  expect(toClock(text)).toBe(expected);
});
