import { describe, expect, it } from "vitest";
import type { Caller } from "../call.ts";
import { accountId, createTestSandbox, root, type TestSandbox } from "../sandbox.fixture.ts";
import type { Session } from "../world/nouns.ts";
import { eventRegions, readEvents } from "./index.ts";

interface Recorded {
  readonly eventName: string;
  readonly eventID: string;
  readonly sharedEventID?: string;
  readonly awsRegion: string;
  readonly userIdentity: { readonly [member: string]: unknown };
  readonly requestParameters: { readonly [member: string]: unknown } | null;
  readonly responseElements: { readonly [member: string]: unknown } | null;
  readonly [member: string]: unknown;
}

function recorded({ world }: TestSandbox, region = "us-east-1", account = accountId): readonly Recorded[] {
  return readEvents(world.store, "events", { account, region }, 0, 1000).map(({ text }) => JSON.parse(text));
}

function lastOf(sandbox: TestSandbox, region?: string, account?: string): Recorded {
  const last = recorded(sandbox, region, account).at(-1);
  if (last === undefined) throw new Error("nothing was recorded");
  return last;
}

const other = "444455556666";
const allowAll = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } });

/** A user with a key; may do everything. */
function userOf(sandbox: TestSandbox, name = "alice"): Caller {
  sandbox.ask("iam", "CreateUser", { UserName: name });
  sandbox.ask("iam", "PutUserPolicy", { UserName: name, PolicyName: "all", PolicyDocument: allowAll });
  const { AccessKey } = sandbox.ask("iam", "CreateAccessKey", { UserName: name });
  const { AccessKeyId } = AccessKey as { AccessKeyId: string };
  return { kind: "user", account: accountId, name, accessKeyId: AccessKeyId };
}

describe("a record", () => {
  it("has the members of the request and the answer with small first letters, and no secrets", () => {
    const sandbox = createTestSandbox();
    sandbox.ask("iam", "CreateUser", { UserName: "alice", Tags: [{ Key: "Team", Value: "A" }] });
    expect(lastOf(sandbox)).toMatchObject({
      eventVersion: "1.11",
      eventTime: "2026-11-21T20:00:00Z",
      requestParameters: { userName: "alice", tags: [{ key: "Team", value: "A" }] },
      responseElements: { user: { userName: "alice", createDate: "Nov 21, 2026, 8:00:00 PM" } },
    });
    sandbox.ask("iam", "CreateAccessKey", { UserName: "alice" });
    expect(JSON.stringify(lastOf(sandbox))).not.toMatch(/secret/i);
    sandbox.ask("iam", "CreateLoginProfile", { UserName: "alice", Password: "Correct-Horse-7" });
    expect(lastOf(sandbox).requestParameters).toEqual({ userName: "alice" });
  });

  it("of a read has no answer, of a write without one null", () => {
    const sandbox = createTestSandbox();
    sandbox.ask("iam", "ListUsers");
    expect(lastOf(sandbox)).toMatchObject({ readOnly: true, requestParameters: null, responseElements: null });
    sandbox.ask("iam", "CreateUser", { UserName: "alice" });
    sandbox.ask("iam", "DeleteUser", { UserName: "alice" });
    expect(lastOf(sandbox)).toMatchObject({
      readOnly: false,
      requestParameters: { userName: "alice" },
      responseElements: null,
    });
  });

  it("tells the error's shape and the request, but of a refusal nothing that was asked", () => {
    const sandbox = createTestSandbox();
    sandbox.refusal("iam", "DeleteUser", { UserName: "nobody" });
    expect(lastOf(sandbox)).toMatchObject({
      errorCode: "NoSuchEntityException",
      requestParameters: { userName: "nobody" },
      responseElements: null,
    });
    sandbox.ask("iam", "CreateUser", { UserName: "bob" });
    const bob: Caller = { kind: "user", account: accountId, name: "bob", accessKeyId: "AKIASANDBOX000000BOB" };
    sandbox.refusal("iam", "CreateUser", { UserName: "eve" }, { as: bob });
    expect(lastOf(sandbox)).toMatchObject({
      errorCode: "AccessDenied",
      requestParameters: null,
      responseElements: null,
      userIdentity: { type: "IAMUser", userName: "bob" },
    });
  });

  it("is not of a request whose sender nobody knows, but of an anonymous one that S3 refuses", () => {
    const sandbox = createTestSandbox();
    const as: Caller = { kind: "anonymous" };
    expect(sandbox.refusal("iam", "ListUsers", {}, { as }).shape).toBe("MissingAuthenticationToken");
    expect(sandbox.refusal("sts", "GetCallerIdentity", {}, { as }).shape).toBe("MissingAuthenticationToken");
    expect(recorded(sandbox)).toEqual([]);
    sandbox.ask("s3", "CreateBucket", { Bucket: "logs-111122223333" });
    expect(sandbox.refusal("s3", "GetBucketPolicy", { Bucket: "logs-111122223333" }, { as }).shape).toBe(
      "AccessDenied",
    );
    expect(lastOf(sandbox)).toMatchObject({ eventName: "GetBucketPolicy", errorCode: "AccessDenied" });
  });

  it("has policies as they were sent, and percent-encoded in the answer", () => {
    const sandbox = createTestSandbox();
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: accountId }, Action: "sts:AssumeRole" }],
    });
    sandbox.ask("iam", "CreateRole", { RoleName: "auditor", AssumeRolePolicyDocument: trust });
    const { requestParameters, responseElements } = lastOf(sandbox);
    expect(requestParameters?.["assumeRolePolicyDocument"]).toBe(trust);
    const encoded = /"assumeRolePolicyDocument":"([^"]+)"/.exec(JSON.stringify(responseElements))?.[1] ?? "";
    expect(encoded).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(encoded)).toBe(trust);
  });

  it("is in us-east-1 for IAM, and where it was asked for CloudTrail and STS", () => {
    const sandbox = createTestSandbox();
    const region = "eu-west-1";
    sandbox.ask("iam", "ListUsers", {}, { region });
    sandbox.ask("sts", "GetCallerIdentity", {}, { region });
    sandbox.ask("cloudtrail", "DescribeTrails", {}, { region });
    expect(recorded(sandbox).map(({ eventName }) => eventName)).toEqual(["ListUsers"]);
    expect(recorded(sandbox, region).map(({ eventName }) => eventName)).toEqual([
      "GetCallerIdentity",
      "DescribeTrails",
    ]);
    expect(eventRegions(sandbox.world.store, accountId)).toEqual(["us-east-1", region]);
  });

  it("does not tell what is too long to tell", () => {
    const sandbox = createTestSandbox();
    const PolicyDocument = `{"x":"${"a".repeat(200_000)}"}`;
    sandbox.refusal("iam", "CreatePolicy", { PolicyName: "big", PolicyDocument });
    expect(lastOf(sandbox).requestParameters).toMatchObject({ omitted: true, reason: "requestParameters too large" });
  });
});

