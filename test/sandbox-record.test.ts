import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { NormalizedSchema } from "@smithy/core/schema";
import { describe, expect, it } from "vitest";
import { AwsError } from "../src/sandbox/aws-error.ts";
import type { Call, Caller, Input, Operation, ServiceName } from "../src/sandbox/call.ts";
import { readEvents, record } from "../src/sandbox/record/index.ts";
import { createTestSandbox } from "../src/sandbox/sandbox.fixture.ts";
import { services } from "../src/sandbox/services/index.ts";
import { loadServiceModels, type OperationModel } from "../src/sandbox/wire/service-models.ts";
import type { Session } from "../src/sandbox/world/nouns.ts";
import type { Account } from "../src/sandbox/world/world.ts";

const folders = ["../shared/data/cloudtrail-events", "../shared/data/cloudtrail-samples"];
const absent = folders.filter((folder) => !existsSync(folder));

type Members = { readonly [name: string]: unknown };
interface RealEvent extends Members {
  readonly eventName: string;
  readonly eventSource: string;
  readonly errorCode?: string;
  readonly readOnly?: boolean;
  readonly userIdentity: { readonly type?: string; readonly sessionContext?: object };
  readonly recipientAccountId?: string;
  readonly requestParameters?: Members | null;
  readonly responseElements?: Members | null;
}

/** Keys that real records have and ours never do: we have no TLS, no console and no network endpoints. */
const neverOurs = ["tlsDetails", "sessionCredentialFromConsole", "apiVersion", "vpcEndpointId", "addendum"];
/** What STS finds out itself, or takes out of tokens: no members of the request. */
const derivedMembers = ["incomingTransitiveTags", "sAMLAssertionID", "principalTags", "transitiveTagKeys"];
/** By operation: the provider's token tells it. */
const tokenMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ["sts:AssumeRoleWithSAML", ["roleSessionName", "sourceIdentity"]],
  ["sts:AssumeRoleWithWebIdentity", ["sourceIdentity"]],
]);
/** Their place at the end of a record changes from one real record to the next. */
const wandering = ["recipientAccountId", "eventCategory", "sharedEventID"];

const s3Names: ReadonlyMap<string, string> = new Map([
  ["GetBucketPublicAccessBlock", "GetPublicAccessBlock"],
  ["GetBucketLifecycle", "GetBucketLifecycleConfiguration"],
  ["PutBucketLifecycle", "PutBucketLifecycleConfiguration"],
  ["GetAccelerateConfiguration", "GetBucketAccelerateConfiguration"],
  ["GetBucketObjectLockConfiguration", "GetObjectLockConfiguration"],
]);

const models = loadServiceModels();
const events = absent.length > 0 ? [] : folders.flatMap(eventsIn);
const names = [...new Set(events.map((event) => `${serviceOf(event)}:${apiName(event)}`))];
const operations = names.flatMap((name) => {
  const [service = "", operation = ""] = name.split(":");
  // A name that is none is in no model.
  const model = models.get(service as ServiceName)?.operations.get(operation);
  const real = events.filter((event) => `${serviceOf(event)}:${apiName(event)}` === name);
  // What is not served makes no record.
  const isServed = model !== undefined && Object.hasOwn(services[service as ServiceName], operation);
  return isServed ? [{ name, model, real }] : [];
});

