/** A share from 0 to 1 as SVG writes lengths. Charts are laid out in percent across and in pixels down, so that they fit any width without shrinking their text. */
export function percent(share: number): string {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
}

/** Logarithmic from 0 to `max`: a day and three years both have room. */
export function logShare(value: number, max: number): number {
  return Math.log1p(Math.max(0, value)) / Math.log1p(max);
}

/** Days as a person says them: `5 hours`, `1 day`, `412 days`. */
export function daysInWords(days: number): string {
  if (days < 1) return say(Math.max(0, Math.floor(days * 24)), "hour");
  return say(Math.floor(days), "day");
}

function say(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
