import { describe, expect, test } from "vitest";
import {
  account,
  accountRoot,
  all,
  ana,
  ask,
  type Case,
  deny,
  federated,
  foreign,
  grant,
  nothing,
  otherAccount,
  otherUser,
  policy,
  root,
  session,
} from "./evaluate.fixture.ts";
import type { NamedPolicy } from "./request.ts";

describe("IAM User Guide, Policy evaluation logic: resource-based policies and implicit denies", () => {
  const userArn = { AWS: ana.arn };
  const ownRole = { AWS: session.roleArn ?? "" };
  const ownSession = { AWS: session.arn };
  test.each<Case>([
    ["the user's ARN is enough", { resource: policy(grant(userArn)) }, "allow"],
    ["a boundary does not limit it", { resource: policy(grant(userArn)), boundary: nothing }, "allow"],
    ["a Deny of the boundary does", { resource: policy(grant(userArn)), boundary: policy(deny()) }, "explicitDeny"],
    ["another user's is not", { resource: policy(grant(otherUser)) }, "implicitDeny"],
    ["the role's ARN is enough", { principal: session, resource: policy(grant(ownRole)) }, "allow"],
    [
      "the role's ARN without its path too",
      { principal: { ...session, roleArn: `arn:aws:iam::${account}:role/deploy` }, resource: policy(grant(ownRole)) },
      "allow",
    ],
    [
      "a boundary limits the role",
      { principal: session, resource: policy(grant(ownRole)), boundary: nothing },
      "implicitDeny",
    ],
    [
      "a session policy limits the role",
      { principal: session, resource: policy(grant(ownRole)), session: nothing },
      "implicitDeny",
    ],
    ["the session's ARN is enough", { principal: session, resource: policy(grant(ownSession)) }, "allow"],
    [
      "a boundary does not limit the session",
      { principal: session, resource: policy(grant(ownSession)), boundary: nothing },
      "allow",
    ],
    [
      "a session policy does not limit the session",
      { principal: session, resource: policy(grant(ownSession)), session: nothing },
      "allow",
    ],
    [
      "a federated user's ARN is enough",
      { principal: federated, resource: policy(grant({ AWS: federated.arn })) },
      "allow",
    ],
    [
      "its user's ARN is limited by the session policy",
      { principal: federated, resource: policy(grant(userArn)), session: nothing },
      "implicitDeny",
    ],
    ["everybody is enough", { resource: policy(grant("*")) }, "allow"],
    [
      "nothing implicit limits everybody",
      { principal: session, resource: policy(grant({ AWS: "*" })), boundary: nothing, session: nothing },
      "allow",
    ],
    ["the account delegates to identity policies", { resource: policy(grant(accountRoot)) }, "implicitDeny"],
    ["the account by its ID does too", { resource: policy(grant({ AWS: account })) }, "implicitDeny"],
    ["names are not patterns", { resource: policy(grant({ AWS: `arn:aws:iam::${account}:user/*` })) }, "implicitDeny"],
    [
      "a Deny for the account denies its users",
      { identity: all, resource: policy(deny({ Principal: accountRoot })) },
      "explicitDeny",
    ],
    [
      "a Deny for the role denies its sessions",
      { principal: session, identity: all, resource: policy(deny({ Principal: ownRole })) },
      "explicitDeny",
    ],
    [
      "a canonical user ID may be the account's",
      { resource: policy(grant({ CanonicalUser: "79a5" })), identity: all, ...foreign },
      "unknown",
    ],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("IAM User Guide, AWS JSON policy elements: NotPrincipal", () => {
  const except = (...AWS: readonly string[]): readonly NamedPolicy[] =>
    policy({ Effect: "Deny", NotPrincipal: { AWS }, Action: "*", Resource: "*" });
  const accountArn = `arn:aws:iam::${account}:root`;
  const roleOfSession = session.roleArn ?? "";
  test.each<Case>([
    ["user and account are spared", { identity: all, resource: except(ana.arn, accountArn) }, "allow"],
    ["the account alone spares no user", { identity: all, resource: except(accountArn) }, "explicitDeny"],
    ["without the account it is open", { identity: all, resource: except(ana.arn) }, "unknown"],
    [
      "session, role and account are spared",
      { principal: session, identity: all, resource: except(session.arn, roleOfSession, accountArn) },
      "allow",
    ],
    [
      "the role without the session is not",
      { principal: session, identity: all, resource: except(roleOfSession, accountArn) },
      "explicitDeny",
    ],
    [
      "the session without the role is not",
      { principal: session, identity: all, resource: except(session.arn, accountArn) },
      "explicitDeny",
    ],
    [
      "others are denied",
      { identity: all, resource: except(`arn:aws:iam::${account}:user/ben`, accountArn) },
      "explicitDeny",
    ],
    [
      "a boundary takes the exception away",
      { identity: all, boundary: all, resource: except(ana.arn, accountArn) },
      "explicitDeny",
    ],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("IAM User Guide, Cross-account policy evaluation logic", () => {
  const both = { identity: all, resource: policy(grant({ AWS: account })), ...foreign };
  test.each<Case>([
    ["both sides allow", both, "allow"],
    ["identity policies alone do not", { identity: all, ...foreign }, "implicitDeny"],
    ["the resource's policy alone does not", { resource: policy(grant({ AWS: ana.arn })), ...foreign }, "implicitDeny"],
    ["everybody is not enough either", { resource: policy(grant("*")), ...foreign }, "implicitDeny"],
    ["a boundary limits", { ...both, boundary: nothing }, "implicitDeny"],
    [
      "the other account's root is somebody else",
      { identity: all, resource: policy(grant({ AWS: otherAccount })), ...foreign },
      "implicitDeny",
    ],
    [
      "the ARN tells the account",
      { identity: all, on: `arn:aws:sqs:eu-west-1:${otherAccount}:q`, action: "sqs:SendMessage" },
      "implicitDeny",
    ],
    ["the root user needs the resource's policy", { principal: root, ...foreign }, "implicitDeny"],
    ["... and nothing else", { principal: root, resource: policy(grant({ AWS: account })), ...foreign }, "allow"],
    [
      "a session's ARN is still limited by its session policy",
      {
        principal: session,
        identity: all,
        session: nothing,
        resource: policy(grant({ AWS: session.arn })),
        ...foreign,
      },
      "implicitDeny",
    ],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});
