import { describe, expect, it } from "vitest";
import { accountId, addUser, allow, policy, sessionCaller } from "../../authorize/authorize.fixture.ts";
import type { Caller } from "../../call.ts";
import { readEvents } from "../../record/index.ts";
import { createTestSandbox, root } from "../../sandbox.fixture.ts";

const annaArn = `arn:aws:iam::${accountId}:user/anna`;
const guestArn = `arn:aws:sts::${accountId}:federated-user/guest`;

describe("GetSessionToken", () => {
  it("takes twelve hours, or what is asked for; root an hour", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna");
    const until = (input: object, caller: Caller): string =>
      Object(
        sandbox.ask("sts", "GetSessionToken", { ...input }, { as: caller })["Credentials"],
      ).Expiration.toISOString();
    expect(until({}, as)).toBe("2026-11-22T08:00:00.000Z");
    expect(until({ DurationSeconds: 129_600 }, as)).toBe("2026-11-23T08:00:00.000Z");
    expect(until({}, root)).toBe("2026-11-21T21:00:00.000Z");
    expect(sandbox.refusal("sts", "GetSessionToken", { DurationSeconds: 129_601 }, { as }).shape).toBe(
      "ValidationError",
    );
    expect(sandbox.refusal("sts", "GetSessionToken", { DurationSeconds: 3601 }, { as: root }).shape).toBe(
      "ValidationError",
    );
  });

  it("needs long-term keys, as GetFederationToken does", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow("*")));
    const session = sessionCaller(sandbox, sandbox.ask("sts", "GetSessionToken", {}, { as }));
    expect(sandbox.ask("sts", "GetCallerIdentity", {}, { as: session })).toMatchObject({
      Arn: annaArn,
      UserId: expect.stringMatching(/^AIDA/),
    });
    for (const [operation, input] of [
      ["GetSessionToken", {}],
      ["GetFederationToken", { Name: "guest" }],
    ] as const) {
      expect(sandbox.refusal("sts", operation, input, { as: session })).toEqual({
        shape: "AccessDenied",
        message: `Cannot call ${operation} with session credentials`,
      });
    }
  });
});

describe("GetFederationToken", () => {
  it("makes a user who may do what both policies allow", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow(["sts:GetFederationToken", "cloudtrail:DescribeTrails"])));
    const Policy = policy(allow(["cloudtrail:DescribeTrails", "cloudtrail:ListTrails"]));
    const output = sandbox.ask("sts", "GetFederationToken", { Name: "guest", Policy }, { as });
    expect(output).toMatchObject({
      FederatedUser: { Arn: guestArn, FederatedUserId: `${accountId}:guest` },
      PackedPolicySize: expect.any(Number),
    });
    const guest = sessionCaller(sandbox, output);
    expect(sandbox.ask("sts", "GetCallerIdentity", {}, { as: guest })).toEqual({
      UserId: `${accountId}:guest`,
      Account: accountId,
      Arn: guestArn,
    });
    expect(sandbox.ask("cloudtrail", "DescribeTrails", {}, { as: guest })).toBeDefined();
    expect(sandbox.refusal("cloudtrail", "ListTrails", {}, { as: guest }).message).toContain(
      `User: ${guestArn} is not authorized to perform: cloudtrail:ListTrails because no identity-based policy`,
    );
  });

  it("does not let the guest assume a role", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow("*")));
    const guest = sessionCaller(
      sandbox,
      sandbox.ask("sts", "GetFederationToken", { Name: "guest", Policy: policy(allow("*")) }, { as }),
    );
    const RoleArn = `arn:aws:iam::${accountId}:role/duty`;
    expect(sandbox.refusal("sts", "AssumeRole", { RoleArn, RoleSessionName: "x1" }, { as: guest }).shape).toBe(
      "AccessDenied",
    );
  });

  it("wants no policy longer than its room", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow("*")));
    const Policy = policy(...Array.from({ length: 30 }, (_all, index) => allow("s3:*", { Sid: `S${index}` }))).padEnd(
      2048,
    );
    const Tags = Array.from({ length: 50 }, (_all, index) => ({ Key: `k${index}`, Value: "v".repeat(100) }));
    expect(sandbox.refusal("sts", "GetFederationToken", { Name: "guest", Policy, Tags }, { as }).shape).toBe(
      "PackedPolicyTooLargeException",
    );
    expect(sandbox.refusal("sts", "GetFederationToken", { Name: "guest", Policy: `${Policy} ` }, { as }).shape).toBe(
      "ValidationError",
    );
  });
});

describe("GetAccessKeyInfo", () => {
  it("tells the account of a key", () => {
    const sandbox = createTestSandbox();
    addUser(sandbox, "anna");
    const { AccessKeyId } = Object(sandbox.ask("iam", "CreateAccessKey", { UserName: "anna" })["AccessKey"]);
    expect(sandbox.ask("sts", "GetAccessKeyInfo", { AccessKeyId })).toEqual({ Account: accountId });
    expect(sandbox.refusal("sts", "GetAccessKeyInfo", { AccessKeyId: "AKIANOBODY0000000000" }).shape).toBe(
      "ValidationError",
    );
  });
});

describe("what is recorded", () => {
  it("has the session's token and never its secret", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow("*")));
    const output = sandbox.ask("sts", "GetFederationToken", { Name: "guest" }, { as });
    const { SessionToken, SecretAccessKey, AccessKeyId } = Object(output["Credentials"]);
    const texts = readEvents(sandbox.world.store, "events", { account: accountId, region: "us-east-1" }, 0, 100);
    const event = JSON.parse(texts.at(-1)?.text ?? "");
    expect(event.responseElements.credentials).toEqual({
      accessKeyId: AccessKeyId,
      sessionToken: SessionToken,
      expiration: "Nov 22, 2026, 8:00:00 AM",
    });
    expect(JSON.stringify(texts)).not.toContain(SecretAccessKey);
  });
});
