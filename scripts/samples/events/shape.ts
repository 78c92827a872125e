import { isJsonObject, type Json, type JsonObject, ownText } from "../../../src/model/index.ts";
import { accountId, mainRegion } from "../../../src/sandbox/seed/aerosecure/workload.ts";
import { capitalsAndDigits, lettersAndDigits, type Random } from "../random.ts";
import { eventTime } from "../time.ts";

/** One API call, as CloudTrail tells it; who made it and when is said elsewhere. */
export interface Call {
  /** First word of the event source: `iam`, `s3`, `monitoring`, ... */
  readonly service: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly request: Json;
  readonly response?: Json;
  readonly resources?: readonly JsonObject[];
  readonly additional?: JsonObject;
  readonly error?: { readonly code: string; readonly message: string };
  /** An object-level or function-level event, that only lab-trail records. */
  readonly isData?: true;
  /** Set where another account or a service has its own copy of the event. */
  readonly shared?: true;
  readonly apiVersion?: string;
  /** `serviceEventDetails`: something that AWS did by itself, without a request. */
  readonly details?: JsonObject;
}

/** Who calls, from where, with what. */
export interface Caller {
  readonly identity: JsonObject;
  /** For texts such as `User: ... is not authorized`. */
  readonly arn: string;
  readonly address: string;
  agent(call: Call): string;
  /** Calls through AWS itself have no TLS details; `console`: the credentials come from a console session. */
  readonly via: "network" | "console" | "aws";
}

/** An event before its delivery. */
export interface TimedEvent {
  readonly at: number;
  /** Of the log file, which is also `awsRegion`. */
  readonly region: string;
  readonly event: JsonObject;
}

/** Told in us-east-1 wherever the call came from: services without regions, and S3, since the buckets in use lie there. */
const mainRegionOnly: ReadonlySet<string> = new Set(["iam", "signin", "organizations", "ce", "support", "s3"]);

/** Most services write 1.11; some lag behind. */
const olderVersions: ReadonlyMap<string, string> = new Map([
  ["signin", "1.09"],
  ["rds", "1.09"],
  ["elasticloadbalancing", "1.10"],
]);

/**
 * A record in the order of keys in which CloudTrail delivers it.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents"; the order is not documented, but the same in all real files.
 */
export function toEvent(
  random: Random,
  at: number,
  caller: Caller,
  call: Call,
  region: string = mainRegion,
): TimedEvent {
  const place = mainRegionOnly.has(call.service) ? mainRegion : region;
  const isSignIn = call.service === "signin";
  const event: JsonObject = {
    eventVersion: olderVersions.get(call.service) ?? "1.11",
    userIdentity: caller.identity,
    eventTime: eventTime(at),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: place,
    sourceIPAddress: caller.address,
    userAgent: agentOf(caller, call),
    ...(call.error && errorFields(call.error, isSignIn)),
    requestParameters: call.request,
    responseElements: call.error && !isSignIn ? null : (call.response ?? null),
    ...additionalData(random, call, place),
    ...(!isSignIn && !call.details && { requestID: requestId(random, call) }),
    eventID: random.uuid(),
    readOnly: call.readOnly,
    ...(call.resources && { resources: call.resources }),
    eventType: typeOf(call),
    ...(call.apiVersion !== undefined && { apiVersion: call.apiVersion }),
    managementEvent: call.isData !== true,
    recipientAccountId: accountId,
    ...(call.shared && { sharedEventID: random.uuid() }),
    ...(call.details && { serviceEventDetails: call.details }),
    eventCategory: call.isData ? "Data" : "Management",
    ...(caller.via === "network" && { tlsDetails: tlsDetails(call, place) }),
    ...(caller.via === "console" && !isSignIn && { sessionCredentialFromConsole: "true" }),
  };
  return { at, region: place, event };
}

/** S3 writes the agents of its clients in brackets. */
function agentOf(caller: Caller, call: Call): string {
  const agent = caller.agent(call);
  return call.service === "s3" && caller.via !== "aws" ? `[${agent}]` : agent;
}

function typeOf({ service, details }: Call): string {
  if (service === "signin") return "AwsConsoleSignIn";
  return details === undefined ? "AwsApiCall" : "AwsServiceEvent";
}

/** Failed sign-ins have a message, but no code. */
function errorFields(error: { readonly code: string; readonly message: string }, isSignIn: boolean): JsonObject {
  return isSignIn ? { errorMessage: error.message } : { errorCode: error.code, errorMessage: error.message };
}

function additionalData(random: Random, call: Call, region: string): JsonObject {
  if (call.service !== "s3") return call.additional === undefined ? {} : { additionalEventData: call.additional };
  const bytes = random.int(180, 9000);
  return {
    additionalEventData: {
      SignatureVersion: "SigV4",
      CipherSuite: "TLS_AES_128_GCM_SHA256",
      bytesTransferredIn: call.readOnly ? 0 : bytes,
      ...call.additional,
      AuthenticationMethod: "AuthHeader",
      "x-amz-id-2": `${random.text(lettersAndDigits, 16)}EXAMPLE${region.length}=`,
      bytesTransferredOut: call.readOnly ? bytes : 0,
    },
  };
}

function requestId(random: Random, call: Call): string {
  return call.service === "s3" ? random.text(capitalsAndDigits, 16) : random.uuid();
}

function tlsDetails(call: Call, region: string): JsonObject {
  return {
    tlsVersion: "TLSv1.3",
    cipherSuite: "TLS_AES_128_GCM_SHA256",
    clientProvidedHostHeader: hostOf(call, region),
  };
}

function hostOf(call: Call, region: string): string {
  const bucket = bucketOf(call);
  if (bucket !== undefined) return `${bucket}.s3.${region}.amazonaws.com`;
  switch (call.service) {
    case "iam":
    case "organizations":
      return `${call.service}.amazonaws.com`;
    case "signin":
      return `${region}.signin.aws.amazon.com`;
    case "ecr":
      return `api.ecr.${region}.amazonaws.com`;
    default:
      return `${call.service}.${region}.amazonaws.com`;
  }
}

function bucketOf({ service, request }: Call): string | undefined {
  if (service !== "s3" || !isJsonObject(request)) return undefined;
  return ownText(request, "bucketName");
}
