import { type CloudTrailEvent, ownText, parseArn, principalOf } from "../../model/index.ts";

/** Whose calls are watched for a denial, and of which actions. */
export interface DeniedCallWatch {
  /** ARN of the user or role. */
  readonly principal: string;
  /** By name, as `s3:GetObject`; `*`: whatever is denied. */
  readonly actions: readonly string[];
  /** ISO 8601: from then on the canary, or the plan, was in force. */
  readonly since: string;
  /** IAM actions that a call needs, by whatever knows; what an event itself says of a denial comes first. */
  readonly actionsOf: (event: CloudTrailEvent) => readonly string[];
}

/** A call that failed and that what the plan removes would have allowed. */
export interface DeniedCall {
  readonly action: string;
  readonly eventId: string;
  /** As the event has it. */
  readonly time: string;
  readonly eventName: string;
  readonly eventSource: string;
  /**
   * `canary`: the event tells of an explicit Deny in an identity policy. `removal`: of an action that no identity policy allows. `unclear`: it
   * says only that access was denied, for whatever reason.
   */
  readonly cause: "canary" | "removal" | "unclear";
}

/** For each event of CloudTrail: the removed action that it shows as missed, or undefined. */
export function deniedCallsOf(watch: DeniedCallWatch): (event: CloudTrailEvent) => DeniedCall | undefined {
  const names = new Map(watch.actions.map((action) => [action.toLowerCase(), action]));
  const since = Date.parse(watch.since);
  return (event) => {
    const message = ownText(event, "errorMessage") ?? "";
    if (!isDenied(ownText(event, "errorCode") ?? "", message)) return undefined;
    const time = ownText(event, "eventTime") ?? "";
    // An event without a time that can be read is shown: what is missed must not be overlooked.
    if (Date.parse(time) < since) return undefined;
    if (!isSame(principalOf(event).stableArn, watch.principal)) return undefined;
    const told = toldAction(message);
    const action = watchedOf(told === undefined ? watch.actionsOf(event) : [told], names, event);
    if (action === undefined) return undefined;
    const cause = causeOf(message);
    if (cause === undefined) return undefined;
    const [eventId = "", eventName = "", eventSource = ""] = ["eventID", "eventName", "eventSource"].map((key) =>
      ownText(event, key),
    );
    return { action, eventId, time, eventName, eventSource, cause };
  };
}

function watchedOf(
  asked: readonly string[],
  names: ReadonlyMap<string, string>,
  event: CloudTrailEvent,
): string | undefined {
  const own = asked.map((name) => names.get(name.toLowerCase())).find((name) => name !== undefined);
  return own ?? (names.has("*") ? (asked[0] ?? callName(event)) : undefined);
}

/** Of a call whose action nobody knows: `s3:NewCall`. */
function callName(event: CloudTrailEvent): string {
  const [source = "", name = ""] = ["eventSource", "eventName"].map((key) => ownText(event, key));
  return `${source.split(".")[0]}:${name}`;
}

/** The code may be cut off or stand behind another, as in `Client.UnauthorizedOperation`. */
function isDenied(code: string, message: string): boolean {
  return (
    /(^|[.:#])(AccessDenied|Unauthorized|AuthorizationError|Forbidden)/i.test(code) ||
    /is not authorized to perform/.test(message)
  );
}

/** `User: ... is not authorized to perform: s3:GetObject on resource: ...` */
function toldAction(message: string): string | undefined {
  return /is not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/i.exec(message)?.[1];
}

/**
 * Denials by other kinds of policy have nothing to do with ours: then undefined.
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
function causeOf(message: string): DeniedCall["cause"] | undefined {
  if (/explicit deny in an? identity-based policy/i.test(message)) return "canary";
  if (/no identity-based policy allows/i.test(message)) return "removal";
  return /explicit deny in an? |because no [a-z -]+ allows/i.test(message) ? undefined : "unclear";
}

/** By account, kind and name: the ARN of a session has lost the path of its role. */
function isSame(found: string | undefined, principal: string): boolean {
  return found !== undefined && (found === principal || keyOf(found) === keyOf(principal));
}

function keyOf(arn: string): string {
  const parsed = parseArn(arn);
  const parts = parsed?.resource.split("/") ?? [];
  return `${parsed?.account} ${parts[0]} ${parts.at(-1)}`;
}
