import {
  type CloudTrailEvent,
  type Json,
  type JsonObject,
  ownObject,
  ownText,
  ownValue,
  principalOf,
} from "../../model/index.ts";
import type { FieldPath } from "../../sigma/index.ts";
import { foreignAccountReads, foreignAccounts } from "./foreign-accounts.ts";
import { canonicalAddress, networkOf } from "./network.ts";
import { agentFamily } from "./user-agent.ts";

/** What is known of an address; undefined where nothing is, as for private addresses. */
export interface GeoLookup {
  /** ISO 3166-1 code of two capitals. */
  country(address: string): string | undefined;
  /** AS number: `64500`. */
  asn(address: string): string | undefined;
  /** Latitude and longitude in degrees: `52.52,13.40`. */
  location(address: string): string | undefined;
}

/** What {@link isServiceCall} depends on. */
const serviceReads: readonly FieldPath[] = ["userIdentity.type", "userIdentity.invokedBy"];

/**
 * Values that no event writes but that rules about habits ask for, each with the fields of the event that it depends on, and on
 * nothing else but the databases. An event is given them as a top-level `derived` of its own, in place of what it had there.
 */
export const derivedReads: ReadonlyMap<FieldPath, readonly FieldPath[]> = new Map([
  /** {@link principalOf}'s stable ARN; for IAM Identity Center with the session name, which names the person. */
  [
    "derived.principal",
    [
      ...serviceReads,
      "userIdentity.arn",
      "userIdentity.accountId",
      "userIdentity.userName",
      "userIdentity.sessionContext.sessionIssuer.arn",
    ],
  ],
  /** `userIdentity.accessKeyId` where it tells credentials apart: keys of console sessions do not. */
  ["derived.credential", [...serviceReads, "userIdentity.accessKeyId", "sessionCredentialFromConsole"]],
  /** `sourceIPAddress` where it is one. */
  ["derived.address", ["sourceIPAddress"]],
  /** The address's AS, such as `AS64500`, where a database knows it, else its /24 or /48. */
  ["derived.network", ["sourceIPAddress"]],
  ["derived.country", ["sourceIPAddress"]],
  ["derived.asn", ["sourceIPAddress"]],
  ["derived.location", ["sourceIPAddress"]],
  /** {@link agentFamily} of the user agent. */
  ["derived.agent", ["userAgent"]],
  /** {@link foreignAccounts}, a list. */
  ["derived.foreignAccounts", foreignAccountReads],
]);

export const derivedFieldNames: readonly FieldPath[] = [...derivedReads.keys()];

/** True when one of the fields stays empty without a GeoIP database. */
export function needsGeo(fields: Iterable<FieldPath>): boolean {
  return [...fields].some((field) => geoFields.has(field));
}

/**
 * Adds the asked derived fields to events, which it leaves as they are; undefined when none is asked. A field that there is
 * nothing for is left out.
 */
export function createDeriver(
  asked: Iterable<FieldPath>,
  geo?: GeoLookup,
): ((event: CloudTrailEvent) => CloudTrailEvent) | undefined {
  const paths = [...asked].filter((field) => field === "derived" || field.startsWith("derived."));
  if (paths.length === 0) return undefined;
  const names = derivedFieldNames.filter((name) => paths.includes(name) || paths.includes("derived"));
  const familyOf = remembered(agentFamily);
  const readers = names.map((name) => ({
    key: name.slice("derived.".length),
    read: name === "derived.agent" ? agentReader(familyOf) : readerOf(name, geo),
  }));
  return (event) => {
    const derived: Record<string, Json> = {};
    for (const { key, read } of readers) {
      const value = read(event);
      if (value !== undefined) derived[key] = value;
    }
    return { ...event, derived };
  };
}

type Reader = (event: CloudTrailEvent) => Json | undefined;

const geoFields: ReadonlySet<FieldPath> = new Set(["derived.country", "derived.asn", "derived.location"]);

function readerOf(name: FieldPath, geo: GeoLookup | undefined): Reader {
  switch (name) {
    case "derived.principal":
      return principal;
    case "derived.credential":
      return credential;
    case "derived.foreignAccounts":
      return foreignAccounts;
    case "derived.network":
      return ofAddress((address) => {
        const asn = geo?.asn(address);
        return asn === undefined ? networkOf(address) : `AS${asn}`;
      });
    case "derived.country":
      return ofAddress((address) => geo?.country(address));
    case "derived.asn":
      return ofAddress((address) => geo?.asn(address));
    case "derived.location":
      return ofAddress((address) => geo?.location(address));
    default:
      return ofAddress((address) => address);
  }
}

function principal(event: CloudTrailEvent): string | undefined {
  if (isServiceCall(event)) return undefined;
  const { stableArn, arn } = principalOf(event);
  if (stableArn === undefined || !identityCenterRole.test(stableArn)) return stableArn;
  const session = arn && sessionName.exec(arn)?.[1];
  return session ? `${stableArn}/${session}` : stableArn;
}

/** Identity Center makes one role for a permission set and account, whoever signs in. */
const identityCenterRole = /:role\/(?:[^/]+\/)*AWSReservedSSO_[^/]*$/;
const sessionName = /:assumed-role\/[^/]+\/(.+)$/s;

function credential(event: CloudTrailEvent): string | undefined {
  const identity = ownObject(event, "userIdentity");
  if (identity === undefined || isServiceCall(event) || isConsoleSession(event, identity)) return undefined;
  return ownText(identity, "accessKeyId");
}

/** AWS acts on its own: as a service, or with somebody's rights long after they asked for it. */
function isServiceCall(event: CloudTrailEvent): boolean {
  const identity = ownObject(event, "userIdentity") ?? {};
  if (ownText(identity, "type") === "AWSService") return true;
  const invokedBy = ownText(identity, "invokedBy") ?? "";
  return invokedBy !== consoleSignIn && /\.amazonaws\.com(?:\.cn)?$/i.test(invokedBy);
}

/** Before `sessionCredentialFromConsole`, the sign-in service stood for somebody at the console. */
const consoleSignIn = "signin.amazonaws.com";

function isConsoleSession(event: CloudTrailEvent, identity: JsonObject): boolean {
  const fromConsole = ownValue(event, "sessionCredentialFromConsole");
  // The user guide has text, some records have a boolean.
  const isMarked = fromConsole === true || (typeof fromConsole === "string" && fromConsole.toLowerCase() === "true");
  return isMarked || ownText(identity, "invokedBy") === consoleSignIn;
}

function agentReader(familyOf: (userAgent: string) => string | undefined): Reader {
  return (event) => {
    const userAgent = ownText(event, "userAgent");
    return userAgent && familyOf(userAgent);
  };
}

function ofAddress(read: (address: string) => string | undefined): Reader {
  const ofText = remembered((text) => {
    const address = canonicalAddress(text);
    return address === undefined ? undefined : read(address);
  });
  return (event) => {
    const text = ownText(event, "sourceIPAddress");
    return text === undefined ? undefined : ofText(text);
  };
}

/** An account has few addresses and user agents; a sender can make up any number. */
function remembered(read: (text: string) => string | undefined): (text: string) => string | undefined {
  const answers = new Map<string, string | undefined>();
  return (text) => {
    if (answers.has(text)) return answers.get(text);
    const answer = read(text);
    if (answers.size >= maxRemembered) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}

const maxRemembered = 4000;