describe("who called", () => {
  const session: Session = {
    id: "ASIASANDBOX000000000",
    secret: "",
    token: "",
    kind: "assumed-role",
    issuerArn: `arn:aws:iam::${accountId}:role/team/auditor`,
    issuerId: "AROA00000000000000000",
    arn: `arn:aws:sts::${accountId}:assumed-role/auditor/alice`,
    sessionName: "alice",
    createdAt: "2026-11-21T19:00:00.123Z",
    expiresAt: "2026-11-21T21:00:00Z",
    mfa: true,
    sourceIdentity: "alice@example.com",
    tags: [],
    transitiveTags: [],
    policyArns: [],
    fromConsole: true,
  };
  const attributes = { creationDate: "2026-11-21T19:00:00Z", mfaAuthenticated: "true" };
  const user = { issuerArn: `arn:aws:iam::${accountId}:user/alice`, issuerId: "AIDA00000000000000000" };

  it.each<[string, Partial<Session>, object]>([
    [
      "a role",
      {},
      {
        type: "AssumedRole",
        principalId: "AROA00000000000000000:alice",
        arn: session.arn,
        accountId,
        accessKeyId: session.id,
        sessionContext: {
          sessionIssuer: {
            type: "Role",
            principalId: session.issuerId,
            arn: session.issuerArn,
            accountId,
            userName: "auditor",
          },
          attributes,
          sourceIdentity: "alice@example.com",
        },
      },
    ],
    [
      "a federated user",
      { ...user, kind: "federated-user", arn: `arn:aws:sts::${accountId}:federated-user/bob`, sessionName: "bob" },
      {
        type: "FederatedUser",
        principalId: `${accountId}:bob`,
        arn: `arn:aws:sts::${accountId}:federated-user/bob`,
        sessionContext: expect.objectContaining({ sessionIssuer: expect.objectContaining({ type: "IAMUser" }) }),
      },
    ],
    [
      "a user with a session",
      { ...user, kind: "session-token", arn: user.issuerArn },
      {
        type: "IAMUser",
        principalId: user.issuerId,
        arn: user.issuerArn,
        userName: "alice",
        sessionContext: { attributes, sourceIdentity: "alice@example.com" },
      },
    ],
    [
      "root with a session",
      { kind: "session-token", issuerArn: `arn:aws:iam::${accountId}:root`, issuerId: accountId },
      { type: "Root", principalId: accountId, arn: `arn:aws:iam::${accountId}:root` },
    ],
    [
      "a role by web identity",
      { provider: { kind: "web-identity", arn: "accounts.example.com", subject: "x" } },
      {
        sessionContext: expect.objectContaining({
          webIdFederationData: { federatedProvider: "accounts.example.com", attributes: {} },
        }),
      },
    ],
  ])("is told of %s", (_, change, identity) => {
    const sandbox = createTestSandbox();
    const as: Caller = { kind: "session", account: accountId, session: { ...session, ...change } };
    sandbox.ask("sts", "GetCallerIdentity", {}, { as });
    expect(lastOf(sandbox).userIdentity).toMatchObject(identity);
    expect(lastOf(sandbox)).toMatchObject({ sessionCredentialFromConsole: "true" });
  });

  it("is told of a user and of root", () => {
    const sandbox = createTestSandbox();
    sandbox.ask("iam", "ListUsers", {}, { as: userOf(sandbox) });
    expect(lastOf(sandbox).userIdentity).toMatchObject({
      type: "IAMUser",
      arn: `arn:aws:iam::${accountId}:user/alice`,
    });
    expect(Object.keys(lastOf(sandbox).userIdentity)).toEqual([
      "type",
      "principalId",
      "arn",
      "accountId",
      "accessKeyId",
      "userName",
    ]);
    sandbox.ask("iam", "ListUsers", {}, { as: root });
    expect(lastOf(sandbox).userIdentity).toEqual({
      type: "Root",
      principalId: accountId,
      arn: `arn:aws:iam::${accountId}:root`,
      accountId,
      accessKeyId: "AKIASANDBOXROOT00000",
    });
  });
});

