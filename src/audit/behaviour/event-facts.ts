import {
  type CloudTrailEvent,
  type EventOrigin,
  type JsonObject,
  type MfaState,
  ownObject,
  ownText,
  ownValue,
  principalOf,
  type SeenEvent,
} from "../../model/index.ts";

/** What the fold asks of each event, read once. */
export interface EventFacts {
  readonly seen: SeenEvent;
  readonly caller: CallerFacts;
  readonly call: CallFacts;
  readonly userAgent: string | undefined;
  /** Undefined: the event does not say. */
  readonly isRead: boolean | undefined;
  /** `recipientAccountId`, twelve digits. */
  readonly recipient: string | undefined;
}

/** Who made a call. Follows from `userIdentity` alone. */
export interface CallerFacts {
  /** `userIdentity.type`. */
  readonly type: string;
  /** Stable ARN of a user, a role or root. */
  readonly arn?: string;
  /** Twelve digits. */
  readonly account?: string;
  readonly accessKeyId?: string;
  /** An AWS service made the call, on somebody's behalf or its own. */
  readonly byService: boolean;
  readonly mfa: MfaState;
}

/** Which call it was. Follows from `eventSource` and `eventName` alone. */
export interface CallFacts {
  readonly eventSource: string;
  readonly eventName: string;
  /** `lambda:CreateFunction` for `CreateFunction20150331v2` of `lambda.amazonaws.com`. */
  readonly action: string;
  /** `lambda` */
  readonly service: string;
  readonly isSignIn: boolean;
}

/** Undefined: the time of the event cannot be read, so that it has no place. */
export function factsOf(event: CloudTrailEvent, origin: EventOrigin): EventFacts | undefined {
  const text = ownText(event, "eventTime");
  const ms = text === undefined || text.length > 40 ? Number.NaN : Date.parse(text);
  if (!hasPlace(ms)) return undefined;
  const call = callOf(event);
  const eventId = shortText(ownText(event, "eventID"));
  return {
    seen: seenOf({
      ms,
      eventId,
      call,
      origin,
      sourceIp: sourceIpOf(event),
      region: regionOf(event),
      outcome: outcomeOf(event),
    }),
    caller: callerOf(event),
    call,
    userAgent: userAgentOf(event),
    isRead: isReadOf(event),
    recipient: recipientOf(event),
  };
}

/** What a {@link SeenEvent} is made of. */
export interface SeenParts {
  readonly ms: number;
  readonly eventId: string;
  readonly call: CallFacts;
  readonly origin: EventOrigin;
  readonly sourceIp: string | undefined;
  readonly region: string | undefined;
  readonly outcome: SeenEvent["outcome"];
}

export function seenOf({ ms, eventId, call, origin, sourceIp, region, outcome }: SeenParts): SeenEvent {
  const { eventName, eventSource } = call;
  const { file, index } = origin;
  // Spreading what is there takes several times as long, and nearly every event has both.
  if (sourceIp !== undefined && region !== undefined) {
    return { ms, eventId, eventName, eventSource, file, index, sourceIp, region, outcome };
  }
  return {
    ms,
    eventId,
    eventName,
    eventSource,
    file,
    index,
    ...(sourceIp !== undefined && { sourceIp }),
    ...(region !== undefined && { region }),
    outcome,
  };
}

/** CloudTrail is from 2013. `ms`: milliseconds since 1970 or NaN. */
export function hasPlace(ms: number): boolean {
  return ms >= earliest && ms < latest;
}