describe.skipIf(absent.length > 0)(`records beside real ones (not here: ${absent.join(", ") || "nothing"})`, () => {
  it("covers the operations of the data", () => {
    expect(operations.length).toBeGreaterThan(80);
  });

  it.each(operations)("$name has the parameters of real records", ({ name, model, real }) => {
    for (const event of real) {
      const ours = replay(event, model);
      expect(withoutDerived(ours.requestParameters, name)).toEqual(withoutDerived(event.requestParameters, name));
    }
  });

  it.each(operations)("$name has the answers of real records", ({ model, real }) => {
    for (const event of real.filter(isComplete)) {
      expect(keysOf(replay(event, model).responseElements)).toEqual(keysOf(event.responseElements));
    }
  });

  it.each(operations)("$name has the keys of real records", ({ model, real }) => {
    for (const event of real.filter(isComplete)) {
      const wanted = Object.keys(event).filter((key) => !neverOurs.includes(key));
      expect(Object.keys(replay(event, model)).sort()).toEqual(wanted.sort());
      expect(replay(event, model).readOnly).toBe(event.readOnly);
    }
  });

  it.each(operations)("$name has its keys in the order of real log files", ({ model, real }) => {
    for (const event of real.filter(isAsDelivered)) {
      const keys = Object.keys(replay(event, model)).filter((key) => !wandering.includes(key));
      expect(keys).toEqual(Object.keys(event).filter((key) => keys.includes(key)));
    }
  });
});

/** Some publishers sort the keys. */
function isAsDelivered(event: RealEvent): boolean {
  return isComplete(event) && Object.keys(event)[0] === "eventVersion";
}

/** Of version 1.06 or later, with nothing taken out. */
function isComplete(event: RealEvent): boolean {
  return "managementEvent" in event && "requestParameters" in event && "eventCategory" in event;
}

function eventsIn(folder: string): readonly RealEvent[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const file = JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
      const found: readonly Members[] = file.Records ?? (file.event === undefined ? [] : [file.event]);
      return found.filter((event): event is RealEvent => typeof event["eventSource"] === "string");
    });
}

function serviceOf({ eventSource }: RealEvent): string {
  return eventSource.split(".")[0] ?? "";
}

function apiName(event: RealEvent): string {
  return serviceOf(event) === "s3" ? (s3Names.get(event.eventName) ?? event.eventName) : event.eventName;
}

function replay(event: RealEvent, model: OperationModel): RealEvent {
  const { world } = createTestSandbox();
  const account = world.addAccount(event.recipientAccountId ?? "111122223333");
  // Only known services come here.
  const service = serviceOf(event) as ServiceName;
  const asked = event.requestParameters ?? {};
  const input = service === "s3" ? s3Input(asked) : membersFrom(model.input, asked);
  const bucket = input["Bucket"];
  if (typeof bucket === "string" && event.eventName !== "CreateBucket") {
    world.buckets.put(bucket, { name: bucket, region: "us-east-1", createdAt: "", owner: account.id, tags: [] });
  }
  logEverything(account);
  const call: Call = {
    service,
    operation: model.name,
    input,
    caller: callerOf(event, account),
    world,
    account,
    region: "us-east-1",
    requestId: "00000000-0000-4000-8000-000000000000",
    sourceIp: "192.0.2.10",
    userAgent: "aws-cli/2.33.0",
    http: { host: "s3.amazonaws.com", method: "POST", path: "/", query: [], headers: {}, bytesIn: 0 },
    time: "2026-11-21T20:00:00Z",
  };
  const outcome =
    event.errorCode === undefined
      ? { output: outputOf(service, model, event.responseElements ?? {}) }
      : { error: new AwsError(event.errorCode, "") };
  record(call, operationOf(service, model.name), [], outcome, models.get(service));
  const [entry] = readEvents(world.store, "events", { account: account.id, region: "us-east-1" }, 0, 1);
  return JSON.parse(entry?.text ?? "{}");
}

/** With its own trace where it has one. STS's ask the role, which is not here. */
function operationOf(service: ServiceName, name: string): Operation {
  const own = Object.hasOwn(services[service], name) ? services[service][name] : undefined;
  return { run: () => ({}), ...(service !== "sts" && own?.trace !== undefined && { trace: own.trace }) };
}

function logEverything(account: Account): void {
  account.trails.put("arn", {
    name: "all",
    arn: "arn",
    homeRegion: "us-east-1",
    bucket: "logs",
    multiRegion: true,
    globalEvents: true,
    validation: false,
    organization: false,
    tags: [],
    eventSelectors: [{ DataResources: [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }] }],
    insights: [],
    logging: true,
    delivery: {},
    digest: {},
  });
}

