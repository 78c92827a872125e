import { describe, expect, it } from "vitest";
import type { Input, Output } from "../../call.ts";
import { createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

interface Event {
  readonly EventId: string;
  readonly EventName: string;
  readonly EventTime: Date;
  readonly CloudTrailEvent: string;
  readonly [member: string]: unknown;
}

function eventsOf(output: Output): readonly Event[] {
  // Always a list.
  return output["Events"] as readonly Event[];
}

function find(sandbox: TestSandbox, input: Input = {}): readonly Event[] {
  return eventsOf(sandbox.ask("cloudtrail", "LookupEvents", input));
}

describe("LookupEvents", () => {
  it("answers what was just done, in AWS's form", () => {
    const sandbox = createTestSandbox();
    sandbox.ask("iam", "CreateUser", { UserName: "alice" });
    const [event] = find(sandbox);
    expect(event).toMatchObject({
      EventName: "CreateUser",
      ReadOnly: "false",
      AccessKeyId: "AKIASANDBOXROOT00000",
      EventTime: new Date("2026-11-21T20:00:00Z"),
      EventSource: "iam.amazonaws.com",
      Username: "root",
    });
    expect(event?.["Resources"]).toContainEqual({ ResourceType: "AWS::IAM::User", ResourceName: "alice" });
    expect(JSON.parse(event?.CloudTrailEvent ?? "")).toMatchObject({
      eventID: event?.EventId,
      eventName: "CreateUser",
    });
  });

  it("finds by one attribute and time, and pages", () => {
    const sandbox = createTestSandbox();
    for (let index = 0; index < 5; index += 1) {
      sandbox.ask("iam", "CreateUser", { UserName: `user-${index}` });
      sandbox.ask("iam", "ListUsers");
      sandbox.world.clock.advance(60_000);
    }
    const byName = { LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateUser" }] };
    expect(find(sandbox, byName)).toHaveLength(5);
    const window = { StartTime: new Date("2026-11-21T20:01:00Z"), EndTime: new Date("2026-11-21T20:02:00Z") };
    expect(find(sandbox, { ...byName, ...window })).toHaveLength(2);
    const byResource = { LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: "user-3" }] };
    expect(find(sandbox, byResource)).toHaveLength(1);
    const first = sandbox.ask("cloudtrail", "LookupEvents", { ...byName, MaxResults: 3 });
    const { NextToken } = first;
    const second = sandbox.ask("cloudtrail", "LookupEvents", { ...byName, MaxResults: 3, NextToken });
    expect(
      [...eventsOf(first), ...eventsOf(second)].map(({ CloudTrailEvent }) => /user-\d/.exec(CloudTrailEvent)?.[0]),
    ).toEqual(["user-4", "user-3", "user-2", "user-1", "user-0"]);
    expect(second["NextToken"]).toBeUndefined();
    const other = { LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "ListUsers" }] };
    const wrong = sandbox.refusal("cloudtrail", "LookupEvents", { ...other, MaxResults: 3, NextToken });
    expect(wrong.shape).toBe("InvalidNextTokenException");
  });

  it("knows 90 days, one region, and no data events", () => {
    const sandbox = createTestSandbox();
    sandbox.ask("iam", "CreateUser", { UserName: "old" });
    sandbox.world.clock.advance(91 * 86_400_000);
    sandbox.ask("iam", "CreateUser", { UserName: "new" });
    const found = find(sandbox, { StartTime: new Date(0) });
    expect(found).toHaveLength(1);
    expect(eventsOf(sandbox.ask("cloudtrail", "LookupEvents", {}, { region: "eu-west-1" }))).toEqual([]);
  });

  it.each<[Input, string]>([
    [{ MaxResults: 0 }, "InvalidMaxResultsException"],
    [{ MaxResults: 51 }, "InvalidMaxResultsException"],
    [{ StartTime: new Date(2000), EndTime: new Date(1000) }, "InvalidTimeRangeException"],
    [{ EventCategory: "data" }, "InvalidEventCategoryException"],
    [{ NextToken: "x" }, "InvalidNextTokenException"],
    [{ LookupAttributes: [{ AttributeKey: "Color", AttributeValue: "red" }] }, "InvalidLookupAttributesException"],
    [{ LookupAttributes: [{ AttributeKey: "constructor", AttributeValue: "x" }] }, "InvalidLookupAttributesException"],
    [{ LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "" }] }, "InvalidLookupAttributesException"],
    [
      {
        LookupAttributes: [
          { AttributeKey: "EventName", AttributeValue: "a" },
          { AttributeKey: "Username", AttributeValue: "b" },
        ],
      },
      "InvalidLookupAttributesException",
    ],
  ])("refuses %o with %s", (input, shape) => {
    expect(createTestSandbox().refusal("cloudtrail", "LookupEvents", input).shape).toBe(shape);
  });
});
