import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Call, Caller, Trace } from "../../call.ts";
import { accountId, createTestSandbox, root } from "../../sandbox.fixture.ts";
import { s3Operations } from "./index.ts";

const real = "../shared/data/cloudtrail-samples";
const more = "../shared/data/cloudtrail-events";

/** What CloudTrail is told of a call, as it was made. */
function traceOf(operation: string, input: Call["input"], caller: Caller = root): Trace {
  const { world, ask } = createTestSandbox();
  if (operation !== "CreateBucket") ask("s3", "CreateBucket", { Bucket: "demo-bucket" });
  const call: Call = {
    service: "s3",
    operation,
    input,
    caller,
    world,
    account: world.addAccount("account" in caller ? caller.account : accountId),
    region: "us-east-1",
    requestId: "request",
    sourceIp: "192.0.2.1",
    userAgent: "test",
    http: { host: "127.0.0.1:4566", method: "GET", path: "/", query: [], headers: {}, bytesIn: 0 },
    time: "2026-11-21T20:00:00Z",
  };
  const trace = s3Operations[operation]?.trace?.(call, { ServerSideEncryption: "AES256", Body: Buffer.from("abc") });
  if (trace === undefined) throw new Error(`${operation} tells nothing`);
  return "length" in trace ? (trace[0] ?? {}) : trace;
}

interface RealEvent {
  readonly eventSource: string;
  readonly eventName: string;
  readonly errorCode?: string;
  readonly readOnly: boolean;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  readonly additionalEventData?: object;
  readonly resources?: readonly object[];
}

function realEvents(): readonly RealEvent[] {
  const files = [real, more].flatMap((dir) => readdirSync(dir).map((name) => `${dir}/${name}`));
  return files
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const { Records, event } = JSON.parse(readFileSync(file, "utf8"));
      return (Records ?? [event]) as readonly (RealEvent | undefined)[];
    })
    .filter((event) => event?.eventSource === "s3.amazonaws.com")
    .map((event) => event as RealEvent);
}

const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const Bucket = "demo-bucket";
const Rule = {
  Status: "Enabled",
  Filter: { Prefix: "*" },
  Expiration: { Days: 1 },
  ID: "nuke-cloudtrail-logs-after-1-day",
};

/** Operation and input by the name that CloudTrail has for it. */
const asked: Readonly<Record<string, readonly [operation: string, input: Call["input"]]>> = {
  CreateBucket: ["CreateBucket", { Bucket, ACL: "private" }],
  DeleteBucket: ["DeleteBucket", { Bucket }],
  DeleteBucketLifecycle: ["DeleteBucketLifecycle", { Bucket }],
  DeleteBucketPolicy: ["DeleteBucketPolicy", { Bucket }],
  GetAccelerateConfiguration: ["GetBucketAccelerateConfiguration", { Bucket }],
  GetBucketAcl: ["GetBucketAcl", { Bucket }],
  GetBucketCors: ["GetBucketCors", { Bucket }],
  GetBucketEncryption: ["GetBucketEncryption", { Bucket }],
  GetBucketLifecycle: ["GetBucketLifecycleConfiguration", { Bucket }],
  GetBucketLocation: ["GetBucketLocation", { Bucket }],
  GetBucketLogging: ["GetBucketLogging", { Bucket }],
  GetBucketObjectLockConfiguration: ["GetObjectLockConfiguration", { Bucket }],
  GetBucketPolicy: ["GetBucketPolicy", { Bucket }],
  GetBucketPolicyStatus: ["GetBucketPolicyStatus", { Bucket }],
  GetBucketPublicAccessBlock: ["GetPublicAccessBlock", { Bucket }],
  GetBucketReplication: ["GetBucketReplication", { Bucket }],
  GetBucketRequestPayment: ["GetBucketRequestPayment", { Bucket }],
  GetBucketTagging: ["GetBucketTagging", { Bucket }],
  GetBucketVersioning: ["GetBucketVersioning", { Bucket }],
  GetBucketWebsite: ["GetBucketWebsite", { Bucket }],
  GetObject: ["GetObject", { Bucket, Key: "a" }],
  ListBuckets: ["ListBuckets", {}],
  PutBucketLifecycle: ["PutBucketLifecycleConfiguration", { Bucket, LifecycleConfiguration: { Rules: [Rule] } }],
  PutBucketPolicy: ["PutBucketPolicy", { Bucket, Policy: policy }],
  PutBucketTagging: ["PutBucketTagging", { Bucket, Tagging: { TagSet: [{ Key: "StratusRedTeam", Value: "true" }] } }],
  PutObject: ["PutObject", { Bucket, Key: "a", ACL: "bucket-owner-full-control", ServerSideEncryption: "AES256" }],
};

