import { isJsonObject, type Json, ownObject, ownText, ownValue } from "../../model/index.ts";
import { type LabActivity, type LabRun, peopleOf } from "../../provision/index.ts";

/** A record of CloudTrail that the lab looks at. */
export interface LabEvent {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** The whole record. */
  readonly record: Json;
}

/** The record as an event; undefined for what is none. */
export function labEvent(record: Json): LabEvent | undefined {
  if (!isJsonObject(record)) return undefined;
  const [id, time] = [ownText(record, "eventID"), ownText(record, "eventTime")];
  return id === undefined || time === undefined ? undefined : { id, time, record };
}

/**
 * Whether an event is that of an activity: done by its user, who does nothing else, and not refused. Refusals come first where the
 * rights of the user were not known everywhere yet.
 */
export function isOfActivity(
  { record }: LabEvent,
  run: LabRun,
  { activity, eventName, outcome }: LabActivity,
): boolean {
  if (!isJsonObject(record) || ownText(record, "eventName") !== eventName) return false;
  if (ownValue(record, "errorCode") !== undefined) return false;
  const name = ownText(ownObject(record, "userIdentity") ?? {}, "userName");
  if (name !== peopleOf(run).actor(activity)) return false;
  return outcome === undefined || ownText(ownObject(record, "responseElements") ?? {}, "ConsoleLogin") === outcome;
}

/** The JSON of a text that a stranger wrote; undefined for what is none. */
export function jsonIn(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
