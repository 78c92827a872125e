import { isJsonObject, type Json, type JsonObject, ownObject, ownText, ownValue, principalOf } from "../model/index.ts";

/** An event that a finding or a detection rests on, and what is said of it. */
export interface Citation {
  /** As the finding names it. */
  readonly file: string;
  /** Position of the record in the file, from 0. */
  readonly index: number;
  /** Members that the event must have, and how: by their path in the event. */
  readonly claims: ReadonlyMap<string, Json>;
}

/** The events that a saved finding or detection cites; both come from a file, so that any member may be anything. */
export function citationsOf(saved: JsonObject): readonly Citation[] {
  return ownValue(saved, "kind") === "detection" ? ofDetection(saved) : ofFinding(saved);
}

/** How many of the events that it rests on it does not name: findings list the first few. */
export function leftOut(saved: JsonObject): number {
  const counts = objectsIn(saved, "evidence").map((one) =>
    ownValue(one, "source") === "detections" ? ownValue(one, "value") : 0,
  );
  return counts.reduce<number>((sum, count) => sum + (typeof count === "number" ? count : 0), 0);
}

function ofDetection(saved: JsonObject): readonly Citation[] {
  const events = objectsIn(saved, "events");
  return events.map((event) => {
    const claims = new Map<string, Json>(
      eventMembers.flatMap(([said, path]) => {
        const value = ownValue(event, said);
        return value === undefined ? [] : [[path, value] as const];
      }),
    );
    // Of many events these are what the last one says.
    if (events.length === 1) for (const [path, value] of onlyEventClaims(saved)) claims.set(path, value);
    return citation(event, claims);
  });
}

const eventMembers = [
  ["eventId", "eventID"],
  ["eventName", "eventName"],
  ["eventSource", "eventSource"],
  ["eventTime", "eventTime"],
] as const;

function onlyEventClaims(saved: JsonObject): ReadonlyMap<string, Json> {
  const claims = new Map<string, Json>();
  const said = [
    ["time", "eventTime"],
    ["region", "awsRegion"],
    ["sourceIp", "sourceIPAddress"],
    ["account", accountClaim],
  ] as const;
  for (const [member, path] of said) {
    const value = ownValue(saved, member);
    if (value !== undefined) claims.set(path, value);
  }
  const principal = ownObject(saved, "principal");
  if (principal !== undefined) claims.set(principalClaim, principal);
  return claims;
}

function ofFinding(saved: JsonObject): readonly Citation[] {
  const evidence = objectsIn(saved, "evidence").flatMap((one) => {
    const [, index, member = ""] = /^record (\d{1,15})\b,? ?(\w*)/.exec(ownText(one, "field") ?? "") ?? [];
    if (index === undefined) return [];
    const place = { file: ownValue(one, "source") ?? "", index: Number(index) };
    return [{ place, key: JSON.stringify(place), member, value: ownValue(one, "value") ?? null }];
  });
  const named = new Set(evidence.flatMap(({ member, key }) => (member === requestClaim ? [] : key)));
  return evidence.flatMap(({ place, key, member, value }) => {
    if (member !== requestClaim) {
      // What else is said of the same record belongs to the event that stands beside it.
      const request = evidence.filter((other) => other.member === requestClaim && other.key === key);
      return [
        citation(place, new Map([...eventClaims(value), ...request.map((one) => [requestClaim, one.value] as const)])),
      ];
    }
    return named.has(key) ? [] : [citation(place, new Map([[requestClaim, value]]))];
  });
}

function eventClaims(value: Json): readonly (readonly [path: string, said: Json])[] {
  const event = isJsonObject(value) ? value : { eventId: value };
  const claims = eventMembers.flatMap(([said, path]) => {
    const member = ownValue(event, said);
    return member === undefined ? [] : [[path, member] as const];
  });
  const sourceIp = ownValue(event, "sourceIp");
  return sourceIp === undefined ? claims : [...claims, ["sourceIPAddress", sourceIp] as const];
}

function citation(place: JsonObject, claims: ReadonlyMap<string, Json>): Citation {
  const index = ownValue(place, "index");
  return {
    file: ownText(place, "file") ?? "",
    index: Number.isSafeInteger(index) ? Number(index) : -1,
    claims,
  };
}

function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  const list = ownValue(object, name);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Not members of an event, but what follows from some. */
const principalClaim = "userIdentity";
const accountClaim = "recipientAccountId";
/** Findings quote short members of it, as texts. */
const requestClaim = "requestParameters";

/** In what the event is another than the citation says: a clause; undefined: in nothing. */
export function differenceOf(event: JsonObject, { claims }: Citation): string | undefined {
  if (!claims.has("eventID") || claims.get("eventID") === "") return "it does not say which event it means";
  for (const [path, said] of claims) {
    if (path === requestClaim) {
      const name = differentMember(ownObject(event, requestClaim) ?? {}, said);
      if (name !== undefined) return `its ${requestClaim} has another ${name}`;
      continue;
    }
    const found = valueIn(event, path);
    if (!isSame(found, said, path)) return `its ${path} is ${shown(found)}, not ${shown(said)}`;
  }
  return undefined;
}

function valueIn(event: JsonObject, path: string): Json {
  if (path === principalClaim) {
    // Plain texts by name, as JSON.
    return { ...principalOf(event) } as JsonObject;
  }
  if (path === accountClaim) {
    return ownText(event, accountClaim) ?? ownText(ownObject(event, "userIdentity") ?? {}, "accountId") ?? "";
  }
  return ownText(event, path) ?? "";
}

function isSame(found: Json, said: Json, path: string): boolean {
  if (path === "eventTime" && typeof found === "string" && typeof said === "string") {
    return found === said || Date.parse(found) === Date.parse(said);
  }
  if (!isJsonObject(found) || !isJsonObject(said)) return found === said;
  const names = new Set([...Object.keys(found), ...Object.keys(said)]);
  return [...names].every((name) => ownValue(found, name) === ownValue(said, name));
}

/** The first that is said and is not so. */
function differentMember(found: JsonObject, said: Json): string | undefined {
  if (!isJsonObject(said)) return "form";
  return Object.keys(said).find((name) => {
    const value = ownValue(found, name);
    const text = isJsonObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
    return value === undefined || text !== String(ownValue(said, name));
  });
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}...`;
}