/** Names of the S3 control API, which is another endpoint. */
const elsewhere = /^(GetAccountPublicAccessBlock|GetStorageLens.*|ListAccessPoints)$/;

const isThere = existsSync(real) && existsSync(more);

describe.skipIf(!isThere)(`told as in real logs${isThere ? "" : ` (skipped: no ${real} here)`}`, () => {
  const events = new Map((isThere ? realEvents() : []).map((event) => [event.eventName, event]));

  test("every event that the logs have is one that the sandbox can tell", () => {
    const unknown = [...events.keys()].filter((name) => !elsewhere.test(name) && asked[name] === undefined);
    expect(unknown).toEqual([]);
    expect(events.size).toBeGreaterThan(25);
  });

  test.each(Object.keys(asked))("%s has the same keys", (name) => {
    const event = events.get(name);
    const [operation = "", input = {}] = asked[name] ?? [];
    const trace = traceOf(operation, input);
    expect(event).toBeDefined();
    expect(trace.eventName ?? operation).toBe(name);
    expect(trace.readOnly).toBe(event?.readOnly);
    expect(Object.keys(trace.requestParameters ?? {}).toSorted()).toEqual(
      Object.keys(event?.requestParameters ?? {}).toSorted(),
    );
    expect(Object.keys(trace.additionalEventData ?? {}).toSorted()).toEqual(
      Object.keys(event?.additionalEventData ?? {}).toSorted(),
    );
    expect(trace.resources?.map((it) => Object.keys(it).toSorted())).toEqual(
      event?.resources?.map((it) => Object.keys(it).toSorted()),
    );
    expect(trace.data === undefined).toBe(!["GetObject", "PutObject"].includes(name));
  });

  test.each(["PutBucketLifecycle", "PutBucketTagging"])("%s has the body as the real one", (name) => {
    const { requestParameters = {} } = events.get(name) ?? {};
    const [operation = "", input = {}] = asked[name] ?? [];
    const {
      Host: _,
      bucketName: __,
      ...told
    } = { ...traceOf(operation, input).requestParameters } as Readonly<Record<string, unknown>>;
    const { Host: ___, bucketName: ____, ...expected } = requestParameters;
    expect(told).toEqual(expected);
  });
});

describe("records", () => {
  test("of listings are data events of all objects", () => {
    expect(traceOf("ListObjectsV2", { Bucket, Prefix: "a/", MaxKeys: 5 })).toMatchObject({
      eventName: "ListObjects",
      requestParameters: { bucketName: Bucket, "list-type": "2", prefix: "a/", "max-keys": "5" },
      data: { type: "AWS::S3::Object", arn: "arn:aws:s3:::demo-bucket/" },
    });
  });

  test("of calls from another account are copied to the bucket's owner", () => {
    const account: Caller = { kind: "root", account: "444455556666", accessKeyId: "AKIASANDBOXOTHER0000" };
    expect(traceOf("GetObject", { Bucket, Key: "a" }, account)).toMatchObject({ copies: [accountId] });
  });
});
