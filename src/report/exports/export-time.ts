/** Milliseconds since 1970 of a time in ISO 8601; undefined for anything else, whatever it may look like to a parser of dates. */
export function timeMs(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)) return undefined;
  const ms = Date.parse(/[TZ]/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text);
  return Number.isFinite(ms) ? ms : undefined;
}

/** The first that is a time, in milliseconds; 0 where none is. */
export function firstTimeMs(...texts: readonly string[]): number {
  for (const text of texts) {
    const ms = timeMs(text);
    if (ms !== undefined) return ms;
  }
  return 0;
}

/** `2026-11-21T20:30:00.000Z` */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
