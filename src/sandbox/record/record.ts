import type { AwsError } from "../aws-error.ts";
import type { Call, Need, Operation, Output, Trace } from "../call.ts";
import type { ServiceModel } from "../wire/service-models.ts";
import type { Account } from "../world/world.ts";
import { attributesOf } from "./event-attributes.ts";
import { noteEvent } from "./event-history.ts";
import { bounded, isReadOnly, recordedAnswer, recordedRequest, recordsAnswer } from "./laws.ts";
import { s3Trace } from "./s3-laws.ts";
import { selectedBy } from "./selected-by.ts";
import { stampUses } from "./stamps.ts";
import { stsTrace } from "./sts-laws.ts";
import { trailBefore } from "./trail-before.ts";
import { foreignIdentityOf, userIdentityOf } from "./user-identity.ts";

export type Outcome = { readonly output: Output } | { readonly error: AwsError };

/**
 * Writes down the record (or records) of one call, in each account that is concerned, and that its key, role and actions were
 * used. A data event is recorded only where a trail selects it. `needs`: what the call was asked for, as far as that was known.
 */
export function record(
  call: Call,
  operation: Operation,
  needs: readonly Need[],
  outcome: Outcome,
  model: ServiceModel | undefined,
): void {
  if ("error" in outcome && !isAuthenticated(outcome.error)) return;
  const output = "output" in outcome ? outcome.output : undefined;
  const own = operation.trace?.(call, output) ?? {};
  const usual = usualTrace(call, output);
  for (const trace of isTraces(own) ? own : [own]) recordOne(call, outcome, { ...usual, ...trace }, model);
  stampUses(call, needs, regionOf(call, usual));
}

/**
 * A request whose sender is not known is in no record. Wrong keys and signatures are refused before there is a call.
 *
 * Source: IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail": authenticated requests are logged, and
 * AssumeRoleWithSAML and AssumeRoleWithWebIdentity; Amazon S3 User Guide, "Logging options for Amazon S3".
 */
function isAuthenticated({ shape }: AwsError): boolean {
  return shape !== "MissingAuthenticationToken";
}

function isTraces(trace: Trace | readonly Trace[]): trace is readonly Trace[] {
  return Array.isArray(trace);
}

function usualTrace(call: Call, output: Output | undefined): Trace {
  if (call.service === "s3") return s3Trace(call);
  return call.service === "sts" ? stsTrace(call, output) : {};
}

/** Calls of IAM, of the organization and of account management are global, and recorded in one region. */
function regionOf({ service, region }: Call, trace: Trace): string {
  return trace.region ?? (globalServices.has(service) ? "us-east-1" : region);
}

const globalServices: ReadonlySet<string> = new Set(["iam", "organizations", "signin", "account"]);

function recordOne(call: Call, outcome: Outcome, trace: Trace, model: ServiceModel | undefined): void {
  const { world, caller, account } = call;
  const isService = caller.kind === "service";
  if (isService && trace.copies === undefined) return;
  // AWS itself has no account: what it does is told to those whom it does it to, if there are any.
  const home = trace.recipient ?? (isService ? (trace.copies?.[0] ?? account.id) : account.id);
  const accounts = [...new Set([home, ...(trace.copies ?? [])])].filter((id) => world.accounts.has(id));
  const shared = accounts.length > 1 || isService ? world.ids.uuid() : undefined;
  const facts = factsOf(call, outcome, trace, model);
  for (const id of accounts) {
    // Those that are not there were left out.
    const recipient = world.accounts.get(id) as Account;
    const userIdentity = id === home ? facts.userIdentity : foreignIdentityOf(facts.userIdentity);
    const event = eventOf(call, { ...facts, userIdentity }, id, shared);
    const trails = selectedBy(
      world,
      recipient,
      {
        category: trace.data === undefined ? "Management" : "Data",
        region: facts.region,
        source: facts.eventSource,
        name: facts.eventName,
        eventType: facts.eventType,
        readOnly: facts.readOnly,
        identityArn: arnOf(facts.userIdentity),
        fromConsole: facts.fromConsole,
        ...(trace.data !== undefined && { resource: trace.data }),
      },
      trailBefore(call),
    );
    if (trace.data !== undefined && trails.length === 0) continue;
    noteEvent(
      world.store,
      "events",
      { account: id, region: facts.region },
      { time: Date.parse(call.time) / 1000, trails, text: JSON.stringify(event) },
      attributesOf(event, trace.data !== undefined),
    );
  }
}

