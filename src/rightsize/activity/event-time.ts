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

const maxTime = 40;
const earliest = "2013";
const latest = "2100";
const usual = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function wholeSeconds(ms: number): string | undefined {
  return Number.isNaN(ms) ? undefined : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
