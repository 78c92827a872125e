import { describe, expect, test } from "vitest";
import { codes, type Element, messages, policy } from "./policies.fixture.ts";

describe("statements", () => {
  test.each([
    [{ Effect: undefined }, "element.missing"],
    [{ Action: undefined }, "element.missing"],
    [{ Resource: undefined }, "element.missing"],
    [{ NotAction: "iam:*" }, "element.conflict"],
    [{ NotResource: "*" }, "element.conflict"],
    [{ Action: 7 }, "json.wrong-type"],
    [{ Action: ["s3:GetObject", 7] }, "json.wrong-type"],
    [{ Action: [] }, "element.empty"],
    [{ Resource: {} }, "json.wrong-type"],
    [{ Sid: "two words" }, "sid.characters"],
    [{ Sid: 1 }, "json.wrong-type"],
    [{ Principal: "*" }, "principal.unexpected"],
    [{ Condition: "x" }, "json.wrong-type"],
    [{ constructor: 1 }, "element.unknown"],
  ])("%j: %s", (statement, code) => {
    expect(codes(policy(statement))).toContain(code);
  });
});

describe("actions", () => {
  test.each([
    ["s3:GetObjekt", "action.unknown", "Did you mean s3:GetObject?"],
    ["iam:AssumeRole", "action.unknown", "Did you mean sts:AssumeRole?"],
    ["s33:GetObject", "action.unknown", "Did you mean s3:GetObject?"],
    ["dynamo:*", "action.no-match", "Did you mean dynamodb?"],
    ["s3:Got*", "action.no-match", "matches no action."],
    ["GetObject", "action.form", "s3:GetObject"],
    ["s3:Get Object", "action.form", "service:Name"],
    ["s3:", "action.form", "service:Name"],
    ["", "action.form", "service:Name"],
  ])("%o: %s, %s", (action, code, text) => {
    expect(codes(policy({ Action: action, Resource: "*" }))).toEqual([code]);
    expect(messages(policy({ Action: action, Resource: "*" }))).toContain(text);
  });

  test("NotAction is looked at too", () => {
    expect(codes(policy({ Action: undefined, NotAction: ["iam:*", "iam:Nope"], Resource: "*" }))).toEqual([
      "action.unknown",
    ]);
  });
});

describe("resources", () => {
  test.each([
    [
      "the bucket for its objects",
      ["s3:GetObject"],
      ["arn:aws:s3:::logs"],
      ["action.no-resource", "resource.unmatched"],
    ],
    [
      "objects for the bucket",
      ["s3:ListBucket"],
      ["arn:aws:s3:::logs/*"],
      ["action.no-resource", "resource.unmatched"],
    ],
    ["objects for both", ["s3:ListBucket", "s3:GetObject"], ["arn:aws:s3:::logs/*"], ["action.no-resource"]],
    ["another service", ["s3:GetObject"], ["arn:aws:s3:::logs/*", "arn:aws:sqs:*:*:q"], ["resource.unmatched"]],
    ["no resource is known", ["ec2:DescribeInstances"], ["arn:aws:ec2:*:*:instance/*"], ["action.no-resource"]],
    [
      "an index for a write to the table",
      ["dynamodb:PutItem"],
      ["arn:aws:dynamodb:*:*:table/t/index/i"],
      ["action.no-resource", "resource.unmatched"],
    ],
    ["one of them is *", ["s3:ListBucket"], ["arn:aws:s3:::logs/*", "*"], []],
    ["an unknown action beside it", ["s3:ListBucket", "s3:NewThing"], ["arn:aws:s3:::logs/*"], ["action.unknown"]],
    ["a pattern of actions", ["s3:Get*"], ["arn:aws:s3:::logs/*"], []],
    ["log groups with their colon", ["logs:PutRetentionPolicy"], ["arn:aws:logs:*:*:log-group:/aws/*:*"], []],
    ["load balancers", ["elasticloadbalancing:AddTags"], ["arn:aws:elasticloadbalancing:*:*:loadbalancer/app/*/*"], []],
    ["a variable may be anything", ["s3:ListBucket"], ["arn:aws:s3:::${aws:PrincipalTag/bucket}"], []],
  ])("%s", (_, actions, resources, expected) => {
    expect(codes(policy({ Action: actions, Resource: resources })).toSorted()).toEqual(expected);
  });

  test.each(["logs", "arn:aws:s3", "s3:::logs", "arn", "", "ARN:aws:s3:::logs"])("%o has not the form", (resource) => {
    expect(codes(policy({ Resource: resource }))).toEqual(["resource.form"]);
  });
});

