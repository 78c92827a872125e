/** ISO 8601 as AWS CLI prints it: `2026-01-02T03:04:05+00:00`, `...05.678000-05:00`, `...Z`. */
const isoTime = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/i;

/** 9999-12-31T23:59:59Z. */
const maxEpochSeconds = 253_402_300_799;

/**
 * A time as AWS writes it, in the one form that snapshots use: `2026-01-02T03:04:05Z`, with milliseconds where
 * there are any. Epoch seconds (AWS CLI 1 prints numbers) are taken as well; a time without an offset is UTC, as all
 * of AWS's are. Undefined when it is no time, such as 30 February.
 */
export function toIsoTime(value: unknown): string | undefined {
  if (typeof value === "number") {
    return value >= 0 && value <= maxEpochSeconds ? isoOf(Math.round(value * 1000)) : undefined;
  }
  const match = typeof value === "string" ? isoTime.exec(value.trim()) : null;
  if (match === null) return undefined;
  const [text, year = "", month = "", day = "", hour = "", , , , offset] = match;
  if (hour === "24" || Number(day) > daysInMonth(Number(year), Number(month))) return undefined;
  const milliseconds = Date.parse(offset === undefined ? `${text}Z` : text.toUpperCase());
  return Number.isNaN(milliseconds) ? undefined : isoOf(milliseconds);
}

/** A clock that a user gives: a time as AWS writes it, or a date alone, which is its midnight in UTC. */
export function toClock(text: string): string | undefined {
  return toIsoTime(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
