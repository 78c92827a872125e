/** Milliseconds. */
export const fiveMinutes = 300_000;
export const hour = 3_600_000;

/** `2026-11-21T20:05:00Z` */
export function isoSecond(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The first multiple of five minutes after a time. */
export function nextFlush(time: number): number {
  return (Math.floor(time / fiveMinutes) + 1) * fiveMinutes;
}

/** The first time after another that lies so many milliseconds after a full hour. */
export function nextAtOffset(time: number, offset: number): number {
  const start = Math.floor(time / hour) * hour + offset;
  return start > time ? start : start + hour;
}
