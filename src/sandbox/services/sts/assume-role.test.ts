import { describe, expect, it } from "vitest";
import { accountId, addRole, addUser, allow, otherAccount, policy, trust } from "../../authorize/authorize.fixture.ts";
import type { Input } from "../../call.ts";
import { createTestSandbox, root } from "../../sandbox.fixture.ts";

const annaArn = `arn:aws:iam::${accountId}:user/anna`;
const role = `arn:aws:iam::${accountId}:role/duty`;
const foreign = `arn:aws:iam::${otherAccount}:role/duty`;
const mayAssume = policy(allow("sts:*"));
const denied = (arn: string): string =>
  `User: ${annaArn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;

/** Anna's own policy, the role's account and trust policy, what she asks beside the role, and how it ends. */
const rows: readonly (readonly [
  name: string,
  own: string | undefined,
  account: string,
  trust: string,
  input: Input,
  ends: string | true,
])[] = [
  ["named by the trust policy", undefined, accountId, trust({ AWS: annaArn }), {}, true],
  ["by account, and by her own policy", mayAssume, accountId, trust({ AWS: accountId }), {}, true],
  [
    "by account only",
    undefined,
    accountId,
    trust({ AWS: accountId }),
    {},
    `${denied(role)} because no identity-based policy allows the sts:AssumeRole action`,
  ],
  [
    "not trusted",
    mayAssume,
    accountId,
    trust({ AWS: otherAccount }),
    {},
    `${denied(role)} because no role trust policy allows the sts:AssumeRole action`,
  ],
  [
    "a Deny of the trust policy",
    mayAssume,
    accountId,
    policy(
      { Effect: "Allow", Principal: { AWS: annaArn }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" },
    ),
    {},
    `${denied(role)} with an explicit deny in the role trust policy`,
  ],
  ["across accounts, by both", mayAssume, otherAccount, trust({ AWS: accountId }), {}, true],
  [
    "across accounts, named, without her own policy",
    undefined,
    otherAccount,
    trust({ AWS: annaArn }),
    {},
    denied(foreign),
  ],
  ["across accounts, not trusted", mayAssume, otherAccount, trust({ AWS: otherAccount }), {}, denied(foreign)],
  ["the external id", mayAssume, otherAccount, trust({ AWS: accountId }, id("abc")), { ExternalId: "abc" }, true],
  [
    "another external id",
    mayAssume,
    otherAccount,
    trust({ AWS: accountId }, id("abc")),
    { ExternalId: "xyz" },
    denied(foreign),
  ],
  ["no external id", mayAssume, otherAccount, trust({ AWS: accountId }, id("abc")), {}, denied(foreign)],
  [
    "tags without TagSession in the trust policy",
    mayAssume,
    otherAccount,
    trust({ AWS: accountId }),
    { Tags: [{ Key: "a", Value: "b" }] },
    denied(foreign).replace("AssumeRole", "TagSession"),
  ],
  [
    "a source identity that is not trusted",
    mayAssume,
    otherAccount,
    trust({ AWS: accountId }),
    { SourceIdentity: "anna" },
    denied(foreign).replace("AssumeRole", "SetSourceIdentity"),
  ],
  [
    "MFA is asked for",
    undefined,
    accountId,
    trust({ AWS: annaArn }, mfa()),
    {},
    `${denied(role)} because no role trust policy allows the sts:AssumeRole action`,
  ],
  [
    "an hour is the role's limit",
    undefined,
    accountId,
    trust({ AWS: annaArn }),
    { DurationSeconds: 3601 },
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  ],
  [
    "too short",
    undefined,
    accountId,
    trust({ AWS: annaArn }),
    { DurationSeconds: 899 },
    "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
  ],
  [
    "a name with a blank",
    undefined,
    accountId,
    trust({ AWS: annaArn }),
    { RoleSessionName: "a b" },
    "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  ],
  [
    "no name",
    undefined,
    accountId,
    trust({ AWS: annaArn }),
    { RoleSessionName: undefined },
    "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
  ],
  [
    "the same tag twice",
    mayAssume,
    accountId,
    trust({ AWS: annaArn }, tagging()),
    {
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "A", Value: "2" },
      ],
    },
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  ],
  [
    "a transitive tag that is none",
    mayAssume,
    accountId,
    trust({ AWS: annaArn }, tagging()),
    { TransitiveTagKeys: ["x"] },
    "The specified transitive tag key must be included in the requested tags.",
  ],
  [
    "a session policy that is none",
    undefined,
    accountId,
    trust({ AWS: annaArn }),
    { Policy: "{}" },
    "Syntax errors in policy.",
  ],
];

describe("AssumeRole", () => {
  it.each(rows)("%s", (_name, own, account, trusted, input, ends) => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", own);
    const RoleArn = addRole(sandbox, "duty", trusted, undefined, account);
    const asked = { RoleArn, RoleSessionName: "monday", ...input };
    if (ends !== true) return expect(sandbox.refusal("sts", "AssumeRole", asked, { as }).message).toBe(ends);
    expect(sandbox.ask("sts", "AssumeRole", asked, { as })).toMatchObject({
      Credentials: { Expiration: new Date("2026-11-21T21:00:00Z") },
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/duty/monday` },
    });
  });

  it("a role that is not there is refused like one that does not trust", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", mayAssume);
    const refusal = sandbox.refusal("sts", "AssumeRole", { RoleArn: role, RoleSessionName: "monday" }, { as });
    expect(refusal).toEqual({
      shape: "AccessDenied",
      message: `${denied(role)} because no role trust policy allows the sts:AssumeRole action`,
    });
  });

  it("root may not", () => {
    const sandbox = createTestSandbox();
    addRole(sandbox, "duty", trust({ AWS: accountId }));
    expect(sandbox.refusal("sts", "AssumeRole", { RoleArn: role, RoleSessionName: "monday" }, { as: root })).toEqual({
      shape: "AccessDenied",
      message: "Roles may not be assumed by root accounts.",
    });
  });

  it.each([
    ["arn:aws:iam::111122223333:user/anna", "Request ARN is invalid"],
    ["this is no ARN at all", "this is no ARN at all is invalid"],
  ])("%s is no role", (RoleArn, message) => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", mayAssume);
    const refusal = sandbox.refusal("sts", "AssumeRole", { RoleArn, RoleSessionName: "monday" }, { as });
    expect(refusal).toEqual({ shape: "ValidationError", message });
  });
});

function id(value: string): object {
  return { Condition: { StringEquals: { "sts:ExternalId": value } } };
}

function mfa(): object {
  return { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
}

function tagging(): object {
  return { Action: ["sts:AssumeRole", "sts:TagSession"] };
}
