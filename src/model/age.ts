/** How long ago something was: fractional days, or that the date cannot be turned into an age. */
export type Age =
  | { readonly kind: "days"; readonly days: number }
  /** A date after the clock is no age, whichever of both is wrong. */
  | { readonly kind: "unknown"; readonly because: string };

export const dayMs = 86_400_000;

/** The age of `time` (ISO 8601) at `now` (milliseconds). */
export function ageOf(time: string, now: number): Age {
  const milliseconds = now - Date.parse(time);
  if (Number.isNaN(milliseconds))
    return { kind: "unknown", because: `the date ${JSON.stringify(time)} cannot be read` };
  if (milliseconds < 0) {
    return { kind: "unknown", because: `the date ${time} is after the clock (${new Date(now).toISOString()})` };
  }
  return { kind: "days", days: milliseconds / dayMs };
}

/** `412.3 days`; rounded down, so that an age below a limit is never printed as the limit. */
export function formatDays(days: number): string {
  const tenths = (Math.floor(days * 10) / 10).toFixed(1);
  return `${tenths} ${tenths === "1.0" ? "day" : "days"}`;
}
