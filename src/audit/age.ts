export { ageOf, formatDays } from "../model/index.ts";

/** `26.5 hours` for an age in days. */
export function formatHours(days: number): string {
  return `${(Math.floor(days * 240) / 10).toFixed(1)} hours`;
}
