import { AwsError } from "../../aws-error.ts";
import type { Call, Input, Operation, Output } from "../../call.ts";
import { isLookupAttribute, type LookupAttribute, lookUp, resourcesOf, usernameOf } from "../../record/index.ts";
import { needOnAll } from "./find-trail.ts";
import { optionalList, optionalText, optionalTime } from "./input.ts";
import { placeIn, tokenFor } from "./page.ts";

/** Management events (or Insights) of the region in the last 90 days, newest first. */
export const lookupEvents: Operation = { needs: needOnAll, run };

const largestPage = 50;
const secondsKept = 90 * 86_400;

function run(call: Call): Output {
  const { input, world, account, region, time } = call;
  const attribute = attributeOf(input);
  const limit = pageSize(input);
  const kind = categoryOf(input);
  const now = Date.parse(time) / 1000;
  const from = seconds(optionalTime(input, "StartTime")) ?? Number.NEGATIVE_INFINITY;
  const to = seconds(optionalTime(input, "EndTime")) ?? Number.POSITIVE_INFINITY;
  if (from > to) {
    throw new AwsError("InvalidTimeRangeException", "Start time cannot be after end time.");
  }
  const parameters = JSON.stringify([attribute, limit, kind, from, to]);
  const token = optionalText(input, "NextToken");
  const found = lookUp(
    world.store,
    kind,
    { account: account.id, region },
    {
      from: Math.max(from, now - secondsKept),
      to,
      ...(attribute !== undefined && { attribute }),
      limit,
      ...(token !== undefined && { after: placeIn(token, parameters) }),
    },
  );
  return {
    Events: found.texts.map(eventOutput),
    ...(found.next !== undefined && { NextToken: tokenFor(found.next, parameters) }),
  };
}

function attributeOf(input: Input): { readonly key: LookupAttribute; readonly value: string } | undefined {
  const [first, ...others] = optionalList(input, "LookupAttributes") ?? [];
  if (first === undefined) return undefined;
  const key = optionalText(first, "AttributeKey") ?? "";
  const value = optionalText(first, "AttributeValue") ?? "";
  if (others.length > 0) {
    throw new AwsError("InvalidLookupAttributesException", "You can specify only one lookup attribute.");
  }
  if (!isLookupAttribute(key) || value === "" || value.length > 2000) {
    throw new AwsError("InvalidLookupAttributesException", "Invalid lookup attribute.");
  }
  return { key, value };
}

function pageSize({ MaxResults: size = largestPage }: Input): number {
  if (typeof size !== "number" || !Number.isInteger(size) || size < 1 || size > largestPage) {
    throw new AwsError("InvalidMaxResultsException", `A page has between 1 and ${largestPage} events.`);
  }
  return size;
}

function categoryOf(input: Input): "events" | "insights" {
  const category = optionalText(input, "EventCategory");
  if (category === undefined) return "events";
  if (category !== "insight") throw new AwsError("InvalidEventCategoryException", "The event category is not valid.");
  return "insights";
}

interface Recorded {
  readonly eventID?: string;
  readonly eventName?: string;
  readonly eventTime: string;
  readonly eventSource?: string;
  readonly readOnly?: boolean;
  readonly userIdentity?: { readonly accessKeyId?: string };
  readonly insightDetails?: { readonly eventName?: string; readonly eventSource?: string };
}

function eventOutput(text: string): Output {
  const event: Recorded = JSON.parse(text);
  const { eventID, eventTime, readOnly, userIdentity, insightDetails } = event;
  const username = usernameOf(event);
  const name = event.eventName ?? insightDetails?.eventName;
  const source = event.eventSource ?? insightDetails?.eventSource;
  return {
    ...(eventID !== undefined && { EventId: eventID }),
    ...(name !== undefined && { EventName: name }),
    ...(readOnly !== undefined && { ReadOnly: String(readOnly) }),
    ...(userIdentity?.accessKeyId !== undefined && { AccessKeyId: userIdentity.accessKeyId }),
    EventTime: new Date(eventTime),
    ...(source !== undefined && { EventSource: source }),
    ...(username !== "" && { Username: username }),
    Resources: resourcesOf(event).map(({ type, name: of }) => ({ ResourceType: type, ResourceName: of })),
    CloudTrailEvent: text,
  };
}

function seconds(time: Date | undefined): number | undefined {
  return time === undefined ? undefined : Math.floor(time.getTime() / 1000);
}
