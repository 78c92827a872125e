import { describe, expect, it } from "vitest";
import { AwsError } from "../aws-error.ts";
import type { ServiceName } from "../call.ts";
import { createTestSandbox, type TestSandbox } from "../sandbox.fixture.ts";
import { accountId, addRole, addUser, allow, policy, trust } from "./authorize.fixture.ts";
import { resolveCaller, type SigningCredentials } from "./resolve-caller.ts";

const everything = policy(allow("*"));
const role = `arn:aws:iam::${accountId}:role/duty`;

describe("whose credentials they are", () => {
  it("nobody's, a user's, root's", () => {
    const sandbox = createTestSandbox();
    expect(resolveCaller(sandbox.world, undefined, "s3")).toEqual({ kind: "anonymous" });
    const key = keyOf(sandbox, "Anna");
    expect(resolveCaller(sandbox.world, { accessKeyId: key }, "iam")).toEqual({
      kind: "user",
      account: accountId,
      name: "Anna",
      accessKeyId: key,
    });
    sandbox.world.accessKeys.put("AKIAROOT", { ...rootKey, id: "AKIAROOT" });
    expect(resolveCaller(sandbox.world, { accessKeyId: "AKIAROOT" }, "iam")).toEqual({
      kind: "root",
      account: accountId,
      accessKeyId: "AKIAROOT",
    });
  });

  it("a session's, with its token", () => {
    const sandbox = createTestSandbox();
    const credentials = assumed(sandbox);
    expect(resolveCaller(sandbox.world, credentials, "iam")).toMatchObject({
      kind: "session",
      account: accountId,
      session: { arn: `arn:aws:sts::${accountId}:assumed-role/duty/s1`, issuerArn: role },
    });
  });
});

const invalid = ["InvalidClientTokenId", "The security token included in the request is invalid.", 403] as const;
const unknownToS3 = [
  "InvalidAccessKeyId",
  "The AWS Access Key Id you provided does not exist in our records.",
  403,
] as const;

/** What to do before, with which credentials, of which service, and what AWS says. */
const refusals: readonly (readonly [
  name: string,
  make: (sandbox: TestSandbox) => SigningCredentials,
  service: ServiceName,
  says: readonly [code: string, message: string, status: number],
])[] = [
  ["an unknown key", () => ({ accessKeyId: "AKIANOBODY" }), "iam", invalid],
  ["an unknown key, S3", () => ({ accessKeyId: "AKIANOBODY" }), "s3", unknownToS3],
  ["a key called __proto__", () => ({ accessKeyId: "__proto__" }), "iam", invalid],
  [
    "an inactive key",
    (sandbox) => {
      const AccessKeyId = keyOf(sandbox, "anna");
      sandbox.ask("iam", "UpdateAccessKey", { UserName: "anna", AccessKeyId, Status: "Inactive" });
      return { accessKeyId: AccessKeyId };
    },
    "sts",
    invalid,
  ],
  [
    "a long-term key with a token",
    (sandbox) => ({ accessKeyId: keyOf(sandbox, "anna"), sessionToken: "x" }),
    "sts",
    invalid,
  ],
  ["a session without its token", (sandbox) => ({ accessKeyId: assumed(sandbox).accessKeyId }), "sts", invalid],
  ["a session with another token", (sandbox) => ({ ...assumed(sandbox), sessionToken: "x" }), "sts", invalid],
  [
    "a session with another token, S3",
    (sandbox) => ({ ...assumed(sandbox), sessionToken: "x" }),
    "s3",
    ["InvalidToken", "The provided token is malformed or otherwise invalid.", 400],
  ],
  [
    "an expired session",
    (sandbox) => later(sandbox, assumed(sandbox)),
    "sts",
    ["ExpiredToken", "The security token included in the request is expired", 403],
  ],
  [
    "an expired session, S3",
    (sandbox) => later(sandbox, assumed(sandbox)),
    "s3",
    ["ExpiredToken", "The provided token has expired.", 400],
  ],
  [
    "a session of a role that is gone",
    (sandbox) => {
      const credentials = assumed(sandbox);
      sandbox.ask("iam", "DeleteRole", { RoleName: "duty" });
      return credentials;
    },
    "sts",
    invalid,
  ],
  [
    "a session of a role that was made again",
    (sandbox) => {
      const credentials = assumed(sandbox);
      sandbox.ask("iam", "DeleteRole", { RoleName: "duty" });
      addRole(sandbox, "duty", trust({ AWS: accountId }));
      return credentials;
    },
    "sts",
    invalid,
  ],
  ["IAM by GetSessionToken without MFA", (sandbox) => tokens(sandbox, "GetSessionToken", {}), "iam", invalid],
  ["IAM by a federated user", (sandbox) => tokens(sandbox, "GetFederationToken", { Name: "guest" }), "iam", invalid],
];

describe("credentials that are not taken", () => {
  it.each(refusals)("%s", (_name, make, service, says) => {
    const sandbox = createTestSandbox();
    const credentials = make(sandbox);
    try {
      resolveCaller(sandbox.world, credentials, service);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      expect([error.shape, error.message, error.status]).toEqual(says);
      return;
    }
    throw new Error("they were taken");
  });

  it("a renamed user keeps its sessions", () => {
    const sandbox = createTestSandbox();
    const credentials = tokens(sandbox, "GetSessionToken", {});
    sandbox.ask("iam", "UpdateUser", { UserName: "anna", NewUserName: "berta" });
    expect(resolveCaller(sandbox.world, credentials, "s3").kind).toBe("session");
  });
});

const rootKey = {
  secret: "s",
  status: "Active",
  createdAt: "2026-11-21T20:00:00Z",
  changedAt: "2026-11-21T20:00:00Z",
  account: accountId,
} as const;

function keyOf(sandbox: TestSandbox, name: string): string {
  addUser(sandbox, name, everything);
  return Object(sandbox.ask("iam", "CreateAccessKey", { UserName: name })["AccessKey"]).AccessKeyId;
}

function assumed(sandbox: TestSandbox): Required<SigningCredentials> {
  const as = addUser(sandbox, "anna", everything);
  addRole(sandbox, "duty", trust({ AWS: accountId }));
  return credentialsOf(sandbox.ask("sts", "AssumeRole", { RoleArn: role, RoleSessionName: "s1" }, { as }));
}

function tokens(sandbox: TestSandbox, operation: string, input: object): Required<SigningCredentials> {
  return credentialsOf(sandbox.ask("sts", operation, { ...input }, { as: addUser(sandbox, "anna", everything) }));
}

function credentialsOf(output: { readonly [member: string]: unknown }): Required<SigningCredentials> {
  const { AccessKeyId, SessionToken } = Object(output["Credentials"]);
  return { accessKeyId: AccessKeyId, sessionToken: SessionToken };
}

function later(sandbox: TestSandbox, credentials: SigningCredentials): SigningCredentials {
  sandbox.world.clock.advance(3600 * 1000);
  return credentials;
}
