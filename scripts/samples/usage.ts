import { isJsonObject, type JsonObject, ownText } from "../../src/model/index.ts";
import type { TimedEvent } from "./events/shape.ts";

/** What was used last, and where: read off the events, so that the reports agree with the log. */
export interface Usage {
  readonly keys: ReadonlyMap<string, Use>;
  /** Console sign-ins, by user name. */
  readonly passwords: ReadonlyMap<string, Use>;
  /** By role ARN. */
  readonly roles: ReadonlyMap<string, Use>;
  /** By user ARN, then by service namespace. */
  readonly services: ReadonlyMap<string, ReadonlyMap<string, ServiceUse>>;
}

export interface Use {
  readonly at: number;
  readonly region: string;
  /** Namespace, such as `s3`. */
  readonly service: string;
}

export interface ServiceUse extends Use {
  /** Management actions, by IAM's name. */
  readonly actions: ReadonlyMap<string, Use>;
}

/** Event sources whose IAM namespace has another name. */
const namespaces: ReadonlyMap<string, string> = new Map([["monitoring", "cloudwatch"]]);

/** Event names whose IAM action has another name. */
const actionNames: ReadonlyMap<string, string> = new Map([
  ["ListBuckets", "ListAllMyBuckets"],
  ["GetBucketEncryption", "GetEncryptionConfiguration"],
]);

/** Events come in order of time, so that the last one wins. */
export function usageOf(events: readonly TimedEvent[]): Usage {
  const keys = new Map<string, Use>();
  const passwords = new Map<string, Use>();
  const roles = new Map<string, Use>();
  const services = new Map<string, Map<string, MutableServiceUse>>();
  for (const { at, region, event } of events) {
    const identity = isJsonObject(event["userIdentity"]) ? event["userIdentity"] : {};
    const use = { at, region, service: namespaceOf(event) };
    if (isSignIn(event)) {
      const name = ownText(identity, "userName");
      if (name !== undefined && isSuccess(event)) passwords.set(name, use);
      continue;
    }
    const key = ownText(identity, "accessKeyId");
    if (key?.startsWith("AKIA")) keys.set(key, use);
    const role = roleOf(identity);
    if (role !== undefined) roles.set(role, use);
    const arn = ownText(identity, "arn");
    if (ownText(identity, "type") === "IAMUser" && arn !== undefined) noteService(services, arn, use, event);
  }
  return { keys, passwords, roles, services };
}

interface MutableServiceUse extends Use {
  readonly actions: Map<string, Use>;
}

function noteService(
  services: Map<string, Map<string, MutableServiceUse>>,
  arn: string,
  use: Use,
  event: JsonObject,
): void {
  const ofUser = services.get(arn) ?? new Map<string, MutableServiceUse>();
  services.set(arn, ofUser);
  const actions = ofUser.get(use.service)?.actions ?? new Map<string, Use>();
  ofUser.set(use.service, { ...use, actions });
  const name = (ownText(event, "eventName") ?? "").replace(/\d{8}(v\d)?$/, "");
  if (event["managementEvent"] === true) actions.set(actionNames.get(name) ?? name, use);
}

function namespaceOf(event: JsonObject): string {
  const source = (ownText(event, "eventSource") ?? "").replace(".amazonaws.com", "");
  return namespaces.get(source) ?? source;
}

function isSignIn(event: JsonObject): boolean {
  return event["eventSource"] === "signin.amazonaws.com";
}

function isSuccess(event: JsonObject): boolean {
  const response = event["responseElements"];
  return isJsonObject(response) && response["ConsoleLogin"] === "Success";
}

function roleOf(identity: JsonObject): string | undefined {
  const context = isJsonObject(identity["sessionContext"]) ? identity["sessionContext"] : {};
  const issuer = isJsonObject(context["sessionIssuer"]) ? context["sessionIssuer"] : {};
  return ownText(issuer, "arn");
}