interface Facts {
  readonly userIdentity: object;
  readonly eventSource: string;
  readonly eventName: string;
  readonly region: string;
  readonly eventType: string;
  readonly readOnly: boolean;
  readonly fromConsole: boolean;
  readonly isData: boolean;
  readonly error: { readonly errorCode?: string; readonly errorMessage?: string };
  readonly requestParameters: object | null;
  readonly responseElements: object | null;
  readonly additions: Pick<Trace, "additionalEventData" | "resources" | "sourceIPAddress" | "userAgent">;
}

function factsOf(call: Call, outcome: Outcome, trace: Trace, model: ServiceModel | undefined): Facts {
  const { service, operation, caller } = call;
  const refused = "error" in outcome && outcome.error.shape === "AccessDenied" && service !== "s3";
  const operationModel = model?.operations.get(operation);
  const request =
    trace.requestParameters === undefined
      ? recordedRequest(call.service, operationModel, call.input)
      : trace.requestParameters;
  const hasAnswer = "output" in outcome && recordsAnswer(service, operation);
  const answer =
    hasAnswer && trace.responseElements === undefined ? recordedAnswer(operationModel, outcome.output) : null;
  return {
    userIdentity: trace.userIdentity ?? userIdentityOf(call),
    eventSource: trace.eventSource ?? model?.eventSource ?? `${service}.amazonaws.com`,
    eventName: trace.eventName ?? operation,
    region: regionOf(call, trace),
    eventType: trace.eventType ?? (service === "signin" ? "AwsConsoleSignIn" : "AwsApiCall"),
    readOnly: trace.readOnly ?? isReadOnly(service, operation),
    fromConsole: caller.kind === "session" && caller.session.fromConsole,
    isData: trace.data !== undefined,
    error: errorOf(outcome, trace),
    requestParameters: bounded("requestParameters", refused ? null : request),
    responseElements: bounded("responseElements", tracedAnswer(call, trace, answer)),
    additions: {
      ...(trace.additionalEventData !== undefined && { additionalEventData: trace.additionalEventData }),
      ...(trace.resources !== undefined && { resources: trace.resources }),
      ...(trace.sourceIPAddress !== undefined && { sourceIPAddress: trace.sourceIPAddress }),
      ...(trace.userAgent !== undefined && { userAgent: trace.userAgent }),
    },
  };
}

function errorOf(outcome: Outcome, { errorCode, errorMessage }: Trace): Facts["error"] {
  return {
    ...("error" in outcome && { errorCode: outcome.error.shape, errorMessage: outcome.error.message.slice(0, 1024) }),
    ...(errorCode !== undefined && { errorCode }),
    ...(errorMessage !== undefined && { errorMessage }),
  };
}

/** S3's reads have headers in their answers that no record tells. */
function tracedAnswer({ service, operation }: Call, trace: Trace, answer: object | null): object | null {
  if (trace.responseElements === undefined) return answer;
  return service === "s3" && isReadOnly(service, operation) ? null : trace.responseElements;
}

/** Members in the order in which CloudTrail delivers them. */
function eventOf(call: Call, facts: Facts, recipient: string, shared: string | undefined): object {
  const { caller, world } = call;
  const from = caller.kind === "service" ? caller.name : undefined;
  const { additionalEventData, resources, sourceIPAddress, userAgent } = facts.additions;
  return {
    eventVersion: "1.11",
    userIdentity: facts.userIdentity,
    eventTime: call.time,
    eventSource: facts.eventSource,
    eventName: facts.eventName,
    awsRegion: facts.region,
    sourceIPAddress: sourceIPAddress ?? from ?? call.sourceIp,
    userAgent: userAgent ?? from ?? call.userAgent.slice(0, 1024),
    ...facts.error,
    requestParameters: facts.requestParameters,
    responseElements: facts.responseElements,
    ...(additionalEventData !== undefined && { additionalEventData }),
    ...(facts.eventType !== "AwsConsoleSignIn" && { requestID: call.requestId }),
    eventID: world.ids.uuid(),
    readOnly: facts.readOnly,
    ...(resources !== undefined && { resources }),
    eventType: facts.eventType,
    managementEvent: !facts.isData,
    recipientAccountId: recipient,
    ...(shared !== undefined && { sharedEventID: shared }),
    eventCategory: facts.isData ? "Data" : "Management",
    ...(facts.fromConsole && { sessionCredentialFromConsole: "true" }),
  };
}

function arnOf(identity: object): string {
  return "arn" in identity && typeof identity.arn === "string" ? identity.arn : "";
}
