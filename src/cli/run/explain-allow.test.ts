import { afterAll, describe, expect, test } from "vitest";
import { account, analyst, details, temporaryFolder } from "../../../test/support/analyst.ts";
import type { Json, JsonObject } from "../../model/index.ts";
import { type Run, trailproof } from "./rightsize.fixture.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const when = (operator: string, key: string, value: string): JsonObject => ({
  Condition: { [operator]: { [key]: value } },
});

function allowing(Action: string, more: JsonObject = {}): Json {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*", ...more }] };
}

async function ask(document: Json, action: string, resource: string, ...more: readonly string[]): Promise<Run> {
  const saved = folder.save("details.json", details(document, { Tags: [{ Key: "Team", Value: "red" }] }));
  const args = ["--principal", analyst, "--action", action, "--resource", resource, "--as-of", "2026-11-21T12:00:00Z"];
  return trailproof("explain", "allow", "--authorization-details", saved, ...args, ...more);
}

async function verdict(...args: Parameters<typeof ask>): Promise<unknown> {
  const { code, stdout, stderr } = await ask(...args, "-o", "json");
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error") as string]);
  return (JSON.parse(stdout) as { verdict: unknown }).verdict;
}

const queue = `arn:aws:sqs:eu-central-1:${account}:q`;

describe("what the inputs tell of the request is known", () => {
  test.each<readonly [string, JsonObject, string]>([
    ["a tag of the user", when("StringEquals", "aws:PrincipalTag/Team", "red"), "allow"],
    ["its key in other letters", when("StringEquals", "aws:principaltag/TEAM", "red"), "allow"],
    ["another value of the tag", when("StringEquals", "aws:PrincipalTag/Team", "blue"), "implicitDeny"],
    ["a tag that the user does not have", when("StringEquals", "aws:PrincipalTag/Other", "red"), "implicitDeny"],
    ["and it is null", when("Null", "aws:PrincipalTag/Other", "true"), "allow"],
    ["the user's id", when("StringLike", "aws:userid", "AIDAANALYST*"), "allow"],
    ["another id", when("StringEquals", "aws:userid", "AIDAOTHER"), "implicitDeny"],
    ["the account of the resource", when("StringEquals", "aws:ResourceAccount", account), "allow"],
    ["another account", when("StringNotEquals", "aws:ResourceAccount", account), "implicitDeny"],
    ["the time", when("DateLessThan", "aws:CurrentTime", "2026-11-21T12:00:01Z"), "allow"],
    ["a time that has come", when("DateLessThan", "aws:CurrentTime", "2026-11-21T12:00:00Z"), "implicitDeny"],
    [
      "the time in seconds",
      when("NumericEquals", "aws:EpochTime", String(Date.parse("2026-11-21T12:00:00Z") / 1000)),
      "allow",
    ],
    ["what is not known stays so", when("StringEquals", "aws:SourceVpc", "vpc-1"), "unknown"],
  ])("%s", async (_name, more, expected) => {
    expect(await verdict(allowing("sqs:*", more), "sqs:SendMessage", queue)).toBe(expected);
  });

  test("a tag in a variable", async () => {
    const own = allowing("sqs:*", { Resource: `arn:aws:sqs:*:${account}:\${aws:PrincipalTag/team}-*` });
    expect(await verdict(own, "sqs:SendMessage", `arn:aws:sqs:eu-central-1:${account}:red-1`)).toBe("allow");
    const absent = allowing("sqs:*", { Resource: `arn:aws:sqs:*:${account}:\${aws:PrincipalTag/none}-*` });
    expect(await verdict(absent, "sqs:SendMessage", queue)).toBe("implicitDeny");
  });

  test("--context stands before the inputs", async () => {
    const tagged = allowing("sqs:*", when("StringEquals", "aws:PrincipalTag/Team", "blue"));
    expect(await verdict(tagged, "sqs:SendMessage", queue, "--context", "aws:PrincipalTag/Team=blue")).toBe("allow");
  });

  test("the account of a resource that names none is not known", async () => {
    const own = allowing("s3:*", when("StringEquals", "aws:ResourceAccount", account));
    expect(await verdict(own, "s3:GetObject", "arn:aws:s3:::bucket/key")).toBe("unknown");
  });
});

test.each([
  ["no ARN", "s3:GetObject", "bucket/key", /is no ARN/],
  ["an ARN of something else", "s3:GetObject", queue, /does not take such a resource: it takes .*object \(arn:/],
  ["a resource where there is none", "s3:ListAllMyBuckets", "arn:aws:s3:::bucket", /takes no resource/],
  ["'*' where one is needed", "s3:GetObject", "*", /is done to a resource \(object/],
])("says that a resource is %s", async (_name, action, resource, said) => {
  const { code, stderr } = await ask(allowing("*"), action, resource);
  expect([code, stderr]).toEqual([0, expect.stringMatching(said)]);
});

test.each([
  ["s3:GetObject", "arn:aws:s3:::bucket/a/b"],
  ["sqs:SendMessage", queue],
  ["s3:ListAllMyBuckets", "*"],
  ["ec2:DescribeInstances", "*"],
  ["iam:GetUser", analyst],
])("says nothing of %s on %s", async (action, resource) => {
  const { stderr } = await ask(allowing("*"), action, resource);
  expect(stderr).toBe("");
});

test.each(["*", `arn:aws:iam::${account}:role/*`])("who may assume %s is for the roles to say", async (resource) => {
  const { stdout } = await ask(allowing("sts:AssumeRole"), "sts:AssumeRole", resource);
  expect(stdout).toMatch(/^UNKNOWN: .*the trust policy of the role/);
});

test.each([
  ["s3*", "such as s3:"],
  ["s3:Get*", "It stands for "],
  ["s3:GetObjekt", "Did you mean 's3:GetObject'?"],
  ["sqss:SendMessage", "Did you mean 'sqs'?"],
  ["GetObject", "Did you mean s3:GetObject"],
  ["", "service:Name"],
  ["nothing:AtAll1", "is no service"],
])("refuses the action '%s' and helps", async (action, hint) => {
  const { code, stderr, stdout } = await ask(allowing("*"), action, "*");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("action");
  expect(`${stderr} ${hintOf(await failure(action))}`).toContain(hint);
});

/** Problems carry their hints beside their messages. */
async function failure(action: string): Promise<unknown> {
  const { knownAction } = await import("../../app/explain/explain-question.ts");
  try {
    return knownAction(action);
  } catch (error) {
    return error;
  }
}

function hintOf(error: unknown): string {
  return typeof error === "object" && error !== null && "hint" in error ? String(error.hint) : "";
}

test("a user who is there twice is named", async () => {
  const [user] = (details(allowing("*")) as { UserDetailList: readonly JsonObject[] }).UserDetailList;
  const other = {
    ...user,
    Arn: `arn:aws:iam::${account}:user/old/analyst`,
    Path: "/old/",
    UserId: "AIDAOLDEXAMPLE00001",
  };
  const changed = { ...user, UserPolicyList: [] };
  const one = folder.save("twice.json", {
    ...(details(allowing("*")) as JsonObject),
    UserDetailList: [user ?? {}, other, changed],
  });
  const { code, stderr } = await trailproof(
    "explain",
    "allow",
    "--authorization-details",
    one,
    "--principal",
    analyst,
    "--action",
    "sqs:SendMessage",
    "--resource",
    queue,
  );
  expect(code).toBe(0);
  expect(stderr).toContain("it is there twice with different content");
  expect(stderr).toContain("user/old/analyst");
});
