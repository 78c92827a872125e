import { describe, expect, test } from "vitest";
import type { IamUser, Identities, Json } from "../model/index.ts";
import { administratorAccess } from "./administrator.ts";
import { accessOf } from "./effective-access.ts";
import {
  allow,
  arn,
  attached,
  deny,
  forceMfa,
  group,
  identities,
  policy,
  role,
  stored,
  user,
} from "./identities.fixture.ts";
import type { PrincipalAccess } from "./principal-access.ts";

const bucket = "arn:aws:s3:::plans/*";
const administratorPolicy = "arn:aws:iam::aws:policy/AdministratorAccess";

describe("one action on one resource", () => {
  test.each<readonly [question: string, statements: readonly Json[], action: string, on: string, verdict: string]>([
    ["nothing is allowed without an Allow", [], "s3:GetObject", bucket, "denied"],
    ["actions ignore case", [allow("S3:getobject")], "s3:GetObject", bucket, "allowed"],
    ["ARNs do not ignore case", [allow("s3:*", "arn:aws:s3:::Plans/*")], "s3:GetObject", bucket, "denied"],
    ["a question mark is one character", [allow("s3:Get?bject")], "s3:GetObject", bucket, "allowed"],
    ["a Deny wins", [allow("*"), deny("s3:*")], "s3:GetObject", bucket, "denied"],
    [
      "a Deny on something else does not",
      [allow("*"), deny("s3:*", "arn:aws:s3:::other/*")],
      "s3:GetObject",
      bucket,
      "allowed",
    ],
    ["a Deny under a condition does not", [allow("*"), forceMfa], "s3:GetObject", bucket, "allowed"],
    [
      "NotAction allows the rest",
      [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
      "s3:GetObject",
      bucket,
      "allowed",
    ],
    [
      "NotAction leaves out what it names",
      [{ Effect: "Allow", NotAction: "s3:G*", Resource: "*" }],
      "s3:GetObject",
      bucket,
      "denied",
    ],
    [
      "NotResource allows the rest",
      [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::secret/*" }],
      "s3:GetObject",
      bucket,
      "allowed",
    ],
    [
      "NotResource leaves out what it names",
      [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::pl*" }],
      "s3:GetObject",
      bucket,
      "denied",
    ],
    [
      "Deny with NotAction takes the rest",
      [allow("*"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }],
      "ec2:RunInstances",
      "*",
      "denied",
    ],
    [
      "Deny with NotAction spares what it names",
      [allow("*"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }],
      "s3:GetObject",
      bucket,
      "allowed",
    ],
    [
      "Deny with NotResource spares what it names",
      [allow("*"), { Effect: "Deny", Action: "s3:*", NotResource: bucket }],
      "s3:GetObject",
      bucket,
      "allowed",
    ],
    [
      "own name in a resource",
      [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")],
      "iam:CreateAccessKey",
      arn("user/ana"),
      "allowed",
    ],
    [
      "own name is not another's",
      [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")],
      "iam:CreateAccessKey",
      arn("user/boss"),
      "denied",
    ],
    [
      "an escaped star is a star",
      [allow("s3:GetObject", "arn:aws:s3:::plans/${*}")],
      "s3:GetObject",
      "arn:aws:s3:::plans/a",
      "denied",
    ],
    [
      "an unknown variable may be anything",
      [allow("s3:GetObject", "arn:aws:s3:::${aws:PrincipalTag/team}/*")],
      "s3:GetObject",
      bucket,
      "allowed",
    ],
  ])("%s", (_question, statements, action, on, verdict) => {
    expect(accessTo(user("ana", statements)).can(action, on).verdict).toBe(verdict);
  });
});

test("a Statement that is an object, and single texts in place of lists", () => {
  const document = { json: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } } };
  const ana = user("ana", [], { inlinePolicies: [{ name: "own", document }] });
  expect(accessTo(ana).can("s3:PutObject", "*").verdict).toBe("allowed");
});

test("variables are plain text in the older policy language", () => {
  const document = { json: { Statement: allow("s3:*", "arn:aws:s3:::${aws:username}") } };
  const ana = user("ana", [], { inlinePolicies: [{ name: "own", document }] });
  expect(accessTo(ana).can("s3:PutObject", "arn:aws:s3:::ana").verdict).toBe("denied");
});

test("inline, attached and group policies add up, and the answer says which one", () => {
  const plans = policy("plans", [allow("s3:GetObject")]);
  const ana = user("ana", [allow("sqs:SendMessage")], { groups: ["team"], ...attached(plans.arn) });
  const team = group("team", [allow("sns:Publish", "*", { Sid: "Notify" })]);
  const access = accessTo(ana, { policies: [plans], groups: [team] });
  expect(access.can("s3:GetObject", "*").allowedBy).toMatchObject([{ policy: plans.arn, via: "attached" }]);
  expect(access.can("sqs:SendMessage", "*").allowedBy).toMatchObject([{ policy: "own", via: "inline" }]);
  expect(access.can("sns:Publish", "*").because).toBe('statement "Notify" of inline policy own (group team) allows it');
});

test("a conditional Deny is named beside what it limits", () => {
  const answer = accessTo(user("ana", [allow("*"), forceMfa])).can("iam:CreateUser", "*");
  expect(answer.conditionalDenies).toMatchObject([{ statement: "ForceMFA", conditional: true }]);
});

test("an Allow that is only there under a condition says so", () => {
  const condition = { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } };
  expect(accessTo(user("ana", [allow("s3:*", "*", condition)])).can("s3:GetObject", "*")).toMatchObject({
    verdict: "allowed",
    onlyConditionally: true,
  });
});

describe("what is not known", () => {
  const unreadable = { name: "torn", document: { unreadable: "not JSON" } };

  test("a policy without its document leaves open what the others do not allow", () => {
    const access = accessTo(user("ana", [allow("s3:*")], attached("arn:aws:iam::aws:policy/SomethingFullAccess")));
    expect(access.can("s3:GetObject", "*").verdict).toBe("allowed");
    expect(access.can("sqs:SendMessage", "*").verdict).toBe("unknown");
    expect(access.gaps).toHaveLength(1);
  });

  test("an unconditional Deny that is known stands", () => {
    const ana = user("ana", [deny("s3:*")], {
      inlinePolicies: [unreadable, { name: "own", document: stored(deny("s3:*")) }],
    });
    expect(accessTo(ana).can("s3:GetObject", bucket).verdict).toBe("denied");
    expect(accessTo(ana).can("sqs:SendMessage", "*").verdict).toBe("unknown");
  });

  test.each<readonly [string, Json]>([
    ["a Deny with a misspelt element", { Effect: "Deny", Actions: "*", Resource: "*" }],
    ["an effect that is none", { Effect: "deny", Action: "*", Resource: "*" }],
    ["an action that is a number", { Effect: "Deny", Action: 7, Resource: "*" }],
    ["a statement that is text", "Deny"],
    ["a condition that is a list", { Effect: "Deny", Action: "*", Resource: "*", Condition: [] }],
    ["both Action and NotAction", { Effect: "Deny", Action: "*", NotAction: "s3:*", Resource: "*" }],
    ["no resource", { Effect: "Deny", Action: "*" }],
    ["a hostile key", JSON.parse('{"Effect":"Deny","__proto__":{"Action":"*"},"Resource":"*"}')],
  ])("%s makes the principal unknown, never freer", (_name, statement) => {
    const access = accessTo(user("ana", [statement]));
    expect(access.gaps).toHaveLength(1);
    expect(access.can("s3:GetObject", "*").verdict).toBe("unknown");
    expect(administratorAccess(access).verdict).toBe("unknown");
  });

  test("a group that is not in the snapshot", () => {
    expect(accessTo(user("ana", [], { groups: ["ghosts"] })).can("s3:GetObject", "*").verdict).toBe("unknown");
  });

  test("AWS's read-only policies leave reads open and writes denied", () => {
    const access = accessTo(user("ana", [], attached("arn:aws:iam::aws:policy/ReadOnlyAccess")));
    expect(access.can("s3:GetObject", "*").verdict).toBe("unknown");
    expect(access.can("iam:PassRole", "*").verdict).toBe("denied");
    expect(administratorAccess(access).verdict).toBe("denied");
  });
});

describe("a permissions boundary", () => {
  const boundary = policy("cap", [allow("s3:*")]);

  test("caps what the policies allow", () => {
    const access = accessTo(user("ana", [allow("*")], { permissionsBoundary: boundary.arn }), { policies: [boundary] });
    expect(access.can("s3:GetObject", "*").verdict).toBe("allowed");
    expect(access.can("iam:CreateUser", "*")).toMatchObject({
      verdict: "denied",
      because: "the permissions boundary does not allow it",
    });
    expect(administratorAccess(access).verdict).toBe("denied");
  });

  test("gives nothing by itself", () => {
    const access = accessTo(user("ana", [], { permissionsBoundary: boundary.arn }), { policies: [boundary] });
    expect(access.can("s3:GetObject", "*").verdict).toBe("denied");
  });

  test("that was not collected leaves open what the policies allow", () => {
    const access = accessTo(user("ana", [allow("s3:*")], { permissionsBoundary: boundary.arn }));
    expect(access.can("s3:GetObject", "*").verdict).toBe("unknown");
    expect(access.can("iam:CreateUser", "*").verdict).toBe("denied");
  });

  test("does not stop an administrator who may delete it", () => {
    const cap = policy("cap", [allow("*")]);
    const access = accessTo(user("ana", [allow("*")], { permissionsBoundary: cap.arn }), { policies: [cap] });
    expect(administratorAccess(access).verdict).toBe("allowed");
  });
});

describe("an administrator", () => {
  const self = arn("user/ana");

  test.each<readonly [form: string, statements: readonly Json[], verdict: string]>([
    ["Action *", [allow("*")], "allowed"],
    ["Action *:*", [allow("*:*")], "allowed"],
    ["a list of resources that holds *", [allow("*", ["arn:aws:s3:::plans", "*"])], "allowed"],
    ["arn:aws:*:*:*:*", [allow("*", "arn:aws:*:*:*:*")], "allowed"],
    ["iam:*", [allow("iam:*")], "allowed"],
    ["iam:* on the account", [allow("iam:*", "arn:aws:iam::111122223333:*")], "allowed"],
    [
      "NotAction beside another Allow",
      [allow("s3:*"), { Effect: "Allow", NotAction: ["ec2:*"], Resource: "*" }],
      "allowed",
    ],
    ["everything, but without MFA nothing", [allow("*"), forceMfa], "allowed"],
    ["everything but one other user", [allow("*"), deny("iam:*", arn("user/boss"))], "allowed"],
    ["may change its own policies", [allow("iam:PutUserPolicy", self)], "allowed"],
    ["may attach policies to itself", [allow("iam:Attach*", "arn:aws:iam::*:user/${aws:username}")], "allowed"],
    ["NotAction without iam", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], "denied"],
    ["everything less iam", [allow("*"), deny("iam:*")], "denied"],
    ["everything on one bucket", [allow("*", "arn:aws:s3:::plans/*")], "denied"],
    ["may change another user's policies", [allow("iam:PutUserPolicy", arn("user/boss"))], "denied"],
    [
      "may attach one harmless policy",
      [
        allow("iam:AttachUserPolicy", self, {
          Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
        }),
      ],
      "denied",
    ],
    ["reads", [allow(["iam:Get*", "iam:List*"])], "denied"],
  ])("%s", (_form, statements, verdict) => {
    expect(administratorAccess(accessTo(user("ana", statements))).verdict).toBe(verdict);
  });

  test("by AWS's policy, whose document is not in the snapshot", () => {
    expect(administratorAccess(accessTo(user("ana", [], attached(administratorPolicy)))).verdict).toBe("allowed");
    const power = attached("arn:aws:iam::aws:policy/PowerUserAccess");
    expect(administratorAccess(accessTo(user("ana", [], power))).verdict).toBe("denied");
  });

  test("by a new version of a policy that it has", () => {
    const own = policy("team", [allow("iam:CreatePolicyVersion", arn("policy/team"))]);
    expect(administratorAccess(accessTo(user("ana", [], attached(own.arn)), { policies: [own] })).verdict).toBe(
      "allowed",
    );
  });

  test("by a group whose policies it may write", () => {
    const ana = user("ana", [allow("iam:PutGroupPolicy", arn("group/team"))], { groups: ["team"] });
    expect(administratorAccess(accessTo(ana, { groups: [group("team")] })).verdict).toBe("allowed");
  });

  test("a role that may change itself", () => {
    const robot = role("robot", { Service: "ec2.amazonaws.com" }, [allow("iam:PutRolePolicy", arn("role/robot"))]);
    const access = accessOf(identities({ roles: [robot] }))(robot.arn);
    expect(access && administratorAccess(access).verdict).toBe("allowed");
  });
});

function accessTo(subject: IamUser, parts: Partial<Identities> = {}): PrincipalAccess {
  const access = accessOf(identities({ users: [subject], ...parts }))(subject.arn);
  if (access === undefined) throw new Error("the user is there");
  return access;
}
