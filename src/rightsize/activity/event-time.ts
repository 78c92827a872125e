import { type CloudTrailEvent, ownText } from "../../model/index.ts";

/**
 * The time of an event as ISO 8601, UTC, in whole seconds: texts in the order of time. Undefined where it has none that
 * can be: CloudTrail is from 2013.
 */
export function eventTimeOf(event: CloudTrailEvent): string | undefined {
  const written = ownText(event, "eventTime");
  if (written === undefined || written.length > maxTime) return undefined;
  const time = usual.test(written) ? written : wholeSeconds(Date.parse(written));
  if (time === undefined || time < earliest || time >= latest) return undefined;
  // 31 June passes the pattern, and is no day.
  return Number(time.slice(8, 10)) <= 28 || wholeSeconds(Date.parse(time)) === time ? time : undefined;
}

/** The same for a time that is known in whole seconds since 1970. */
export function timeOfSeconds(seconds: number): string | undefined {
  if (!(seconds >= earliestSeconds && seconds < latestSeconds)) return undefined;
  const day = Math.floor(seconds / daySeconds);
  if (day !== lastDay.day) {
    lastDay.day = day;
    lastDay.text = new Date(day * daySeconds * 1000).toISOString().slice(0, "2026-11-21T".length);
  }
  const second = seconds - day * daySeconds;
  return `${lastDay.text}${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}Z`;
}

const daySeconds = 86_400;
/** Events come by the day. */
const lastDay = { day: Number.NaN, text: "" };

function two(number: number): string {
  return twoDigits[number] ?? "";
}

const twoDigits: readonly string[] = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

const maxTime = 40;
const earliest = "2013";
const latest = "2100";
const earliestSeconds = Date.UTC(2013, 0) / 1000;
const latestSeconds = Date.UTC(2100, 0) / 1000;
const usual = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function wholeSeconds(ms: number): string | undefined {
  return Number.isNaN(ms) ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
