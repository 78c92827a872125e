import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { Activity, CloudTrailEvent, Json } from "../../model/index.ts";
import { type ActivityCounterOptions, createActivityCounter } from "./activity-counter.ts";
import { call, session, userArn } from "./events.fixture.ts";

const catalogue = actionCatalogue();

function count(events: readonly CloudTrailEvent[], options: Partial<ActivityCounterOptions> = {}): Activity {
  const counter = createActivityCounter({ catalogue, ...options });
  for (const event of events) counter.see(event);
  return counter.take();
}

describe("hostile events", () => {
  const deep = (levels: number): Json =>
    levels === 0 ? "arn:aws:iam::111122223333:role/x" : { role: deep(levels - 1) };
  const strange: readonly Json[] = [
    null,
    true,
    0,
    -1,
    1e308,
    "",
    "x".repeat(200_000),
    [],
    [[null]],
    {},
    deep(500),
    JSON.parse('{"__proto__":{"a":1},"constructor":1}'),
  ];
  const fields = [
    "eventTime",
    "eventID",
    "eventSource",
    "eventName",
    "eventType",
    "userIdentity",
    "requestParameters",
    "responseElements",
    "resources",
    "errorCode",
    "errorMessage",
    "awsRegion",
    "recipientAccountId",
    "sourceIPAddress",
    "eventContext",
    "vpcEndpointId",
    "tlsDetails",
    "additionalEventData",
  ];
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];

  test("never throw, and never make a principal or key of their own", () => {
    const counter = createActivityCounter({ catalogue });
    const seeds = [
      call("s3", "CopyObject", { bucketName: "b", "x-amz-copy-source": "%E0%A4%A" }),
      call("ec2", "RunInstances", { iamInstanceProfile: { arn: "x" }, tagSpecificationSet: {} }),
      call("iam", "PassRole"),
      call("dynamodb", "ExecuteStatement", { statement: 1 }),
    ];
    for (const event of seeds) {
      for (const field of fields) for (const value of strange) counter.see({ ...event, [field]: value });
      for (const name of names) {
        counter.see({ ...event, eventName: name });
        counter.see({ ...event, eventSource: `${name}.amazonaws.com` });
        counter.see({ ...event, awsRegion: name });
      }
    }
    const { principals } = counter.take();
    expect(principals.map(({ arn }) => arn)).toEqual([userArn]);
    expect(Object.prototype).not.toHaveProperty("a");
  });

  test("of any JSON never throw", () => {
    const counter = createActivityCounter({ catalogue });
    const known = fc.record(
      {
        eventSource: fc.constantFrom("s3.amazonaws.com", "ec2.amazonaws.com", "sts.amazonaws.com"),
        eventName: fc.constantFrom("CopyObject", "RunInstances", "AssumeRole"),
        eventTime: fc.constant("2026-11-20T00:00:00Z"),
        userIdentity: fc.oneof(fc.constant(session), fc.jsonValue()),
        requestParameters: fc.jsonValue(),
        responseElements: fc.jsonValue(),
        resources: fc.jsonValue(),
        errorCode: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(known, (event) => {
        // fast-check writes JSON values as unknown.
        counter.see(JSON.parse(JSON.stringify(event)) as CloudTrailEvent);
      }),
      { seed: 20261121, numRuns: 2000 },
    );
    expect(counter.take().coverage.events).toBeGreaterThan(0);
  });

  test("without a time that can be, they are counted as such", () => {
    const times: readonly Json[] = [
      null,
      "",
      "yesterday",
      "0001-01-01T00:00:00Z",
      "2026-02-31T00:00:00Z",
      "9999-12-31T23:59:59Z",
      5,
    ];
    const { coverage, principals } = count(times.map((eventTime) => call("ec2", "StopInstances", null, { eventTime })));
    expect(coverage).toMatchObject({ events: 0, others: [{ why: "no-time", count: times.length }] });
    expect(principals).toEqual([]);
  });

  test("times in another zone become UTC", () => {
    expect(
      count([call("ec2", "StopInstances", null, { eventTime: "2026-11-20T09:00:00+02:00" })]).coverage,
    ).toMatchObject({ from: "2026-11-20T07:00:00Z" });
  });
});
