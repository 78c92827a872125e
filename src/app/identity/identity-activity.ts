import {
  type Behaviour,
  behaviourOf,
  type PresenceDay,
  type RecordedChange,
  type SeenEvent,
} from "../../model/index.ts";
import type { ChangeFact, IdentityActivity, RecentEvent } from "../../report/index.ts";

/** What the logs show of one identity. */
export function identityActivity(behaviour: Behaviour, arn: string, name: string): IdentityActivity {
  const seen = behaviourOf(behaviour, arn);
  const { from = 0, to = 0 } = behaviour.coverage;
  const own = behaviour.changes.filter(({ actor }) => actor === arn);
  const about = behaviour.changes.filter((change) => change.actor !== arn && isAbout(change, arn, name));
  return {
    from: iso(from),
    to: iso(to),
    events: seen?.count ?? 0,
    reads: seen?.reads ?? 0,
    writes: seen?.writes ?? 0,
    ...(seen && { firstSeen: iso(seen.first.ms), lastSeen: iso(seen.last.ms) }),
    placedBy: behaviour.placedBy,
    places: placesOf(seen?.presence ?? []),
    agents: (seen?.agents ?? [])
      .toSorted((a, b) => b.last - a.last)
      .map(({ agent, last, count }) => ({ agent, last: iso(last), events: count })),
    signIns: behaviour.signIns
      .filter(({ identity }) => identity === arn)
      .toReversed()
      .map(({ isSuccess, mfaUsed, place, event }) => ({
        time: iso(event.ms),
        result: isSuccess ? "success" : "failure",
        mfa: mfaUsed === undefined ? "unknown" : mfaUsed ? "yes" : "no",
        ...(place !== undefined && { place }),
        eventId: event.eventId,
      })),
    denied: (seen?.actions ?? [])
      .flatMap(({ action, denied, lastDenied }) =>
        lastDenied === undefined ? [] : [{ action, count: denied, ms: lastDenied.ms }],
      )
      .toSorted((a, b) => b.ms - a.ms)
      .map(({ action, count, ms }) => ({ action, count, last: iso(ms) })),
    recent: (seen?.recent ?? []).map(eventFacts),
    changes: own.toReversed().map(changeFacts),
    changedBy: about
      .toReversed()
      .map((change) => ({ ...changeFacts(change), actor: change.actor ?? change.actorType })),
  };
}

function isAbout({ request, event }: RecordedChange, arn: string, name: string): boolean {
  if (event.eventSource !== "iam.amazonaws.com") return false;
  const key = arn.includes(":role/") ? "roleName" : "userName";
  return Object.hasOwn(request, key) && request[key] === name;
}

function placesOf(presence: readonly PresenceDay[]): IdentityActivity["places"] {
  const places = new Map<string, { first: number; last: number; events: number }>();
  for (const { place, first, last, count } of presence) {
    const known = places.get(place);
    if (known === undefined) places.set(place, { first: first.ms, last: last.ms, events: count });
    else {
      known.first = Math.min(known.first, first.ms);
      known.last = Math.max(known.last, last.ms);
      known.events += count;
    }
  }
  return [...places]
    .sort(([, a], [, b]) => b.last - a.last)
    .map(([place, { first, last, events }]) => ({ place, first: iso(first), last: iso(last), events }));
}

function changeFacts({ event, request, madeKey }: RecordedChange): ChangeFact {
  return { ...eventFacts(event), targets: targetsOf(event, request), ...(madeKey !== undefined && { madeKey }) };
}

/** Names of request parameters, and the kind of thing that each names. Those of IAM come in the order of who, then what. */
const named: readonly (readonly [parameter: string, kind: string])[] = [
  ["userName", "user"],
  ["roleName", "role"],
  ["groupName", "group"],
  ["policyArn", "policy"],
  ["policyName", "policy"],
  ["instanceProfileName", "instance-profile"],
  ["serialNumber", "mfa"],
  ["virtualMFADeviceName", "mfa"],
  ["accessKeyId", "access-key"],
  ["serverCertificateName", "server-certificate"],
  ["sAMLProviderArn", "saml-provider"],
  ["openIDConnectProviderArn", "oidc-provider"],
  ["bucketName", "bucket"],
  ["keyId", "key"],
  ["logGroupName", "log-group"],
];

function targetsOf({ eventSource, eventName }: SeenEvent, request: RecordedChange["request"]): readonly string[] {
  const value = (parameter: string): string => (Object.hasOwn(request, parameter) ? (request[parameter] ?? "") : "");
  const trail = eventSource === "cloudtrail.amazonaws.com" ? value("name") || value("trailName") : "";
  const targets = named.flatMap(([parameter, kind]) => {
    const name = value(parameter);
    return name === "" ? [] : [name.startsWith("arn:") ? shortArn(name, kind) : `${kind}/${name}`];
  });
  const rest = value("eventDataStore");
  const stores = rest === "" ? [] : [shortArn(rest, "event-data-store")];
  const trails = trail === "" ? [] : [trail.startsWith("arn:") ? shortArn(trail, "trail") : `trail/${trail}`];
  // Whoever makes or deletes a key without naming a user does it for itself.
  const own = ownKeyCalls.has(eventName) && value("userName") === "" ? ["its own user"] : [];
  return [...own, ...targets, ...trails, ...stores];
}

const ownKeyCalls: ReadonlySet<string> = new Set(["CreateAccessKey", "DeleteAccessKey", "UpdateAccessKey"]);

/** `arn:aws:iam::aws:policy/job-function/X` to `policy/X`. */
function shortArn(arn: string, kind: string): string {
  return `${kind}/${arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1)}`;
}

function eventFacts({
  ms,
  eventName,
  eventSource,
  outcome,
  sourceIp,
  region,
  eventId,
  file,
  index,
}: SeenEvent): RecentEvent {
  return {
    time: iso(ms),
    eventName,
    eventSource,
    outcome,
    ...(sourceIp !== undefined && { sourceIp }),
    ...(region !== undefined && { region }),
    eventId,
    file,
    index,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
