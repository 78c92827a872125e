import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { actionCatalogue } from "../../iam/index.ts";
import type { Activity, CloudTrailEvent } from "../../model/index.ts";
import { type ActivityCounterOptions, createActivityCounter } from "./activity-counter.ts";
import { account, call, roleArn, session, userArn } from "./events.fixture.ts";
import { mergeActivity } from "./merge-activity.ts";

const catalogue = actionCatalogue();

function count(events: readonly CloudTrailEvent[], options: Partial<ActivityCounterOptions> = {}): Activity {
  const counter = createActivityCounter({ catalogue, ...options });
  for (const event of events) counter.see(event);
  return counter.take();
}

test("equal calls are one, with how many there were, the first, the last and an example", () => {
  const stop = (eventTime: string, eventID: string): CloudTrailEvent =>
    call("ec2", "StopInstances", { instancesSet: { items: [{ instanceId: "i-01234567" }] } }, { eventTime, eventID });
  const { principals } = count([
    stop("2026-11-20T09:00:00Z", "b"),
    stop("2026-11-18T09:00:00Z", "a"),
    stop("2026-11-20T09:00:00Z", "c"),
  ]);
  expect(principals).toEqual([
    {
      arn: userArn,
      ids: ["AIDAANAEXAMPLE"],
      calls: [
        {
          action: "ec2:StopInstances",
          outcome: "done",
          evidence: "event",
          resources: [`arn:aws:ec2:eu-west-1:${account}:instance/i-01234567`],
          context: {
            "aws:principaltype": "User",
            "aws:requestedregion": "eu-west-1",
            "aws:sourceip": "192.0.2.7",
            "aws:userid": "AIDAANAEXAMPLE",
            "aws:username": "ana",
          },
          count: 3,
          first: "2026-11-18T09:00:00Z",
          last: "2026-11-20T09:00:00Z",
          example: "c",
        },
      ],
      unmapped: [],
    },
  ]);
});

test("14: events may come late and in any order: times are the events' own", () => {
  const late = [3, 1, 2].map((hour) =>
    call("sts", "AssumeRole", { roleArn }, { eventTime: `2026-11-20T0${hour}:00:00Z` }),
  );
  const [principal] = count(late).principals;
  expect(principal?.calls[0]).toMatchObject({ count: 3, first: "2026-11-20T01:00:00Z", last: "2026-11-20T03:00:00Z" });
});

test("15: an event that two trails deliver counts once; one id on different calls hides none of them", () => {
  const event = call("s3", "GetObject", { bucketName: "b", key: "k" });
  const other = { ...event, requestParameters: { bucketName: "b", key: "other" } };
  const { principals, coverage } = count([event, { ...event, additional: "of another trail" }, other, event]);
  expect(principals[0]?.calls.map(({ resources, count: calls }) => [...resources, calls])).toEqual([
    ["arn:aws:s3:::b/k", 1],
    ["arn:aws:s3:::b/other", 1],
  ]);
  expect(coverage).toMatchObject({ events: 2, duplicates: 2 });
});

test("15: copies are known as long as they are near", () => {
  const events = Array.from({ length: 50 }, (_, at) => call("s3", "GetObject", { bucketName: "b", key: String(at) }));
  expect(count([...events, ...events], { maxSeen: 50 }).coverage).toMatchObject({ events: 50, duplicates: 50 });
  const far = count([...events, ...events], { maxSeen: 10 });
  expect(far.coverage).toMatchObject({ events: 100, duplicates: 0 });
  expect(far.principals[0]?.calls).toHaveLength(50);
});

test("16: a name that was given anew shows as two ids", () => {
  const anew = {
    ...session,
    principalId: "AROAANEWEXAMPLE:x",
    sessionContext: { sessionIssuer: { arn: roleArn, principalId: "AROAANEWEXAMPLE" } },
  };
  const events = [session, anew].map((userIdentity) => call("ec2", "StopInstances", null, { userIdentity }));
  expect(count(events).principals).toMatchObject([{ arn: roleArn, ids: ["AROAANEWEXAMPLE", "AROABUILDEREXAMPLE"] }]);
});

test("denied calls stay apart from those that were done", () => {
  const events = [
    call("ec2", "StopInstances"),
    call("ec2", "StopInstances", null, { errorCode: "Client.UnauthorizedOperation" }),
  ];
  expect(count(events).principals[0]?.calls.map(({ outcome }) => outcome)).toEqual(["denied", "done"]);
});

test("24: unknown events are named, refused ones only counted", () => {
  const { principals, coverage } = count([
    call("ec2", "NewCall"),
    call("ec2", "NewCall", null, { eventTime: "2026-11-21T00:00:00Z" }),
    call("ec2", "OtherCall", null, { errorCode: "AccessDenied" }),
  ]);
  expect(principals[0]?.unmapped).toEqual([
    { eventSource: "ec2.amazonaws.com", eventName: "NewCall", count: 2, last: "2026-11-21T00:00:00Z" },
  ]);
  expect(coverage.others).toEqual([{ why: "denied-unknown", count: 1 }]);
});

