const dayMs = 86_400_000;

/**
 * The moment when a day is over, of `2026-10-31` the next midnight (UTC); a moment such as `2026-10-31T17:00Z` stands for
 * itself. ISO 8601, UTC; undefined: no such day, or no day at all.
 */
export function endOfDay(text: string): string | undefined {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse turns 31 June into 1 July.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return undefined;
  const moment = time === undefined ? midnight + dayMs : Date.parse(text);
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString();
}
