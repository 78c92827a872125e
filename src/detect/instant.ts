/**
 * Milliseconds since 1970 of an ISO 8601 time with its zone, as CloudTrail writes `eventTime`; NaN for anything else. Other
 * forms are not guessed at: what a machine makes of them depends on its own time zone.
 */
export function instantOf(time: string): number {
  const known = recent.get(time);
  if (known !== undefined) return known;
  const instant = isoTime.test(time) ? Date.parse(time) : Number.NaN;
  if (recent.size >= maxRecent) recent.clear();
  if (time.length <= maxLength) recent.set(time, instant);
  return instant;
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Events come in bunches of the same seconds. */
const recent = new Map<string, number>();
const maxRecent = 20_000;
const maxLength = 40;
