import { describe, expect, test } from "vitest";
import {
  account,
  accountRoot,
  all,
  allow,
  ana,
  ask,
  type Case,
  deny,
  grant,
  key,
  otherAccount,
  otherUser,
  policy,
  roleArn,
  root,
  service,
} from "./evaluate.fixture.ts";
import type { NamedPolicy } from "./request.ts";

describe("AWS KMS Developer Guide, Key policies in AWS KMS", () => {
  const decrypt = { action: "kms:Decrypt", on: key };
  test.each<Case>([
    [
      "identity policies alone do not reach a key",
      { ...decrypt, identity: all, resource: policy(grant(otherUser)) },
      "implicitDeny",
    ],
    [
      "the key's policy enables them by naming the account",
      { ...decrypt, identity: all, resource: policy(grant(accountRoot)) },
      "allow",
    ],
    ["enabled, they still have to allow", { ...decrypt, resource: policy(grant(accountRoot)) }, "implicitDeny"],
    ["the key's policy names the user", { ...decrypt, resource: policy(grant({ AWS: ana.arn })) }, "allow"],
    [
      "the root user needs it too",
      { ...decrypt, principal: root, resource: policy(grant({ AWS: ana.arn })) },
      "implicitDeny",
    ],
    [
      "the account stands for the root user",
      { ...decrypt, principal: root, resource: policy(grant(accountRoot)) },
      "allow",
    ],
    ["a key policy that is not known leaves it open", { ...decrypt, identity: all }, "unknown"],
    ["... unless nothing could allow it", { ...decrypt, identity: policy(allow(), deny()) }, "explicitDeny"],
    ["actions without a key need none", { action: "kms:ListKeys", on: "*", identity: all }, "allow"],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("IAM User Guide, role trust policies", () => {
  const assume = { action: "sts:AssumeRole", on: roleArn };
  const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
  const trust = (principal: Parameters<typeof grant>[0], parts = {}): readonly NamedPolicy[] =>
    policy(grant(principal, { Action: "sts:AssumeRole*", ...parts }));
  const github = {
    principal: { kind: "web-identity" as const, arn: provider, account },
    action: "sts:AssumeRoleWithWebIdentity",
    on: roleArn,
    resource: trust(
      { Federated: provider },
      {
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          StringLike: { "token.actions.githubusercontent.com:sub": "repo:example/app:*" },
        },
      },
    ),
  };
  const claims = (sub: string): Readonly<Record<string, string>> => ({
    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
    "token.actions.githubusercontent.com:sub": sub,
  });
  test.each<Case>([
    ["naming the user is enough in the same account", { ...assume, resource: trust({ AWS: ana.arn }) }, "allow"],
    ["naming the account is not", { ...assume, resource: trust(accountRoot) }, "implicitDeny"],
    ["account and identity policy are", { ...assume, identity: all, resource: trust(accountRoot) }, "allow"],
    ["an identity policy alone is not", { ...assume, identity: all, resource: trust(otherUser) }, "implicitDeny"],
    ["a trust policy that is not known leaves it open", { ...assume, identity: all }, "unknown"],
    [
      "between accounts both have to allow",
      { ...assume, on: `arn:aws:iam::${otherAccount}:role/target`, resource: trust({ AWS: ana.arn }) },
      "implicitDeny",
    ],
    [
      "a service is let in by name",
      { ...assume, principal: service("lambda"), resource: trust({ Service: "lambda.amazonaws.com" }) },
      "allow",
    ],
    ["the root user cannot assume roles", { ...assume, principal: root, resource: trust(accountRoot) }, "implicitDeny"],
    ["a workflow of the repository", { ...github, context: claims("repo:example/app:ref:refs/heads/main") }, "allow"],
    ["a workflow of another repository", { ...github, context: claims("repo:example/application:x") }, "implicitDeny"],
    ["a token without an audience", { ...github }, "implicitDeny"],
    [
      "a SAML assertion for the console",
      {
        principal: { kind: "saml", arn: `arn:aws:iam::${account}:saml-provider/corp`, account },
        action: "sts:AssumeRoleWithSAML",
        on: roleArn,
        resource: trust(
          { Federated: `arn:aws:iam::${account}:saml-provider/corp` },
          { Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } } },
        ),
        context: { "saml:aud": "https://signin.aws.amazon.com/saml" },
      },
      "allow",
    ],
    ["iam:PassRole is not a question of trust", { action: "iam:PassRole", on: roleArn, identity: all }, "allow"],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});
