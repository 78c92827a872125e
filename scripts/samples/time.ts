/** The clock of the sample: nothing in it asks the machine. Times are milliseconds since 1970, UTC. */
export const asOf: number = Date.parse("2026-11-21T20:30:00Z");
export const reportGeneratedAt: number = Date.parse("2026-11-21T20:24:00Z");
/** The first event is not older; the last is not younger, since its file would come after the clock. */
export const logStart: number = Date.parse("2026-10-22T00:00:00Z");
export const logEnd: number = Date.parse("2026-11-21T20:19:00Z");

export const secondMs = 1000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** Midnights, UTC, from the first day of the log to the last. */
export const days: readonly number[] = Array.from({ length: 31 }, (_, index) => logStart + index * dayMs);

export function isWeekend(time: number): boolean {
  const day = new Date(time).getUTCDay();
  return day === 0 || day === 6;
}

/** `2026-11-21T20:24:00Z`, as CloudTrail writes times. */
export function eventTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-21T20:24:00+00:00`, as AWS CLI and the credential report write times. */
export function cliTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}+00:00`;
}

/** `Nov 21, 2026, 8:24:00 PM`, as responses of IAM and STS stand in CloudTrail. */
export function responseTime(time: number): string {
  const date = new Date(time);
  const month = "JanFebMarAprMayJunJulAugSepOctNovDec".slice(date.getUTCMonth() * 3, date.getUTCMonth() * 3 + 3);
  const hour = date.getUTCHours();
  const clock = [hour % 12 === 0 ? 12 : hour % 12, twoDigits(date.getUTCMinutes()), twoDigits(date.getUTCSeconds())];
  return `${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock.join(":")} ${hour < 12 ? "AM" : "PM"}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