test("coverage says the span, the holes in it, Regions, accounts and where data events are", () => {
  const { coverage } = count([
    call(
      "s3",
      "GetObject",
      { bucketName: "b" },
      { eventTime: "2026-11-18T23:59:59Z", eventCategory: "Data", managementEvent: false },
    ),
    call("ec2", "StopInstances", null, { eventTime: "2026-11-22T00:00:00Z", awsRegion: "us-east-1" }),
    call("signin", "ConsoleLogin", null, { eventTime: "2026-11-20T00:00:00Z", eventType: "AwsConsoleSignIn" }),
  ]);
  expect(coverage).toEqual({
    from: "2026-11-18T23:59:59Z",
    to: "2026-11-22T00:00:00Z",
    emptyDays: ["2026-11-19", "2026-11-21"],
    regions: ["eu-west-1", "us-east-1"],
    accounts: [account],
    events: 3,
    duplicates: 0,
    dataEventSources: ["s3.amazonaws.com"],
    others: [{ why: "event-type", count: 1 }],
  });
  expect(count([]).coverage).toEqual({
    emptyDays: [],
    regions: [],
    accounts: [],
    events: 0,
    duplicates: 0,
    dataEventSources: [],
  });
});

describe("bounds", () => {
  const reads = Array.from({ length: 60 }, (_, at) => call("s3", "GetObject", { bucketName: "b", key: `k${at}` }));

  test("resources beyond the limit are counted together, marked, and say what they share", () => {
    const calls = count(reads, { maxResources: 10 }).principals[0]?.calls ?? [];
    expect(calls).toHaveLength(11);
    expect(calls.filter(({ truncated }) => truncated === "resources")).toMatchObject([
      { resources: [], count: 50, context: { "aws:username": "ana", "aws:sourceip": "192.0.2.7" } },
    ]);
  });

  test("contexts beyond the limit too, and keep only what they share", () => {
    const events = Array.from({ length: 30 }, (_, at) =>
      call("ec2", "StopInstances", {}, { sourceIPAddress: `192.0.2.${at}` }),
    );
    const calls = count(events, { maxContexts: 4 }).principals[0]?.calls ?? [];
    expect(calls).toHaveLength(5);
    const [folded] = calls.filter(({ truncated }) => truncated === "contexts");
    expect(folded).toMatchObject({ count: 26, context: { "aws:username": "ana" } });
    expect(folded?.context).not.toHaveProperty("aws:sourceip");
  });

  test("unknown events beyond the limit stand as *", () => {
    const events = Array.from({ length: 20 }, (_, at) => call("ec2", `NewCall${at}`));
    const unmapped = count(events, { maxUnmapped: 5 }).principals[0]?.unmapped ?? [];
    expect(unmapped).toHaveLength(6);
    expect(unmapped.at(-1)).toMatchObject({ eventSource: "*", eventName: "*", count: 15 });
  });
});

/** Few values each, so that calls meet; small limits, so that they are passed. */
const anyEvent: fc.Arbitrary<CloudTrailEvent> = fc
  .record({
    key: fc.nat(9),
    address: fc.nat(5),
    hour: fc.nat(9),
    id: fc.nat(200),
    name: fc.constantFrom("GetObject", "PutObject", "NewCall", "OtherCall", "ThirdCall"),
    denied: fc.boolean(),
    who: fc.boolean(),
  })
  .map(({ key, address, hour, id, name, denied, who }) =>
    call(
      "s3",
      name,
      { bucketName: "b", key: String(key) },
      {
        eventID: `id-${id}-${key}-${address}-${hour}-${name}-${denied}-${who}`,
        eventTime: `2026-11-${10 + hour}T00:00:00Z`,
        sourceIPAddress: `192.0.2.${address}`,
        ...(denied && { errorCode: "AccessDenied" }),
        ...(who && { userIdentity: session }),
      },
    ),
  );

const small = { maxResources: 3, maxContexts: 2, maxUnmapped: 1 };
const seeded = { seed: 20261121, numRuns: 150 };

describe("whatever the order", () => {
  test("a counter gives the same", () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 120 }), fc.infiniteStream(fc.nat()), (events, keys) => {
        const shuffled = events
          .map((event) => ({ event, at: keys.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ event }) => event);
        expect(count(shuffled, small)).toEqual(count(events, small));
      }),
      seeded,
    );
  });

  test("merged counters give what one counter gives, and neither order nor grouping matters", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyEvent, { maxLength: 120, selector: (event) => String(event["eventID"]) }),
        fc.nat(2 ** 30),
        (events, salt) => {
          const parts = [0, 1, 2].map((part) => events.filter((_, at) => ((at * 7919 + salt) >>> 3) % 3 === part));
          const [a, b, c] = parts.map((part) => count(part, small));
          if (a === undefined || b === undefined || c === undefined) throw new Error("three parts");
          const whole = count(events, small);
          expect(mergeActivity(mergeActivity(a, b, small), c, small)).toEqual(whole);
          expect(mergeActivity(c, mergeActivity(b, a, small), small)).toEqual(whole);
        },
      ),
      seeded,
    );
  });

  test("taking twice changes nothing", () => {
    const counter = createActivityCounter({ catalogue, ...small });
    for (const event of Array.from({ length: 20 }, (_, at) =>
      call("s3", "GetObject", { bucketName: "b", key: String(at) }),
    ))
      counter.see(event);
    expect(counter.take()).toEqual(counter.take());
  });
});
