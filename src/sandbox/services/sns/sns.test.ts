import { describe, expect, it } from "vitest";
import type { Caller } from "../../call.ts";
import { accountId, createTestSandbox } from "../../sandbox.fixture.ts";

const TopicArn = `arn:aws:sns:us-east-1:${accountId}:news`;

describe("a topic", () => {
  it("is made once, has its owner's policy until another is set, and is deleted again and again", () => {
    const { ask, refusal } = createTestSandbox();
    expect(ask("sns", "CreateTopic", { Name: "news" })).toEqual({ TopicArn });
    expect(ask("sns", "CreateTopic", { Name: "news" })).toEqual({ TopicArn });
    expect(refusal("sns", "CreateTopic", { Name: "news", Tags: [{ Key: "a", Value: "b" }] })).toEqual({
      shape: "InvalidParameterException",
      message: "Invalid parameter: Tags Reason: Topic already exists with different tags",
    });
    const attributes = (): Readonly<Record<string, string>> =>
      Object(ask("sns", "GetTopicAttributes", { TopicArn })["Attributes"]);
    expect(JSON.parse(attributes()["Policy"] ?? "").Statement[0].Sid).toBe("__default_statement_ID");
    const Statement = { Effect: "Allow", Principal: "*", Action: "SNS:Publish", Resource: TopicArn };
    const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement });
    ask("sns", "SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
    expect(attributes()["Policy"]).toBe(AttributeValue);
    expect(ask("sns", "ListTopics")).toEqual({ Topics: [{ TopicArn }] });
    ask("sns", "DeleteTopic", { TopicArn });
    ask("sns", "DeleteTopic", { TopicArn });
    expect(refusal("sns", "GetTopicAttributes", { TopicArn })).toEqual({
      shape: "NotFoundException",
      message: "Topic does not exist",
    });
  });

  it("lets another account in by its policy", () => {
    const { ask, refusal } = createTestSandbox();
    ask("sns", "CreateTopic", { Name: "news" });
    const as: Caller = { kind: "root", account: "444455556666", accessKeyId: "AKIASANDBOXROOT00001" };
    expect(refusal("sns", "GetTopicAttributes", { TopicArn }, { as }).shape).toBe("AccessDenied");
    const Principal = { AWS: "444455556666" };
    const Statement = { Effect: "Allow", Principal, Action: "sns:GetTopicAttributes", Resource: TopicArn };
    const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement });
    ask("sns", "SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
    expect(ask("sns", "GetTopicAttributes", { TopicArn }, { as })).toHaveProperty("Attributes");
  });

  it.each([
    ["CreateTopic", { Name: "a b" }, "InvalidParameterException"],
    ["CreateTopic", { Name: "a.fifo" }, "NotImplemented"],
    ["CreateTopic", { Name: "a", Attributes: { Policy: "{}" } }, "InvalidParameterException"],
    ["GetTopicAttributes", { TopicArn: "news" }, "InvalidParameterException"],
    ["ListTagsForResource", { ResourceArn: TopicArn }, "ResourceNotFoundException"],
  ] as const)("%s %j: %s", (operation, input, shape) => {
    expect(createTestSandbox().refusal("sns", operation, input).shape).toBe(shape);
  });
});
