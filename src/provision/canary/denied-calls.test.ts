import { describe, expect, test } from "vitest";
import type { CloudTrailEvent, Json } from "../../model/index.ts";
import { deniedCallsOf } from "./denied-calls.ts";

const role = "arn:aws:iam::111122223333:role/team/app";
const ask = deniedCallsOf({
  principal: role,
  actions: ["s3:GetObject", "sqs:SendMessage", "ec2:RunInstances"],
  since: "2026-11-22T12:00:00Z",
  actionsOf: (event) => (event["eventName"] === "RunInstances" ? ["ec2:RunInstances", "iam:PassRole"] : []),
});

const session = {
  type: "AssumedRole",
  arn: "arn:aws:sts::111122223333:assumed-role/app/i-0EXAMPLE",
  accountId: "111122223333",
  sessionContext: { sessionIssuer: { type: "Role", arn: role, accountId: "111122223333", userName: "app" } },
};

function event(more: { readonly [key: string]: Json }): CloudTrailEvent {
  return {
    eventID: "11111111-0000-4000-8000-000000000001",
    eventTime: "2026-11-22T13:00:00Z",
    eventSource: "s3.amazonaws.com",
    eventName: "GetObject",
    userIdentity: session,
    ...more,
  };
}

const refused = "User: arn:aws:sts::111122223333:assumed-role/app/i-0EXAMPLE is not authorized to perform: ";
const denied = (action: string, why: string): CloudTrailEvent =>
  event({ errorCode: "AccessDenied", errorMessage: `${refused}${action} on resource: arn:aws:s3:::b/k ${why}` });

describe("a denied call of a removed action", () => {
  test.each([
    [
      "by the canary",
      denied("s3:GetObject", "with an explicit deny in an identity-based policy"),
      "s3:GetObject",
      "canary",
    ],
    [
      "after the removal",
      denied("sqs:SendMessage", "because no identity-based policy allows the sqs:SendMessage action"),
      "sqs:SendMessage",
      "removal",
    ],
    [
      "in another case",
      denied("S3:getobject", "with an explicit deny in an identity-based policy"),
      "s3:GetObject",
      "canary",
    ],
    ["without a word of why", denied("s3:GetObject", ""), "s3:GetObject", "unclear"],
    [
      "without a message, by what is known of the call",
      event({ eventName: "RunInstances", errorCode: "Client.UnauthorizedOperation" }),
      "ec2:RunInstances",
      "unclear",
    ],
    [
      "with a code that stands for itself",
      event({ eventName: "RunInstances", errorCode: "AccessDeniedException" }),
      "ec2:RunInstances",
      "unclear",
    ],
    [
      "of a session without its issuer",
      { ...denied("s3:GetObject", ""), userIdentity: { type: "AssumedRole", arn: session.arn } },
      "s3:GetObject",
      "unclear",
    ],
    ["at a time that cannot be read", { ...denied("s3:GetObject", ""), eventTime: "soon" }, "s3:GetObject", "unclear"],
  ])("%s", (_what, from, action, cause) => {
    expect(ask(from)).toMatchObject({ action, cause, eventId: "11111111-0000-4000-8000-000000000001" });
  });
});

describe("no call of ours that is missed", () => {
  const deny = "with an explicit deny in an identity-based policy";
  test.each([
    ["one that succeeded", event({})],
    [
      "one that failed for another reason",
      event({ errorCode: "NoSuchKey", errorMessage: "The specified key does not exist." }),
    ],
    ["one of an action that stays", denied("s3:PutObject", deny)],
    ["one before the canary", { ...denied("s3:GetObject", deny), eventTime: "2026-11-22T11:59:59Z" }],
    [
      "one of another role of the same name in another account",
      {
        ...denied("s3:GetObject", deny),
        userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::444455556666:assumed-role/app/s" },
      },
    ],
    [
      "one of a user of the name of the role",
      { ...denied("s3:GetObject", deny), userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/app" } },
    ],
    [
      "one that a service control policy denied",
      denied("s3:GetObject", "with an explicit deny in a service control policy"),
    ],
    [
      "one that no permissions boundary allows",
      denied("s3:GetObject", "because no permissions boundary allows the s3:GetObject action"),
    ],
    ["an event that is nothing", {}],
    ["an event of wrong types", { errorCode: 1, errorMessage: ["x"], userIdentity: "x", eventTime: {} }],
  ])("%s", (_what, from) => {
    expect(ask(from)).toBeUndefined();
  });
});

describe("of somebody who is disabled", () => {
  const disabled = deniedCallsOf({
    principal: role,
    actions: ["*"],
    since: "2026-11-22T12:00:00Z",
    actionsOf: ({ eventName }) => (eventName === "RunInstances" ? ["ec2:RunInstances", "iam:PassRole"] : []),
  });

  test.each([
    [
      "an action that the event tells",
      denied("kms:Decrypt", "with an explicit deny in an identity-based policy"),
      "kms:Decrypt",
    ],
    [
      "an action that the call needs",
      event({ eventName: "RunInstances", errorCode: "AccessDenied" }),
      "ec2:RunInstances",
    ],
    [
      "a call that nobody knows",
      event({ eventSource: "new.amazonaws.com", eventName: "New", errorCode: "AccessDenied" }),
      "new:New",
    ],
  ])("%s is shown", (_what, found, action) => {
    expect(disabled(found)).toMatchObject({ action });
  });

  test("a denial by another kind of policy, of somebody else or from before is not", () => {
    expect(disabled(denied("kms:Decrypt", "with an explicit deny in a service control policy"))).toBeUndefined();
    expect(disabled(event({ errorCode: "AccessDenied", eventTime: "2026-11-22T11:00:00Z" }))).toBeUndefined();
    expect(disabled(event({}))).toBeUndefined();
  });
});
