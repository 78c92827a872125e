import { isIP } from "node:net";
import {
  type CloudTrailEvent,
  isJsonObject,
  type JsonObject,
  ownObject,
  ownText,
  ownValue,
} from "../../model/index.ts";
import { isHidden, isOmitted } from "./parameters.ts";

/** Keys of the request context with their values, keys in lower case and in order. What is not there is not known. */
export type RequestContext = { readonly [key: string]: string };

/**
 * What an event tells for certain of the context that policies were evaluated in: where the request came from and for
 * which Region, who made it and how they signed in, whether a service made it for them (`aws:viaawsservice`,
 * `aws:calledvia`, `kms:viaservice`), and a few parameters that policies ask for. Context that the trail was told to
 * record (`eventContext`) is taken as it is. Names of sessions are left out: each is new.
 *
 * Source: IAM User Guide, "AWS global condition context keys"; CloudTrail User Guide, "userIdentity element".
 */
export function contextOf(event: CloudTrailEvent): RequestContext {
  return Object.fromEntries(contextEntries(event));
}

/** The context as pairs in the order of their keys. */
export function contextEntries(event: CloudTrailEvent): readonly ContextEntry[] {
  const entries: ContextEntry[] = [];
  const add: Add = (key, value) => {
    if (value !== undefined && isContextValue(value)) entries.push([key, value]);
  };
  const identity = ownObject(event, "userIdentity") ?? {};
  // In the order of the keys where they come often, so that nothing is left to sort.
  addIdentity(identity, add);
  addNetwork(event, identity, add);
  addParameters(event, add);
  if (Object.hasOwn(event, "eventContext")) return withRecorded(event, entries);
  return isInOrder(entries) ? entries : entries.sort(byKey);
}

export type ContextEntry = readonly [key: string, value: string];

type Add = (key: string, value: string | undefined) => void;

const maxValue = 512;

function isContextValue(value: string): boolean {
  return value !== "" && value.length <= maxValue && !isHidden(value) && !/[\u0000-\u001f\u007f]/.test(value);
}

function isInOrder(entries: readonly ContextEntry[]): boolean {
  return entries.every(([key], at) => at === 0 || (entries[at - 1]?.[0] ?? "") < key);
}

function byKey([a]: ContextEntry, [b]: ContextEntry): number {
  return a < b ? -1 : 1;
}

function addIdentity(identity: JsonObject, add: Add): void {
  const attributes = ownObject(ownObject(identity, "sessionContext") ?? {}, "attributes") ?? {};
  const mfa = ownValue(attributes, "mfaAuthenticated");
  if (mfa === "true" || mfa === true) add("aws:multifactorauthpresent", "true");
  if (mfa === "false" || mfa === false) add("aws:multifactorauthpresent", "false");
  const type = ownText(identity, "type") ?? "";
  add("aws:principaltype", principalTypes.get(type));
}

const principalTypes: ReadonlyMap<string, string> = new Map([
  ["Root", "Account"],
  ["IAMUser", "User"],
  ["AssumedRole", "AssumedRole"],
  ["FederatedUser", "FederatedUser"],
]);

function addNetwork(event: CloudTrailEvent, identity: JsonObject, add: Add): void {
  const region = ownText(event, "awsRegion");
  add("aws:requestedregion", region);
  const via = ownText(identity, "invokedBy");
  const endpoint = via === undefined ? ownText(event, "vpcEndpointId") : undefined;
  const address = via === undefined ? (ownText(event, "sourceIPAddress") ?? "") : "";
  const isAddress = isIP(address) !== 0;
  const isEncrypted = via === undefined && ownText(ownObject(event, "tlsDetails") ?? {}, "tlsVersion") !== undefined;
  if (isEncrypted) add("aws:securetransport", "true");
  if (isAddress && endpoint === undefined) add("aws:sourceip", address);
  add("aws:sourcevpce", endpoint);
  if (ownText(identity, "type") === "IAMUser") {
    add("aws:userid", ownText(identity, "principalId"));
    add("aws:username", ownText(identity, "userName"));
  }
  if (via !== undefined) addService(event, via, region, add);
  if (isAddress && endpoint !== undefined) add("aws:vpcsourceip", address);
}

/** `AWS Internal` stands for services that are not named, and also for the console: it says nothing certain. */
function addService(event: CloudTrailEvent, via: string, region: string | undefined, add: Add): void {
  const service = /^([a-z0-9-]{1,60})\.amazonaws\.com$/.exec(via)?.[1];
  if (service === undefined) return;
  if (calledVia.has(service)) add("aws:calledvia", via);
  add("aws:viaawsservice", "true");
  if (ownText(event, "eventSource") === "kms.amazonaws.com" && region !== undefined && !region.startsWith("cn-")) {
    add("kms:viaservice", `${service}.${region}.amazonaws.com`);
  }
}

/** Services that fill the key. Source: IAM User Guide, `aws:CalledVia`. */
const calledVia: ReadonlySet<string> = new Set(["athena", "cloudformation", "dynamodb", "kms"]);

function addParameters(event: CloudTrailEvent, add: Add): void {
  const source = ownText(event, "eventSource") ?? "";
  const keys = parameterKeys.get(source);
  const parameters = keys && ownValue(event, "requestParameters");
  if (keys === undefined || !isJsonObject(parameters) || isOmitted(parameters)) return;
  const name = ownText(event, "eventName") ?? "";
  for (const [parameter, key, names] of keys) if (names.test(name)) add(key, ownText(parameters, parameter));
}

/** Parameters that are condition keys, by source, with the names of the events that have them. */
const parameterKeys: ReadonlyMap<string, readonly (readonly [parameter: string, key: string, names: RegExp])[]> =
  new Map([
    [
      "iam.amazonaws.com",
      [
        ["aWSServiceName", "iam:awsservicename", /^CreateServiceLinkedRole$/],
        ["permissionsBoundary", "iam:permissionsboundary", /^(Create|Put)(User|Role)/],
        ["policyArn", "iam:policyarn", /^(Attach|Detach)/],
      ],
    ],
    [
      "s3.amazonaws.com",
      [
        ["delimiter", "s3:delimiter", /^ListObject/],
        ["prefix", "s3:prefix", /^ListObject/],
        ["x-amz-acl", "s3:x-amz-acl", /^/],
        ["x-amz-server-side-encryption", "s3:x-amz-server-side-encryption", /^/],
      ],
    ],
    ["sts.amazonaws.com", [["externalId", "sts:externalid", /^AssumeRole/]]],
  ]);

/** With the condition keys that the trail's owner chose to record with each event. */
function withRecorded(event: CloudTrailEvent, entries: readonly ContextEntry[]): readonly ContextEntry[] {
  const recorded = ownObject(ownObject(event, "eventContext") ?? {}, "requestContext") ?? {};
  const found = new Map(entries);
  for (const key of Object.keys(recorded).slice(0, maxRecorded)) {
    const value = ownText(recorded, key);
    if (conditionKey.test(key) && value !== undefined && isContextValue(value)) found.set(key.toLowerCase(), value);
  }
  return [...found].sort(byKey);
}

const maxRecorded = 50;
const conditionKey = /^[\w-]{1,60}:[\w/.:-]{1,128}$/;
