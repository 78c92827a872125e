import { describe, expect, it } from "vitest";
import type { Caller, Need } from "../call.ts";
import { createTestSandbox, root, type TestSandbox } from "../sandbox.fixture.ts";
import {
  accountId,
  addUser,
  allow,
  control,
  decision,
  deny,
  organize,
  otherAccount,
  policy,
} from "./authorize.fixture.ts";

const annaArn = `arn:aws:iam::${accountId}:user/anna`;
const read: Need = { action: "s3:GetObject", resource: "arn:aws:s3:::papers/a.txt" };
const no = (what: string): string => `because no ${what} allows the `;

interface Row {
  readonly name: string;
  readonly who: (sandbox: TestSandbox) => Caller;
  readonly need?: Need;
  /** `allowed`, or a part of the message. */
  readonly says: string;
}

const toAnna = {
  Effect: "Allow",
  Principal: { AWS: annaArn },
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::papers/*",
};
const bucket = (account: string, ...statements: readonly object[]): Need => ({
  ...read,
  resourcePolicy: { account, ...(statements.length > 0 && { document: policy(...statements) }) },
});
const anyUser =
  (own?: string) =>
  (sandbox: TestSandbox): Caller =>
    addUser(sandbox, "anna", own);
const cloudtrail = (sourceAccount: string): Caller => ({
  kind: "service",
  name: "cloudtrail.amazonaws.com",
  sourceArn: `arn:aws:cloudtrail:us-east-1:${sourceAccount}:trail/t`,
  sourceAccount,
});
const forTrail = {
  Effect: "Allow",
  Principal: { Service: "cloudtrail.amazonaws.com" },
  Action: "s3:GetObject",
  Resource: "arn:aws:s3:::papers/*",
  Condition: { StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:us-east-1:${accountId}:trail/t` } },
};
const overTls = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "arn:aws:s3:::papers/*",
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

const buckets: readonly Row[] = [
  { name: "own account, named by the bucket", who: anyUser(), need: bucket(accountId, toAnna), says: "allowed" },
  {
    name: "own account, by its own policy",
    who: anyUser(policy(allow("s3:*"))),
    need: bucket(accountId),
    says: "allowed",
  },
  { name: "own account, by neither", who: anyUser(), need: bucket(accountId), says: no("identity-based policy") },
  {
    name: "own account, denied by the bucket",
    who: anyUser(policy(allow("*"))),
    need: bucket(accountId, overTls),
    says: "with an explicit deny in a resource-based policy",
  },
  {
    name: "another account, by both",
    who: anyUser(policy(allow("s3:*"))),
    need: bucket(otherAccount, toAnna),
    says: "allowed",
  },
  {
    name: "another account, by the bucket only",
    who: anyUser(),
    need: bucket(otherAccount, toAnna),
    says: "Access Denied",
  },
  {
    name: "another account, by its own policy only",
    who: anyUser(policy(allow("s3:*"))),
    need: bucket(otherAccount),
    says: "Access Denied",
  },
  { name: "root of the account", who: () => root, need: bucket(accountId), says: "allowed" },
  {
    name: "everybody, unsigned",
    who: () => ({ kind: "anonymous" }),
    need: bucket(accountId, { ...toAnna, Principal: "*" }),
    says: "allowed",
  },
  {
    name: "nobody, unsigned",
    who: () => ({ kind: "anonymous" }),
    need: bucket(accountId, toAnna),
    says: "Access Denied",
  },
  {
    name: "a service for the right trail",
    who: () => cloudtrail(accountId),
    need: bucket(accountId, forTrail),
    says: "allowed",
  },
  {
    name: "a service for another trail",
    who: () => cloudtrail(otherAccount),
    need: bucket(accountId, forTrail),
    says: "Access Denied",
  },
  {
    name: "a service comes over TLS",
    who: () => cloudtrail(accountId),
    need: bucket(accountId, forTrail, overTls),
    says: "allowed",
  },
  {
    name: "root can always mend a bucket's policy",
    who: () => root,
    need: { ...bucket(accountId, { ...overTls, Condition: {} }), action: "s3:DeleteBucketPolicy" },
    says: "allowed",
  },
];

describe("buckets", () => {
  it.each(buckets)("$name: $says", ({ who, need = read, says }) => {
    const sandbox = createTestSandbox();
    const caller = who(sandbox);
    const said = decision(sandbox, caller, need);
    if (says === "allowed") expect(said).toBe("allowed");
    else expect(said).toContain(says);
  });

  it("a resource control policy binds who comes from outside", () => {
    const sandbox = createTestSandbox();
    const caller = addUser(sandbox, "anna", policy(allow("*")));
    organize(sandbox, [
      control("RESOURCE_CONTROL_POLICY", policy({ ...deny("s3:*"), Principal: "*" }), [otherAccount]),
    ]);
    expect(decision(sandbox, caller, bucket(otherAccount, toAnna))).toBe(
      `User: ${annaArn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::papers/a.txt" with an explicit deny in a resource control policy`,
    );
    expect(decision(sandbox, caller, bucket(accountId, toAnna))).toBe("allowed");
  });
});
