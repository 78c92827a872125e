import { describe, expect, it } from "vitest";
import type { Caller, Input } from "../../call.ts";
import { accountId, createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

const other = "444455556666";
const id = "00000000-0000-4000-8000-000000000000";

function newKey({ ask }: TestSandbox, input: Input = {}): { readonly KeyId: string; readonly Arn: string } {
  return Object(ask("kms", "CreateKey", input)["KeyMetadata"]);
}

function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

const rootOf = (account: string): object => ({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: "kms:*",
  Resource: "*",
});

function user(sandbox: TestSandbox, name: string, ...statements: readonly object[]): Caller {
  sandbox.ask("iam", "CreateUser", { UserName: name });
  if (statements.length > 0) {
    const PolicyDocument = policy(...statements);
    sandbox.ask("iam", "PutUserPolicy", { UserName: name, PolicyName: "own", PolicyDocument });
  }
  return { kind: "user", account: accountId, name, accessKeyId: "AKIASANDBOXUSER00000" };
}

describe("a key", () => {
  it("is made, named by an alias, rotated, and waits to be deleted", () => {
    const sandbox = createTestSandbox();
    const { ask, refusal } = sandbox;
    const { KeyId, Arn } = newKey(sandbox, { Description: "logs", Tags: [{ TagKey: "Team", TagValue: "audit" }] });
    expect(Arn).toBe(`arn:aws:kms:us-east-1:${accountId}:key/${KeyId}`);
    ask("kms", "CreateAlias", { AliasName: "alias/logs", TargetKeyId: KeyId });
    expect(ask("kms", "DescribeKey", { KeyId: "alias/logs" })).toMatchObject({
      KeyMetadata: { KeyId, KeyState: "Enabled", KeyManager: "CUSTOMER", Description: "logs", Enabled: true },
    });
    expect(ask("kms", "ListResourceTags", { KeyId })).toEqual({
      Tags: [{ TagKey: "Team", TagValue: "audit" }],
      Truncated: false,
    });
    expect(ask("kms", "GetKeyRotationStatus", { KeyId })).toMatchObject({ KeyRotationEnabled: false });
    ask("kms", "EnableKeyRotation", { KeyId: Arn });
    expect(ask("kms", "GetKeyRotationStatus", { KeyId })).toMatchObject({
      KeyRotationEnabled: true,
      RotationPeriodInDays: 365,
      NextRotationDate: new Date("2027-11-21T20:00:00Z"),
    });
    expect(ask("kms", "ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 })).toMatchObject({
      KeyState: "PendingDeletion",
      DeletionDate: new Date("2026-11-28T20:00:00Z"),
    });
    expect(refusal("kms", "EnableKeyRotation", { KeyId }).shape).toBe("KMSInvalidStateException");
    expect(ask("kms", "ListKeys")).toMatchObject({ Keys: [{ KeyId }] });
    sandbox.world.clock.advance(7 * 86_400_000);
    expect(ask("kms", "ListKeys")).toMatchObject({ Keys: [] });
    expect(ask("kms", "ListAliases")).toMatchObject({ Aliases: [] });
    expect(refusal("kms", "DescribeKey", { KeyId })).toEqual({
      shape: "NotFoundException",
      message: `Key '${Arn}' does not exist`,
    });
  });

  it("is of one region", () => {
    const sandbox = createTestSandbox();
    const { KeyId, Arn } = newKey(sandbox);
    const away = { region: "eu-west-1" };
    expect(sandbox.refusal("kms", "DescribeKey", { KeyId }, away).shape).toBe("NotFoundException");
    expect(sandbox.refusal("kms", "DescribeKey", { KeyId: Arn }, away).shape).toBe("NotFoundException");
    expect(sandbox.ask("kms", "ListKeys", {}, away)).toMatchObject({ Keys: [] });
  });

  it.each([
    ["DescribeKey", { KeyId: id }, "NotFoundException"],
    ["DescribeKey", { KeyId: "alias/none" }, "NotFoundException"],
    ["GetKeyPolicy", { KeyId: "alias/logs" }, "NotFoundException"],
    ["CreateAlias", { AliasName: "logs", TargetKeyId: id }, "InvalidAliasNameException"],
    ["CreateAlias", { AliasName: "alias/aws/s3", TargetKeyId: id }, "NotAuthorizedException"],
    ["CreateAlias", { AliasName: "alias/a b", TargetKeyId: id }, "ValidationException"],
    ["CreateAlias", { AliasName: "alias/a", TargetKeyId: id }, "NotFoundException"],
    ["DeleteAlias", { AliasName: "alias/none" }, "NotFoundException"],
    ["CreateKey", { KeySpec: "RSA_2048" }, "NotImplemented"],
    ["CreateKey", { Policy: "{" }, "MalformedPolicyDocumentException"],
    ["CreateKey", { Policy: policy({ ...rootOf(other) }) }, "MalformedPolicyDocumentException"],
    ["CreateKey", { Tags: [{ TagKey: "aws:x", TagValue: "" }] }, "TagException"],
    ["ListKeys", { Limit: 0 }, "ValidationException"],
    ["ListKeys", { Marker: "x" }, "InvalidMarkerException"],
  ] as const)("%s %j: %s", (operation, input, shape) => {
    expect(createTestSandbox().refusal("kms", operation, input).shape).toBe(shape);
  });
});

/** Source: AWS KMS Developer Guide, "Key policies in AWS KMS". */
describe("who may use a key", () => {
  const allowed = { Effect: "Allow", Action: "kms:*", Resource: "*" };

  it("is whom IAM lets, where the key's policy lets the account", () => {
    const sandbox = createTestSandbox();
    const { KeyId, Arn } = newKey(sandbox);
    const [anna, ben] = [user(sandbox, "anna", allowed), user(sandbox, "ben")];
    expect(sandbox.ask("kms", "DescribeKey", { KeyId }, { as: anna })).toBeDefined();
    expect(sandbox.refusal("kms", "DescribeKey", { KeyId }, { as: ben })).toEqual({
      shape: "AccessDenied",
      message: `User: arn:aws:iam::${accountId}:user/ben is not authorized to perform: kms:DescribeKey on resource: ${Arn} because no identity-based policy allows the kms:DescribeKey action`,
    });
  });

  it("is only whom the key's policy names, where it does not let the account: IAM and root count for nothing", () => {
    const sandbox = createTestSandbox();
    const [anna, ben] = [user(sandbox, "anna", allowed), user(sandbox, "ben")];
    const only = { ...rootOf(accountId), Principal: { AWS: `arn:aws:iam::${accountId}:user/ben` } };
    const { KeyId } = newKey(sandbox, { Policy: policy(only), BypassPolicyLockoutSafetyCheck: true });
    expect(sandbox.ask("kms", "GetKeyPolicy", { KeyId }, { as: ben })).toMatchObject({ PolicyName: "default" });
    expect(sandbox.refusal("kms", "GetKeyPolicy", { KeyId }, { as: anna }).shape).toBe("AccessDenied");
    expect(sandbox.refusal("kms", "GetKeyPolicy", { KeyId }).shape).toBe("AccessDenied");
  });

  it("may be of another account, where both let it", () => {
    const sandbox = createTestSandbox();
    const { Arn } = newKey(sandbox, { Policy: policy(rootOf(accountId), rootOf(other)) });
    const as: Caller = { kind: "root", account: other, accessKeyId: "AKIASANDBOXROOT00001" };
    expect(sandbox.ask("kms", "DescribeKey", { KeyId: Arn }, { as })).toMatchObject({ KeyMetadata: { Arn } });
    expect(sandbox.refusal("kms", "DisableKey", { KeyId: Arn }, { as }).shape).toBe("AccessDenied");
  });

  it("cannot lock itself out by mistake", () => {
    const sandbox = createTestSandbox();
    const { KeyId } = newKey(sandbox);
    const Policy = policy({ ...rootOf(accountId), Action: "kms:DescribeKey" });
    expect(sandbox.refusal("kms", "PutKeyPolicy", { KeyId, Policy })).toEqual({
      shape: "MalformedPolicyDocumentException",
      message: "The new key policy will not allow you to update the key policy in the future.",
    });
  });
});

it("records name the key", () => {
  const sandbox = createTestSandbox();
  const { KeyId, Arn } = newKey(sandbox);
  sandbox.ask("kms", "DisableKey", { KeyId });
  const { Events } = sandbox.ask("cloudtrail", "LookupEvents", {
    LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "kms.amazonaws.com" }],
  });
  const events: readonly { CloudTrailEvent: string }[] = Object(Events);
  const records = events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent));
  expect(records.map(({ eventName, readOnly }) => [eventName, readOnly]).toSorted()).toEqual([
    ["CreateKey", false],
    ["DisableKey", false],
  ]);
  for (const { resources } of records) {
    expect(resources).toEqual([{ accountId, type: "AWS::KMS::Key", ARN: Arn }]);
  }
  const made = records.find(({ eventName }) => eventName === "CreateKey");
  expect(made.responseElements.keyMetadata).toMatchObject({ aWSAccountId: accountId, keyId: KeyId });
});
