import { describe, expect, test } from "vitest";
import {
  all,
  allow,
  ask,
  type Case,
  deny,
  key,
  nothing,
  policy,
  policyNamed,
  type Question,
  root,
} from "./evaluate.fixture.ts";
import type { AccessDecision } from "./request.ts";

describe("what is not known", () => {
  const office = { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } };
  const open = { options: { complete: false } };
  const unreadable = [policyNamed("policy U", { Version: "2012-10-17", Statement: { Effect: "Perhaps" } })];
  test.each<Case>([
    ["a condition on it leaves an Allow open", { identity: policy(allow({ Condition: office })), ...open }, "unknown"],
    [
      "a condition on it leaves a Deny open",
      { identity: policy(allow(), deny({ Condition: office })), ...open },
      "unknown",
    ],
    [
      "a certain Allow beside an open one",
      { identity: policy(allow(), allow({ Condition: office })), ...open },
      "allow",
    ],
    [
      "a certain Deny beside an open one",
      { identity: policy(deny(), deny({ Condition: office })), ...open },
      "explicitDeny",
    ],
    ["an open Deny where nothing allows", { identity: policy(deny({ Condition: office })), ...open }, "implicitDeny"],
    [
      "an open Allow that the boundary does not have",
      { identity: policy(allow({ Condition: office })), boundary: nothing, ...open },
      "implicitDeny",
    ],
    [
      "a key that may be there",
      { identity: policy(allow({ Condition: office })), options: { unknown: ["AWS:SourceIP"] } },
      "unknown",
    ],
    [
      "a key that is certainly not there",
      { identity: policy(allow({ Condition: office })), options: { complete: false, absent: ["aws:SourceIp"] } },
      "implicitDeny",
    ],
    [
      "an operator that nobody knows",
      { identity: policy(allow({ Condition: { StringSounds: { "aws:x": "y" } } })) },
      "unknown",
    ],
    ["a policy that cannot be read may deny", { identity: [...all, ...unreadable] }, "unknown"],
    ["... and may allow", { identity: unreadable }, "unknown"],
    ["... but changes no Deny", { identity: [...policy(deny()), ...unreadable] }, "explicitDeny"],
    ["... nor what another layer takes", { identity: [...all, ...unreadable], boundary: nothing }, "implicitDeny"],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("explanations", () => {
  test("name the statement that allowed, and the layer", () => {
    const decision = ask({ identity: policy(deny({ Action: "ec2:*" }), allow({ Sid: "Read", Action: "s3:Get*" })) });
    expect(decision).toEqual({
      verdict: "allow",
      decidedBy: "identity",
      because: 'statement "Read" of policy P allows it',
      unknownKeys: [],
      layers: [
        {
          layer: "identity",
          verdict: "allow",
          allows: "yes",
          denies: "no",
          statements: [{ policy: "policy P", statement: "Read", effect: "Allow", applies: "yes" }],
          unknownKeys: [],
        },
      ],
    });
  });

  test.each<readonly [string, Question, Partial<AccessDecision>]>([
    [
      "a Deny of the organisation",
      { identity: all, serviceControl: [policy(deny({ Sid: "NoReads" }))] },
      { decidedBy: "serviceControl", because: 'statement "NoReads" of policy P (service control policy) denies it' },
    ],
    ["nothing that allows", { identity: nothing }, { decidedBy: "identity", because: "no identity policy allows it" }],
    [
      "a boundary",
      { identity: all, boundary: nothing },
      { decidedBy: "boundary", because: "the permissions boundary does not allow it" },
    ],
    [
      "the keys that would settle it",
      {
        identity: policy(
          allow({
            Condition: { Bool: { "aws:SecureTransport": "true" }, StringEquals: { "aws:PrincipalTag/Team": "red" } },
          }),
        ),
        options: { complete: false },
      },
      {
        decidedBy: "identity",
        because: "statement 1 of policy P may allow it: it hangs on aws:principaltag/team, aws:securetransport",
        unknownKeys: ["aws:principaltag/team", "aws:securetransport"],
      },
    ],
    [
      "an operator that is not known",
      { identity: policy(allow(), deny({ Condition: { StringSounds: { "aws:x": "y" } } })) },
      {
        because: "statement 2 of policy P may deny it: the condition operator StringSounds is not known",
        unknownKeys: [],
      },
    ],
    [
      "a key policy that is not given",
      { identity: all, action: "kms:Decrypt", on: key },
      { decidedBy: "resource", because: "the policy of the key is not known" },
    ],
    [
      "a part that cannot be read",
      { identity: [policyNamed("policy U", [])] },
      {
        because: "policy U may deny it: it cannot be read whole (the document is not a JSON object)",
      },
    ],
    ["the root user", { principal: root }, { because: "the root user has full access to its account" }],
  ])("%s", (_, question, expected) => expect(ask(question)).toMatchObject(expected));
});