describe("conditions", () => {
  const condition = (operator: string, key: string, value: Element): string =>
    policy({ Action: "s3:*", Resource: "*", Condition: { [operator]: { [key]: value } } });

  test.each([
    ["StringEqual", "aws:username", "x", "condition.operator"],
    ["NullIfExists", "aws:username", "true", "condition.operator"],
    ["Sometimes:StringEquals", "aws:username", "x", "condition.operator"],
    ["StringEquals", "username", "x", "condition.key"],
    ["StringEquals", "aws:usernam", "x", "condition.key"],
    ["StringEquals", "ec2:InstanceType", "x", "condition.key-unused"],
    ["DateLessThan", "aws:CurrentTime", "tomorrow", "condition.value"],
    ["DateLessThan", "aws:CurrentTime", "2026-13-01", "condition.value"],
    ["IpAddress", "aws:SourceIp", "192.0.2.256", "condition.value"],
    ["IpAddress", "aws:SourceIp", "192.0.2.0/33", "condition.value"],
    ["NotIpAddress", "aws:SourceIp", ["192.0.2.1", "office"], "condition.value"],
    ["Bool", "aws:SecureTransport", "yes", "condition.value"],
    ["Null", "aws:TokenIssueTime", "maybe", "condition.value"],
    ["NumericLessThan", "aws:MultiFactorAuthAge", "1h", "condition.value"],
    ["ArnLike", "aws:PrincipalArn", "role/admin", "condition.value"],
    ["BinaryEquals", "aws:username", "%%%", "condition.value"],
    ["IpAddress", "aws:CurrentTime", "192.0.2.1", "condition.type"],
    ["DateLessThan", "aws:PrincipalArn", "2026-11-21", "condition.type"],
    ["StringEquals", "aws:username", { x: 1 }, "json.wrong-type"],
    ["StringEquals", "aws:username", null, "json.wrong-type"],
  ])("%s %s %j: %s", (operator, key, value, code) => {
    expect(codes(condition(operator, key, value))).toEqual([code]);
  });

  test.each([
    ["ForAnyValue:StringLikeIfExists", "aws:TagKeys", "team"],
    ["Bool", "aws:SecureTransport", false],
    ["Null", "aws:TokenIssueTime", "TRUE"],
    ["NumericLessThanEquals", "aws:MultiFactorAuthAge", 3600],
    ["NumericLessThan", "s3:max-keys", "-1.5e3"],
    ["DateGreaterThan", "aws:CurrentTime", "2026-11-21T20:02:11.5+01:00"],
    ["DateGreaterThan", "aws:EpochTime", 1795291331],
    ["DateLessThan", "aws:TokenIssueTime", "2026-11-21"],
    ["IpAddress", "aws:SourceIp", ["192.0.2.1", "::1", "2001:DB8::/32"]],
    ["ArnLike", "aws:PrincipalArn", ["arn:aws:iam::111122223333:role/*", "*"]],
    ["DateLessThan", "aws:CurrentTime", "${aws:PrincipalTag/until}"],
    ["StringEquals", "s3:ExistingObjectTag/class", "x"],
    ["StringEquals", "saml:aud", "x"],
    ["StringEquals", "oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:sub", "x"],
  ])("%s %s %j is sound", (operator, key, value) => {
    expect(codes(condition(operator, key, value))).toEqual([]);
  });

  test("nearly right names are named", () => {
    expect(messages(condition("StringEqual", "aws:username", "x"))).toContain("Did you mean StringEquals?");
    expect(messages(condition("ForAnyValue:StringLik", "aws:username", "x"))).toContain(
      "Did you mean ForAnyValue:StringLike?",
    );
    expect(messages(condition("StringEquals", "aws:SourceVPC1", "x"))).toContain("Did you mean aws:SourceVpc?");
  });
});

describe("variables and versions", () => {
  const resource = "arn:aws:s3:::logs/${aws:username}";

  test("variables are plain text in the older version", () => {
    expect(codes(policy({ Resource: resource }, "2008-10-17"))).toEqual(["variable.literal"]);
    expect(codes(policy({ Resource: resource }))).toEqual([]);
    const key = { StringEquals: { "aws:username": ["x", "${aws:PrincipalTag/x}"] } };
    expect(codes(policy({ Condition: key }, "2008-10-17"))).toEqual(["variable.literal"]);
  });
});

describe("principals", () => {
  const trust = (statement: Readonly<Record<string, Element | undefined>>): readonly string[] =>
    codes(policy({ Action: "sts:AssumeRole", Resource: undefined, ...statement }), { use: "trust" });

  test.each([
    [{ Principal: { AWS: "arn:aws:iam::111122223333:root" } }, []],
    [{ Principal: { AWS: ["111122223333", "AROAEXAMPLEEXAMPLE123"] } }, []],
    [{ Principal: "*" }, []],
    [{}, ["element.missing"]],
    [{ Principal: "111122223333" }, ["principal.form"]],
    [{ Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }, ["principal.form"]],
    [{ Principal: { Aws: "111122223333" } }, ["principal.form"]],
    [{ Principal: { Service: "ec2" } }, ["principal.form"]],
    [{ Principal: { AWS: 111122223333 } }, ["json.wrong-type"]],
    [{ NotPrincipal: { AWS: "111122223333" } }, ["principal.allow-not"]],
    [{ Effect: "Deny", NotPrincipal: { AWS: "111122223333" } }, []],
    [{ Principal: "*", Resource: "*" }, ["element.conflict"]],
  ])("%j: %j", (statement, expected) => {
    expect(trust(statement)).toEqual(expected);
  });

  test("a resource policy may leave out its resource, not its principal", () => {
    expect(codes(policy({ Principal: "*", Resource: undefined }), { use: "resource" })).toEqual([]);
    expect(codes(policy(), { use: "resource" })).toEqual(["element.missing"]);
  });
});