function callerOf({ userIdentity: { type } }: RealEvent, account: Account): Caller {
  if (type === "AWSService") return { kind: "service", name: "cloudtrail.amazonaws.com" };
  if (type === "AssumedRole" || type === "FederatedUser") return { kind: "session", account: account.id, session };
  if (type === "WebIdentityUser" || type === "SAMLUser" || type === "AWSAccount") return { kind: "anonymous" };
  return { kind: "root", account: account.id, accessKeyId: "AKIASANDBOXROOT00000" };
}

const session: Session = {
  id: "ASIASANDBOX000000000",
  secret: "",
  token: "",
  kind: "assumed-role",
  issuerArn: "arn:aws:iam::111122223333:role/auditor",
  issuerId: "AROA00000000000000000",
  arn: "arn:aws:sts::111122223333:assumed-role/auditor/alice",
  createdAt: "2026-11-21T19:00:00.123Z",
  expiresAt: "2026-11-21T20:00:00Z",
  mfa: false,
  tags: [],
  transitiveTags: [],
  policyArns: [],
  fromConsole: false,
};

/** Input or output as the model names it, of what was recorded. */
function membersFrom(schema: NormalizedSchema, recorded: unknown): Input {
  if (!schema.isStructSchema() || typeof recorded !== "object" || recorded === null) return {};
  const given = new Map<string, unknown>(Object.entries(recorded));
  return Object.fromEntries(
    [...schema.structIterator()].flatMap(([name, member]): [string, unknown][] => {
      const value = given.get(name.slice(0, 1).toLowerCase() + name.slice(1)) ?? given.get(name);
      return value === undefined ? [] : [[name, valueFrom(member, value)]];
    }),
  );
}

function valueFrom(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema()) return membersFrom(schema, value);
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => valueFrom(schema.getValueSchema(), item));
  if (schema.isTimestampSchema()) return new Date(String(value));
  return value;
}

function outputOf(service: ServiceName, model: OperationModel, recorded: Members): Input {
  if (service !== "s3") return membersFrom(model.output, recorded);
  return Object.fromEntries(
    [...model.output.structIterator()].flatMap(([name, member]) => {
      const value = recorded[String(member.getMergedTraits().httpHeader)];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function s3Input(recorded: Members): Input {
  const { bucketName, key, bucketPolicy, Tagging, LifecycleConfiguration, "x-amz-acl": acl } = recorded;
  const encryption = recorded["x-amz-server-side-encryption"];
  return {
    ...(bucketName !== undefined && { Bucket: bucketName }),
    ...(key !== undefined && { Key: key }),
    ...(acl !== undefined && { ACL: acl }),
    ...(encryption !== undefined && { ServerSideEncryption: encryption }),
    ...(bucketPolicy !== undefined && { Policy: JSON.stringify(bucketPolicy) }),
    ...(Tagging !== undefined && { Tagging: { TagSet: [tagOf(Tagging)] } }),
    ...(LifecycleConfiguration !== undefined && {
      LifecycleConfiguration: { Rules: [ruleOf(LifecycleConfiguration)] },
    }),
  };
}

function tagOf(tagging: unknown): unknown {
  const { TagSet } = tagging as { TagSet: { Tag: unknown } };
  return TagSet.Tag;
}

function ruleOf(configuration: unknown): unknown {
  return (configuration as { Rule: unknown }).Rule;
}

function withoutDerived(parameters: unknown, name: string): unknown {
  if (typeof parameters !== "object" || parameters === null) return parameters ?? null;
  const left = [...derivedMembers, ...(tokenMembers.get(name) ?? []), "Host"];
  const members = Object.entries(parameters).filter(([key]) => !left.includes(key));
  return members.length === 0 ? null : Object.fromEntries(members);
}

/** All keys on all levels, sorted; of lists those of their first item. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(keysOf);
  if (typeof value !== "object" || value === null) return value === null ? null : "";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]));
}
