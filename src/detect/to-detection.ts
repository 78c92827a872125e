import {
  type CloudTrailEvent,
  type DetectedEvent,
  type Detection,
  type EventOrigin,
  ownObject,
  ownText,
  principalOf,
} from "../model/index.ts";
import { matchedFields, type Rule } from "../sigma/index.ts";
import { targetsOf } from "./facts/targets.ts";

/** A match of `rule` by `event`. What the event lacks, or has with another type, is empty text. */
export function toDetection(rule: Rule, event: CloudTrailEvent, origin: EventOrigin): Detection {
  const targets = targetsOf(event);
  return {
    schemaVersion: 1,
    kind: "detection",
    rule: nameOf(rule),
    time: ownText(event, "eventTime") ?? "",
    account: accountOf(event),
    region: ownText(event, "awsRegion") ?? "",
    principal: principalOf(event),
    sourceIp: ownText(event, "sourceIPAddress") ?? "",
    ...(targets.length > 0 && { targets }),
    events: [toDetectedEvent(event, origin)],
    match: matchedFields(rule.condition, event),
    groupBy: noGroup,
  };
}

const noGroup = {};

/** One object for all detections of a rule, so that many of them are small. */
function nameOf(rule: Rule): Detection["rule"] {
  const known = names.get(rule);
  if (known !== undefined) return known;
  const { id, title, level, tags } = rule;
  const name = { id, title, level, tags };
  names.set(rule, name);
  return name;
}

const names = new WeakMap<Rule, Detection["rule"]>();

function toDetectedEvent(event: CloudTrailEvent, { file, index }: EventOrigin): DetectedEvent {
  return {
    eventId: ownText(event, "eventID") ?? "",
    eventName: ownText(event, "eventName") ?? "",
    eventSource: ownText(event, "eventSource") ?? "",
    eventTime: ownText(event, "eventTime") ?? "",
    file,
    index,
  };
}

/** The account that the call was made in; old and service events name only the caller's. */
function accountOf(event: CloudTrailEvent): string {
  return (
    ownText(event, "recipientAccountId") ?? ownText(ownObject(event, "userIdentity") ?? noIdentity, "accountId") ?? ""
  );
}

const noIdentity = {};
