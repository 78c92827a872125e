import { type CloudTrailEvent, isJsonObject, type Json, type JsonObject, ownText, ownValue } from "../model/index.ts";
import type { Place } from "./split-sink.ts";
import { nestingDepth } from "./value-scanner.ts";

/** Whoever takes what a value turned out to hold. */
export interface RecordSink {
  event(event: CloudTrailEvent): void;
  /** A digest file: it vouches for log files and holds no events. */
  digest(): void;
  /** A value where a record should be that is none; `message` is a sentence. */
  refused(message: string): void;
}

/**
 * Finds the CloudTrail records in one parsed value, whatever it came wrapped in: as delivered, as an element of
 * `aws cloudtrail lookup-events`, or in an EventBridge envelope. Calls the sink at least once, but for an empty list.
 *
 * Source: CloudTrail User Guide, "CloudTrail log file examples" and "CloudTrail digest file structure"; EventBridge User
 * Guide, "AWS service events delivered via AWS CloudTrail".
 */
export function findRecords(value: Json, place: Place, maxDepth: number, sink: RecordSink): void {
  if (!isJsonObject(value)) sink.refused(`Here stands ${describe(value)} where a record should be.`);
  else if (place === "Records") sink.event(value);
  else if (Object.hasOwn(value, "CloudTrailEvent")) fromLookup(value["CloudTrailEvent"], maxDepth, sink);
  else if (Object.hasOwn(value, "detail-type")) fromEventBridge(value, sink);
  else if (place !== "Events" && isContainer(value)) fromContainer(value, maxDepth, sink);
  else if (Object.hasOwn(value, "digestStartTime") && Object.hasOwn(value, "logFiles")) sink.digest();
  else if (recordFields.some((field) => Object.hasOwn(value, field))) sink.event(value);
  else sink.refused("This object has no field of a CloudTrail record.");
}

/** `CloudTrailEvent` of LookupEvents is the record as JSON inside a string. */
function fromLookup(text: Json | undefined, maxDepth: number, sink: RecordSink): void {
  const record = typeof text === "string" ? parse(text, maxDepth) : text;
  if (isJsonObject(record)) sink.event(record);
  else sink.refused("The text in CloudTrailEvent is not a JSON object.");
}

function parse(text: string, maxDepth: number): Json | undefined {
  if (nestingDepth(Buffer.from(text)) > maxDepth) return undefined;
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Other detail types of EventBridge (findings, state changes) are no CloudTrail records. */
function fromEventBridge(envelope: JsonObject, sink: RecordSink): void {
  const detail = ownValue(envelope, "detail");
  const isRecord =
    isJsonObject(detail) &&
    ((ownText(envelope, "detail-type") ?? "").endsWith("via CloudTrail") ||
      ownValue(detail, "eventName") !== undefined ||
      ownValue(detail, "eventSource") !== undefined);
  if (isRecord) sink.event(detail);
  else sink.refused("The detail of this EventBridge event is not a CloudTrail record.");
}

function isContainer(value: JsonObject): boolean {
  return Object.hasOwn(value, "Records") || Object.hasOwn(value, "Events");
}

/** A log file inside a list or behind an escaped key: what the splitter does not hand over element by element. */
function fromContainer(value: JsonObject, maxDepth: number, sink: RecordSink): void {
  for (const place of ["Records", "Events"] as const) {
    const list = ownValue(value, place);
    if (Array.isArray(list)) for (const element of list) findRecords(element, place, maxDepth, sink);
    else if (list !== undefined) sink.refused(`"${place}" holds ${describe(list)} instead of a list.`);
  }
}

function describe(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** One of these tells a record from any other object. Names that other services use as well are left out. */
const recordFields: readonly string[] = [
  "eventName",
  "eventSource",
  "eventVersion",
  "userIdentity",
  "eventTime",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "errorCode",
  "errorMessage",
  "requestParameters",
  "responseElements",
  "additionalEventData",
  "requestID",
  "eventID",
  "eventType",
  "eventCategory",
  "recipientAccountId",
  "sharedEventID",
  "serviceEventDetails",
  "insightDetails",
];
