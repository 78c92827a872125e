import { type CloudTrailEvent, ownText, ownValue, type RecordedTrailChange } from "../../model/index.ts";

/**
 * A call that changed what some trail records; undefined: it is none, or failed.
 *
 * Source: CloudTrail API Reference.
 */
export function trailChangeOf(event: CloudTrailEvent, time: string): RecordedTrailChange | undefined {
  const eventName = ownText(event, "eventName") ?? "";
  if (!changes.has(eventName) || ownText(event, "eventSource") !== "cloudtrail.amazonaws.com") return undefined;
  const code = ownValue(event, "errorCode");
  if (code !== undefined && code !== null && code !== "") return undefined;
  return { eventName, time, example: (ownText(event, "eventID") ?? "").slice(0, maxId) };
}

const changes: ReadonlySet<string> = new Set([
  "CreateTrail",
  "DeleteTrail",
  "PutEventSelectors",
  "StartLogging",
  "StopLogging",
  "UpdateTrail",
]);

const maxId = 200;

/** Of each name the last one, in order of the names. */
export function lastChanges(changes: readonly RecordedTrailChange[]): readonly RecordedTrailChange[] {
  const last = new Map<string, RecordedTrailChange>();
  for (const change of changes) {
    const known = last.get(change.eventName);
    const isLater =
      known === undefined || change.time > known.time || (change.time === known.time && change.example > known.example);
    if (isLater) last.set(change.eventName, change);
  }
  return [...last.values()].toSorted((a, b) => (a.eventName < b.eventName ? -1 : 1));
}