describe("calls into another account", () => {
  it("are recorded in both, under one shared id", () => {
    const sandbox = createTestSandbox();
    const { world } = sandbox;
    world.addAccount(other);
    const theirs: Caller = { kind: "root", account: other, accessKeyId: "AKIASANDBOXOTHER0000" };
    const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "sts:AssumeRole" };
    const document = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    sandbox.ask("iam", "CreateRole", { RoleName: "guest", AssumeRolePolicyDocument: document }, { as: theirs });
    const RoleArn = `arn:aws:iam::${other}:role/guest`;
    sandbox.ask("sts", "AssumeRole", { RoleArn, RoleSessionName: "visit" }, { as: userOf(sandbox) });
    const [caller, role] = [lastOf(sandbox), lastOf(sandbox, "us-east-1", other)];
    expect(caller.userIdentity["type"]).toBe("IAMUser");
    expect(role.userIdentity).toEqual({
      type: "AWSAccount",
      principalId: caller.userIdentity["principalId"],
      accountId,
    });
    expect(role.sharedEventID).toBe(caller.sharedEventID);
    expect(role.sharedEventID).toBeDefined();
    expect(role.eventID).not.toBe(caller.eventID);
    expect(role).toMatchObject({ recipientAccountId: other, requestID: caller["requestID"] });
    expect(caller.responseElements).toMatchObject({ credentials: { accessKeyId: expect.stringMatching(/^ASIA/) } });
    expect(caller.responseElements?.["credentials"]).not.toHaveProperty("secretAccessKey");
    expect(caller["resources"]).toEqual([{ accountId: other, type: "AWS::IAM::Role", ARN: RoleArn }]);
  });

  it("of one's own have no shared id", () => {
    const sandbox = createTestSandbox();
    sandbox.ask("iam", "ListUsers");
    expect(lastOf(sandbox).sharedEventID).toBeUndefined();
  });
});

describe("use", () => {
  it("is noted of keys, and of actions also when they are refused", () => {
    const sandbox = createTestSandbox();
    const alice = userOf(sandbox);
    sandbox.ask("sts", "GetCallerIdentity", {}, { as: alice, region: "eu-west-1" });
    const { world } = sandbox;
    const key = alice.kind === "user" ? world.accessKeys.get(alice.accessKeyId) : undefined;
    expect(key?.lastUsed).toEqual({ at: "2026-11-21T20:00:00Z", region: "eu-west-1", service: "sts" });
    sandbox.ask("iam", "DeleteUserPolicy", { UserName: "alice", PolicyName: "all" });
    sandbox.refusal("iam", "ListRoles", {}, { as: alice });
    const uses = [...(world.accounts.get(accountId)?.uses.values() ?? [])];
    expect(uses.map(({ principal, service, action }) => `${principal} ${service}:${action}`)).toContain(
      `arn:aws:iam::${accountId}:user/alice iam:ListRoles`,
    );
  });
});
