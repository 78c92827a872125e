import { describe, expect, it } from "vitest";
import { accountId, createTestSandbox } from "../../sandbox.fixture.ts";

const EventPattern = JSON.stringify({ source: ["aws.iam"] });
const arn = `arn:aws:events:us-east-1:${accountId}:rule/tell`;
const topic = `arn:aws:sns:us-east-1:${accountId}:alarm`;

describe("a rule", () => {
  it("is put, changed, told with its targets, and goes when it has none", () => {
    const { ask, refusal } = createTestSandbox();
    const Tags = [{ Key: "Team", Value: "audit" }];
    expect(ask("events", "PutRule", { Name: "tell", EventPattern, Tags })).toEqual({ RuleArn: arn });
    expect(ask("events", "DescribeRule", { Name: "tell" })).toEqual({
      Name: "tell",
      Arn: arn,
      EventPattern,
      State: "ENABLED",
      EventBusName: "default",
      CreatedBy: accountId,
    });
    ask("events", "PutTargets", { Rule: "tell", Targets: [{ Id: "1", Arn: topic }] });
    // What was put before and is not put again is gone, but for targets and tags.
    ask("events", "PutRule", { Name: "tell", ScheduleExpression: "rate(1 day)", State: "DISABLED" });
    expect(ask("events", "ListRules")).toMatchObject({
      Rules: [{ State: "DISABLED", ScheduleExpression: "rate(1 day)" }],
    });
    expect(ask("events", "ListTagsForResource", { ResourceARN: arn })).toEqual({ Tags });
    expect(ask("events", "ListTargetsByRule", { Rule: "tell" })).toEqual({ Targets: [{ Id: "1", Arn: topic }] });
    expect(refusal("events", "DeleteRule", { Name: "tell" })).toEqual({
      shape: "ValidationException",
      message: "Rule can't be deleted since it has targets.",
    });
    expect(ask("events", "RemoveTargets", { Rule: "tell", Ids: ["1", "2"] })).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: "2", ErrorCode: "ResourceNotFoundException" }],
    });
    ask("events", "DeleteRule", { Name: "tell" });
    ask("events", "DeleteRule", { Name: "tell" });
    expect(refusal("events", "DescribeRule", { Name: "tell" })).toEqual({
      shape: "ResourceNotFoundException",
      message: "Rule tell does not exist on EventBus default.",
    });
  });

  it.each([
    [{ Name: "a b", EventPattern }, "ValidationException"],
    [{ Name: "tell" }, "ValidationException"],
    [{ Name: "tell", EventPattern: "{" }, "InvalidEventPatternException"],
    [{ Name: "tell", EventPattern: '{"source":"aws.iam"}' }, "InvalidEventPatternException"],
    [{ Name: "tell", EventPattern: '{"source":[]}' }, "InvalidEventPatternException"],
    [{ Name: "tell", ScheduleExpression: "daily" }, "ValidationException"],
    [{ Name: "tell", EventPattern, State: "ON" }, "ValidationException"],
    [{ Name: "tell", EventPattern, EventBusName: "own" }, "ResourceNotFoundException"],
  ] as const)("%j: %s", (input, shape) => {
    expect(createTestSandbox().refusal("events", "PutRule", input).shape).toBe(shape);
  });
});
