/**
 * Milliseconds since 1970 of an ISO 8601 time with its zone, as CloudTrail writes `eventTime`; NaN for anything else. Other
 * forms are not guessed at: what a machine makes of them depends on its own time zone.
 */
export function instantOf(time: string): number {
  return usualInstant(time) ?? (isoTime.test(time) ? Date.parse(time) : Number.NaN);
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** `2026-11-21T20:02:11Z` without a parser: every event has such a time. Rare dates and wrong numbers are left to the parser. */
function usualInstant(time: string): number | undefined {
  if (time.length !== 20 || !hasMarks(time)) return undefined;
  const year = 100 * twoDigits(time, 0) + twoDigits(time, 2);
  const month = twoDigits(time, 5);
  const day = twoDigits(time, 8);
  const hour = twoDigits(time, 11);
  const minute = twoDigits(time, 14);
  const second = twoDigits(time, 17);
  const isUsual = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  return isUsual && hour <= 23 && minute <= 59 && second <= 59
    ? ((daysSince1970(year, month, day) * 24 + hour) * 60 + minute) * 60_000 + second * 1000
    : undefined;
}

/** Milliseconds since 1970 as CloudTrail writes times; with a fraction only where there is one. */
export function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.000Z$/, "Z");
}

/** In the Gregorian calendar, by years that begin with March, so that the leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return shifted * 365 + leapDays + dayOfYear - 719_468;
}

function hasMarks(time: string): boolean {
  return (
    time.charCodeAt(4) === hyphen &&
    time.charCodeAt(7) === hyphen &&
    time.charCodeAt(10) === letterT &&
    time.charCodeAt(13) === colon &&
    time.charCodeAt(16) === colon &&
    time.charCodeAt(19) === letterZ
  );
}

const hyphen = 0x2d;
const colon = 0x3a;
const letterT = 0x54;
const letterZ = 0x5a;

/** NaN for anything but digits, which no comparison holds for. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}