export function callerOf(event: CloudTrailEvent): CallerFacts {
  const identity = ownObject(event, "userIdentity") ?? {};
  const { type, stableArn } = principalOf(event);
  const arn = stableArn !== undefined && stableArn.length <= maxArn && identityArn.test(stableArn);
  const account = ownText(identity, "accountId");
  const keyText = ownText(identity, "accessKeyId");
  const accessKeyId = keyText !== undefined && keyId.test(keyText) ? keyText : undefined;
  return {
    type: shortText(type),
    ...(arn && { arn: stableArn }),
    ...(account !== undefined && accountId.test(account) && { account }),
    ...(accessKeyId !== undefined && { accessKeyId }),
    byService: type === "AWSService" || ownText(identity, "invokedBy") !== undefined,
    mfa: mfaState(identity, accessKeyId),
  };
}

/** `mfaAuthenticated` stands in sessions only; a long-term key has none. */
function mfaState(identity: JsonObject, accessKeyId: string | undefined): MfaState {
  const attributes = ownObject(ownObject(identity, "sessionContext") ?? {}, "attributes");
  const said = attributes && ownText(attributes, "mfaAuthenticated");
  if (said !== undefined) return said === "true" ? "with" : "without";
  return accessKeyId?.startsWith("AKIA") === true ? "key" : "silent";
}

export function callOf(event: CloudTrailEvent): CallFacts {
  const eventSource = shortText(ownText(event, "eventSource"));
  const eventName = shortText(ownText(event, "eventName"));
  const key = `${eventSource} ${eventName}`;
  const known = calls.get(key);
  if (known !== undefined) return known;
  const action = `${eventSource.replace(/\.amazonaws\.com(\.cn)?$/, "")}:${eventName.replace(/20\d{6}(v\d+)?$/, "")}`;
  const service = action.slice(0, action.indexOf(":"));
  const call = { eventSource, eventName, action, service, isSignIn: eventSource === "signin.amazonaws.com" };
  if (calls.size >= maxCalls) calls.clear();
  calls.set(key, call);
  return call;
}

export function sourceIpOf(event: CloudTrailEvent): string | undefined {
  return ownText(event, "sourceIPAddress")?.slice(0, maxText);
}

export function regionOf(event: CloudTrailEvent): string | undefined {
  return ownText(event, "awsRegion")?.slice(0, maxText);
}

export function userAgentOf(event: CloudTrailEvent): string | undefined {
  return ownText(event, "userAgent");
}

export function recipientOf(event: CloudTrailEvent): string | undefined {
  const account = ownText(event, "recipientAccountId");
  return account !== undefined && accountId.test(account) ? account : undefined;
}

/** Of all events of a run, a few thousand. */
const calls: Map<string, CallFacts> = new Map();
const maxCalls = 5_000;

const maxArn = 2048;
const maxText = 256;
const identityArn = /^arn:[\w-]+:iam::\d{12}:(root$|user\/.|role\/.)/;
const keyId = /^A[A-Z0-9]{15,127}$/;
const accountId = /^\d{12}$/;
const earliest = Date.UTC(2013, 0);
const latest = Date.UTC(2100, 0);

/** Text of an event, which may be as long as somebody wished. */
export function shortText(text: string | undefined): string {
  return (text ?? "").slice(0, maxText);
}

export function isReadOf(event: CloudTrailEvent): boolean | undefined {
  const value = ownValue(event, "readOnly");
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : undefined;
}

/** A failed sign-in has no code but a message. */
export function outcomeOf(event: CloudTrailEvent): SeenEvent["outcome"] {
  const code = ownValue(event, "errorCode");
  const message = ownText(event, "errorMessage") ?? "";
  if (code === undefined || code === null || code === "") return message === "" ? "done" : refused(message, "failed");
  if (typeof code !== "string") return "failed";
  return denials.test(code.slice(code.lastIndexOf(".") + 1)) ? "denied" : refused(message, "failed");
}

function refused(message: string, otherwise: "failed"): "denied" | "failed" {
  return /\bis not authorized to perform\b|\bexplicit deny\b/.test(message) ? "denied" : otherwise;
}

/** As AWS's services write it; EC2 says `Client.UnauthorizedOperation`. */
const denials = /^(AccessDenied|Unauthorized|AuthorizationError|Forbidden)/i;
