import type { ValueTest } from "./condition.ts";

export type TimePart = Extract<ValueTest, { kind: "timePart" }>["part"];

/** The numbers that each part can be. */
export const timePartRanges: { readonly [part in TimePart]: readonly [min: number, max: number] } = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
};

/**
 * A part of a time as it is written, `2026-11-21T20:02:11Z`: no time zone is converted, and CloudTrail writes UTC.
 * Weeks are those of ISO 8601. Undefined when `text` is no such time.
 */
export function timePartOf(text: string, part: TimePart): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)?$/i.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute] = match;
  if (part === "week") return isoWeek(Number(year), Number(month), Number(day));
  const written = { year, month, day, hour, minute }[part];
  return written === undefined ? undefined : Number(written);
}

const dayMs = 86_400_000;

/** A week belongs to the year that has its Thursday. */
function isoWeek(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  const thursday = date.getTime() + (4 - (date.getUTCDay() || 7)) * dayMs;
  const firstOfYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - firstOfYear) / (7 * dayMs)) + 1;
}
