import { describe, expect, test } from "vitest";
import {
  accountRoot,
  all,
  allow,
  ask,
  type Case,
  deny,
  federated,
  grant,
  nobody,
  nothing,
  otherUser,
  policy,
  reads,
  root,
  service,
  session,
} from "./evaluate.fixture.ts";

describe("IAM User Guide, Policy evaluation logic: boundaries, session policies, organisations", () => {
  test.each<Case>([
    ["a boundary limits", { identity: all, boundary: nothing }, "implicitDeny"],
    ["a boundary gives nothing", { boundary: all }, "implicitDeny"],
    ["both have to allow", { identity: reads, boundary: all }, "allow"],
    ["a Deny of the boundary", { identity: all, boundary: policy(allow(), deny()) }, "explicitDeny"],
    ["a boundary without policies", { identity: all, boundary: [] }, "implicitDeny"],
    ["a session policy limits", { principal: session, identity: all, session: nothing }, "implicitDeny"],
    ["a session policy gives nothing", { principal: session, session: all }, "implicitDeny"],
    [
      "boundary, session and identity policy",
      { principal: session, identity: all, boundary: reads, session: reads },
      "allow",
    ],
    ["a federated user has nothing without a session policy", { principal: federated, identity: all }, "implicitDeny"],
    ["... and with one what both allow", { principal: federated, identity: all, session: reads }, "allow"],
    ["every level has to allow", { identity: all, serviceControl: [all, nothing, all] }, "implicitDeny"],
    ["one policy of a level is enough", { identity: all, serviceControl: [all, [...nothing, ...all]] }, "allow"],
    ["a level without policies allows nothing", { identity: all, serviceControl: [all, []] }, "implicitDeny"],
    [
      "a Deny on any level",
      { identity: all, serviceControl: [all, policy(allow(), deny({ Action: "s3:*" }))] },
      "explicitDeny",
    ],
    ["a service control policy gives nothing", { serviceControl: [all] }, "implicitDeny"],
    [
      "a resource control policy denies",
      { identity: all, resourceControl: [policy(deny({ Principal: "*" }))] },
      "explicitDeny",
    ],
    ["resource control policies always allow besides", { identity: all, resourceControl: [[]] }, "allow"],
    [
      "an endpoint policy limits",
      { identity: all, endpoint: policy(grant("*", { Action: "s3:List*" })) },
      "implicitDeny",
    ],
    ["an endpoint policy that allows", { identity: all, endpoint: policy(grant("*", { Action: "s3:Get*" })) }, "allow"],
    ["an endpoint policy for somebody else", { identity: all, endpoint: policy(grant(otherUser)) }, "implicitDeny"],
    ["the root user has full access", { principal: root }, "allow"],
    ["its policies and boundary mean nothing", { principal: root, identity: policy(deny()), boundary: [] }, "allow"],
    [
      "a service control policy binds it",
      { principal: root, serviceControl: [policy(allow(), deny({ Action: "s3:*" }))] },
      "explicitDeny",
    ],
    ["a bucket policy can deny it", { principal: root, resource: policy(deny({ Principal: "*" })) }, "explicitDeny"],
    ["a service needs the resource's policy", { principal: service("logging.s3"), identity: all }, "implicitDeny"],
    [
      "... which names it",
      { principal: service("logging.s3"), resource: policy(grant({ Service: "logging.s3.amazonaws.com" })) },
      "allow",
    ],
    [
      "... and not another",
      { principal: service("ec2"), resource: policy(grant({ Service: "logging.s3.amazonaws.com" })) },
      "implicitDeny",
    ],
    [
      "service control policies do not bind services",
      { principal: service("ec2"), resource: policy(grant({ Service: "ec2.amazonaws.com" })), serviceControl: [[]] },
      "allow",
    ],
    ["nobody reads a public object", { principal: nobody, resource: policy(grant("*")) }, "allow"],
    ["nobody reads no other", { principal: nobody, resource: policy(grant(accountRoot)) }, "implicitDeny"],
    [
      "GetCallerIdentity needs no permission",
      { action: "sts:GetCallerIdentity", on: "*", identity: policy(deny()) },
      "allow",
    ],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("AWS Organizations User Guide: what does not bind service-linked roles", () => {
  const linked = { ...session, isServiceLinked: true };
  const denied = [policy(allow(), deny())];
  test("service control policies", () => {
    expect(ask({ principal: session, identity: all, serviceControl: denied }).verdict).toBe("explicitDeny");
    expect(ask({ principal: linked, identity: all, serviceControl: denied }).verdict).toBe("allow");
  });
  test("resource control policies", () => {
    const resourceControl = [policy(deny({ Principal: "*" }))];
    expect(ask({ principal: session, identity: all, resourceControl }).verdict).toBe("explicitDeny");
    expect(ask({ principal: linked, identity: all, resourceControl }).verdict).toBe("allow");
  });
});
