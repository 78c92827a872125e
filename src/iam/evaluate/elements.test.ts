import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../model/index.ts";
import { all, allow, ask, type Case, deny, policy, policyNamed, session } from "./evaluate.fixture.ts";
import type { NamedPolicy } from "./request.ts";

describe("IAM User Guide, IAM JSON policy elements: Action, NotAction, Resource, NotResource", () => {
  test.each<Case>([
    ["nothing allows it", {}, "implicitDeny"],
    ["an Allow allows it", { identity: all }, "allow"],
    [
      "a Deny stands above every Allow",
      { identity: policy(allow(), deny({ Action: "s3:GetObject" })) },
      "explicitDeny",
    ],
    ["a Deny in another policy does too", { identity: [...all, ...policy(deny())] }, "explicitDeny"],
    ["actions ignore case", { identity: policy(allow({ Action: "S3:getobject" })), action: "s3:GetObject" }, "allow"],
    [
      "so does the request's action",
      { identity: policy(allow({ Action: "s3:GetObject" })), action: "s3:GETOBJECT" },
      "allow",
    ],
    ["? is one character", { identity: policy(allow({ Action: "s3:?etObject" })) }, "allow"],
    ["? is not none", { identity: policy(allow({ Action: "s3:GetObject?" })) }, "implicitDeny"],
    ["* stands in the middle", { identity: policy(allow({ Action: "s3:*Object" })) }, "allow"],
    ["* of a service is not another's", { identity: policy(allow({ Action: "s3-outposts:*" })) }, "implicitDeny"],
    ["NotAction with Allow allows all others", { identity: policy(allow({ NotAction: "iam:*" })) }, "allow"],
    ["NotAction with Allow leaves its own out", { identity: policy(allow({ NotAction: "s3:*" })) }, "implicitDeny"],
    [
      "NotAction with Deny denies all others",
      { identity: policy(allow(), deny({ NotAction: ["iam:*", "sts:*"] })) },
      "explicitDeny",
    ],
    ["NotAction with Deny spares its own", { identity: policy(allow(), deny({ NotAction: "s3:*" })) }, "allow"],
    ["resources do not ignore case", { identity: policy(allow({ Resource: "arn:aws:s3:::Logs/*" })) }, "implicitDeny"],
    [
      "* runs over slashes",
      { identity: policy(allow({ Resource: "arn:aws:s3:::logs*" })), on: "arn:aws:s3:::logs/a/b" },
      "allow",
    ],
    [
      "* runs over colons",
      {
        identity: policy(allow({ Resource: "arn:aws:lambda:*" })),
        on: "arn:aws:lambda:eu-west-1:111122223333:function:f:1",
      },
      "allow",
    ],
    ["a bucket is not its objects", { identity: policy(allow({ Resource: "arn:aws:s3:::logs" })) }, "implicitDeny"],
    ["NotResource allows elsewhere", { identity: policy(allow({ NotResource: "arn:aws:s3:::data/*" })) }, "allow"],
    [
      "NotResource leaves its own out",
      { identity: policy(allow({ NotResource: "arn:aws:s3:::logs/*" })) },
      "implicitDeny",
    ],
    [
      "NotResource with Deny fences in",
      { identity: policy(allow(), deny({ NotResource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*"] })) },
      "explicitDeny",
    ],
    [
      "an action without resources needs *",
      { identity: policy(allow({ Resource: "arn:aws:s3:::logs" })), on: "*" },
      "implicitDeny",
    ],
    ["an action that nobody knows is matched like any other", { identity: all, action: "newservice:DoThing" }, "allow"],
    ["any of several types of resource", { identity: all, action: "appconfig:GetHostedConfigurationVersion" }, "allow"],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("IAM User Guide, IAM policy elements: Variables and tags", () => {
  const home = policy(allow({ Resource: "arn:aws:s3:::logs/${aws:username}/*" }));
  const old: readonly NamedPolicy[] = [
    policyNamed("old", {
      Version: "2008-10-17",
      Statement: allow({ Resource: "arn:aws:s3:::logs/${aws:username}/*" }),
    }),
  ];
  const team = policy(allow({ Resource: "arn:aws:s3:::logs/${aws:PrincipalTag/team, 'none'}" }));
  test.each<Case>([
    ["${aws:username} is the user's name", { identity: home, on: "arn:aws:s3:::logs/ana/x" }, "allow"],
    ["another's home is not", { identity: home, on: "arn:aws:s3:::logs/ben/x" }, "implicitDeny"],
    [
      "a role session has no user name",
      { identity: home, principal: session, on: "arn:aws:s3:::logs/ana/x" },
      "implicitDeny",
    ],
    [
      "variables of Version 2008-10-17 are plain text",
      { identity: old, on: "arn:aws:s3:::logs/ana/x" },
      "implicitDeny",
    ],
    ["... and match that text", { identity: old, on: "arn:aws:s3:::logs/${aws:username}/x" }, "allow"],
    ["a default stands in", { identity: team, on: "arn:aws:s3:::logs/none" }, "allow"],
    [
      "a default gives way",
      { identity: team, on: "arn:aws:s3:::logs/red", context: { "aws:PrincipalTag/Team": "red" } },
      "allow",
    ],
    [
      "a value's wildcards are plain text",
      { identity: team, on: "arn:aws:s3:::logs/x", context: { "aws:PrincipalTag/team": "*" } },
      "implicitDeny",
    ],
    [
      "${*} is an asterisk",
      { identity: policy(allow({ Resource: "arn:aws:s3:::logs/${*}" })), on: "arn:aws:s3:::logs/*" },
      "allow",
    ],
    [
      "${*} is nothing else",
      { identity: policy(allow({ Resource: "arn:aws:s3:::logs/${*}" })), on: "arn:aws:s3:::logs/a" },
      "implicitDeny",
    ],
    [
      "${?} and ${$} likewise",
      { identity: policy(allow({ Resource: "arn:aws:s3:::logs/${?}${$}" })), on: "arn:aws:s3:::logs/?$" },
      "allow",
    ],
    [
      "a queue of one's own name",
      {
        identity: policy(allow({ Resource: "arn:aws:sqs:eu-west-1:*:${aws:username}-queue" })),
        on: "arn:aws:sqs:eu-west-1:111122223333:ana-queue",
      },
      "allow",
    ],
    [
      "NotResource with a variable that has no value is not defined",
      { identity: policy(allow(), deny({ NotResource: "arn:aws:s3:::logs/${aws:username}/*" })), principal: session },
      "unknown",
    ],
    [
      "a tag compared with a tag",
      {
        identity: policy(
          allow({ Condition: { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } }),
        ),
        context: { "aws:ResourceTag/team": "red", "aws:PrincipalTag/team": "red" },
      },
      "allow",
    ],
    [
      "a tag compared with a tag that is not there",
      {
        identity: policy(
          allow({ Condition: { StringEquals: { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } } }),
        ),
        context: { "aws:ResourceTag/team": "red" },
      },
      "implicitDeny",
    ],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});

describe("IAM User Guide, AWS: Denies access to resources that you don't sign in to with MFA: the four ways to ask", () => {
  const without = (condition: JsonObject): readonly NamedPolicy[] => policy(allow(), deny({ Condition: condition }));
  test.each<Case>([
    [
      "Bool false misses long-term keys",
      { identity: without({ Bool: { "aws:MultiFactorAuthPresent": "false" } }) },
      "allow",
    ],
    [
      "BoolIfExists false does not",
      { identity: without({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }) },
      "explicitDeny",
    ],
    ["Null true does not", { identity: without({ Null: { "aws:MultiFactorAuthPresent": "true" } }) }, "explicitDeny"],
    [
      "Null true lets a session without MFA pass",
      {
        identity: without({ Null: { "aws:MultiFactorAuthPresent": "true" } }),
        context: { "aws:MultiFactorAuthPresent": "false" },
      },
      "allow",
    ],
  ])("%s", (_, question, verdict) => expect(ask(question).verdict).toBe(verdict));
});
