import { describe, expect, it } from "vitest";
import { accountId, addUser, allow, deny, policy } from "../../authorize/authorize.fixture.ts";
import type { Input, Output } from "../../call.ts";
import { createTestSandbox } from "../../sandbox.fixture.ts";
import { statementRanges } from "./statement-ranges.ts";

const annaArn = `arn:aws:iam::${accountId}:user/anna`;
const paper = "arn:aws:s3:::papers/a.txt";
const fromOffice = { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
const address = (value: string): Input => ({
  ContextEntries: [{ ContextKeyName: "aws:sourceip", ContextKeyValues: [value], ContextKeyType: "ip" }],
});

/** Policies, what is asked beside them, and the decision for s3:GetObject on a paper. */
const rows: readonly (readonly [string, readonly string[], Input, string])[] = [
  ["no policy", [], {}, "implicitDeny"],
  ["an Allow", [policy(allow("s3:Get*"))], {}, "allowed"],
  ["another resource", [policy(allow("s3:Get*", { Resource: "arn:aws:s3:::books/*" }))], {}, "implicitDeny"],
  ["a Deny", [policy(allow("*")), policy(deny("s3:*"))], {}, "explicitDeny"],
  ["a condition that holds", [policy(allow("*", fromOffice))], address("192.0.2.9"), "allowed"],
  ["a condition that does not", [policy(allow("*", fromOffice))], address("203.0.113.9"), "implicitDeny"],
  [
    "a boundary that does not allow",
    [policy(allow("*"))],
    { PermissionsBoundaryPolicyInputList: [policy(allow("ec2:*"))] },
    "implicitDeny",
  ],
  [
    "a bucket's policy",
    [],
    {
      ResourcePolicy: policy({ ...allow("s3:*"), Principal: { AWS: annaArn }, Resource: "arn:aws:s3:::papers/*" }),
      CallerArn: annaArn,
    },
    "allowed",
  ],
  [
    "a bucket's Deny",
    [policy(allow("*"))],
    {
      ResourcePolicy: policy({ ...deny("s3:*"), Principal: "*", Resource: "arn:aws:s3:::papers/*" }),
      CallerArn: annaArn,
    },
    "explicitDeny",
  ],
];

describe("SimulateCustomPolicy", () => {
  it.each(rows)("%s", (_name, PolicyInputList, more, says) => {
    const asked = { PolicyInputList, ActionNames: ["s3:GetObject"], ResourceArns: [paper], ...more };
    expect(results(createTestSandbox().ask("iam", "SimulateCustomPolicy", asked))).toMatchObject([
      { EvalActionName: "s3:GetObject", EvalResourceName: paper, EvalDecision: says },
    ]);
  });

  it("names the condition keys that were not given", () => {
    const asked = { PolicyInputList: [policy(allow("*", fromOffice))], ActionNames: ["s3:GetObject"] };
    expect(results(createTestSandbox().ask("iam", "SimulateCustomPolicy", asked))).toMatchObject([
      { EvalDecision: "implicitDeny", MissingContextValues: ["aws:SourceIp"], EvalResourceName: "*" },
    ]);
  });

  it("points at the statement that decided", () => {
    const document =
      '{"Version":"2012-10-17",\n "Statement":[\n  {"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},\n  {"Sid":"B","Effect":"Deny","Action":"s3:Put*","Resource":"*"}]}';
    const ask = (action: string): Output =>
      createTestSandbox().ask("iam", "SimulateCustomPolicy", { PolicyInputList: [document], ActionNames: [action] });
    const from = (Line: number): object => ({
      SourcePolicyId: "PolicyInputList.1",
      SourcePolicyType: "IAM Policy",
      StartPosition: { Line, Column: 3 },
    });
    expect(results(ask("s3:GetObject"))).toMatchObject([{ MatchedStatements: [from(3)] }]);
    expect(results(ask("s3:PutObject"))).toMatchObject([{ MatchedStatements: [from(4)] }]);
  });

  it("refuses what is no policy and no action", () => {
    const sandbox = createTestSandbox();
    const shape = (input: Input): string => sandbox.refusal("iam", "SimulateCustomPolicy", input).shape;
    expect(shape({ PolicyInputList: ["{}"], ActionNames: ["s3:GetObject"] })).toBe("MalformedPolicyDocumentException");
    expect(shape({ PolicyInputList: [policy(allow("*"))], ActionNames: ["nothing"] })).toBe("InvalidInputException");
    expect(shape({ PolicyInputList: [policy(allow("*"))] })).toBe("ValidationError");
  });
});

describe("SimulatePrincipalPolicy", () => {
  it("knows a user's policies, groups and boundary, and agrees with what the user may really do", () => {
    const sandbox = createTestSandbox();
    const as = addUser(sandbox, "anna", policy(allow("iam:List*"), deny("iam:ListRoles")));
    sandbox.ask("iam", "CreateGroup", { GroupName: "Team" });
    sandbox.ask("iam", "PutGroupPolicy", {
      GroupName: "Team",
      PolicyName: "g",
      PolicyDocument: policy(allow("iam:GetAccount*")),
    });
    sandbox.ask("iam", "AddUserToGroup", { GroupName: "Team", UserName: "anna" });
    sandbox.ask("iam", "CreatePolicy", {
      PolicyName: "limit",
      PolicyDocument: policy(allow(["iam:ListUsers", "iam:ListRoles", "iam:GetAccountSummary"])),
    });
    sandbox.ask("iam", "PutUserPermissionsBoundary", {
      UserName: "anna",
      PermissionsBoundary: `arn:aws:iam::${accountId}:policy/limit`,
    });
    const names = ["ListUsers", "ListRoles", "ListGroups", "GetAccountSummary"];
    const said = results(
      sandbox.ask("iam", "SimulatePrincipalPolicy", {
        PolicySourceArn: annaArn,
        ActionNames: names.map((name) => `iam:${name}`),
      }),
    );
    expect(said.map(({ EvalDecision }) => EvalDecision)).toEqual([
      "allowed",
      "explicitDeny",
      "implicitDeny",
      "allowed",
    ]);
    expect(
      said.map(({ PermissionsBoundaryDecisionDetail: detail }) => Object(detail).AllowedByPermissionsBoundary),
    ).toEqual([true, true, false, true]);
    expect(said[3]).toMatchObject({ MatchedStatements: [{ SourcePolicyId: "group_Team_g" }] });
    const really = names.map((name) => isAllowed(() => sandbox.ask("iam", name, {}, { as })));
    expect(really).toEqual([true, false, false, true]);
  });

  it.each([
    [annaArn, "NoSuchEntityException"],
    [`arn:aws:iam::${accountId}:policy/p`, "InvalidInputException"],
  ])("of %s is refused", (PolicySourceArn, shape) => {
    const asked = { PolicySourceArn, ActionNames: ["s3:GetObject"] };
    expect(createTestSandbox().refusal("iam", "SimulatePrincipalPolicy", asked).shape).toBe(shape);
  });
});

describe("where statements stand", () => {
  it.each([
    ['{"Statement":{"Effect":"Allow"}}', [[14, 32]]],
    [
      '{"Statement":[{"a":["}"]},{"b":{"c":"\\"]"}}]}',
      [
        [15, 26],
        [27, 44],
      ],
    ],
    ['{"Statement":[]}', []],
    ['{"Id":"Statement","Statement":[{}]}', [[32, 34]]],
  ])("%s", (document, expected) => {
    expect(statementRanges(document).map(({ start, end }) => [start.Column, end.Column])).toEqual(expected);
  });
});

function results(output: Output): readonly { readonly [member: string]: unknown }[] {
  const { EvaluationResults } = output;
  if (!Array.isArray(EvaluationResults)) throw new Error("no results");
  return EvaluationResults;
}

function isAllowed(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}
