import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import { type DecisionRequest, explainDecision } from "./explain-decision.ts";

const folder = mkdtempSync(join(tmpdir(), "trailproof-decision-"));
afterAll(() => rmSync(folder, { recursive: true }));

const account = "111122223333";
const user = `arn:aws:iam::${account}:user/dev`;
const gap = `arn:aws:iam::${account}:user/gap`;
const lost = `arn:aws:iam::${account}:user/lost`;
const role = `arn:aws:iam::${account}:role/reader`;
const boundary = `arn:aws:iam::${account}:policy/limit`;

const allow = (Action: string, more: object = {}): object => ({ Effect: "Allow", Action, Resource: "*", ...more });
const deny = (Action: string): object => ({ ...allow(Action), Effect: "Deny" });
const document = (...Statement: readonly object[]): object => ({ Version: "2012-10-17", Statement });

const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

const details = file("details.json", {
  UserDetailList: [
    {
      UserName: "dev",
      UserId: "AIDAEXAMPLE",
      Path: "/",
      Arn: user,
      GroupList: ["all"],
      UserPolicyList: [
        {
          PolicyName: "own",
          PolicyDocument: document(allow("s3:*"), allow("sqs:*", { Condition: mfa }), allow("sns:*")),
        },
      ],
      AttachedManagedPolicies: [],
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary },
    },
    {
      UserName: "lost",
      UserId: "AIDAEXAMPLE3",
      Path: "/",
      Arn: lost,
      GroupList: ["gone"],
      UserPolicyList: [],
      AttachedManagedPolicies: [],
    },
    {
      UserName: "gap",
      UserId: "AIDAEXAMPLE2",
      Path: "/",
      Arn: gap,
      GroupList: [],
      UserPolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: "missing", PolicyArn: `arn:aws:iam::${account}:policy/missing` }],
    },
  ],
  GroupDetailList: [
    {
      GroupName: "all",
      GroupId: "AGPAEXAMPLE",
      Path: "/",
      Arn: `arn:aws:iam::${account}:group/all`,
      GroupPolicyList: [{ PolicyName: "never", PolicyDocument: document(deny("s3:DeleteBucket")) }],
      AttachedManagedPolicies: [],
    },
  ],
  RoleDetailList: [
    {
      RoleName: "reader",
      RoleId: "AROAEXAMPLE",
      Path: "/",
      Arn: role,
      AssumeRolePolicyDocument: document({ Effect: "Allow", Principal: { AWS: user }, Action: "sts:AssumeRole" }),
      InstanceProfileList: [],
      RolePolicyList: [{ PolicyName: "read", PolicyDocument: document(allow("s3:GetObject")) }],
      AttachedManagedPolicies: [],
    },
  ],
  Policies: [
    {
      PolicyName: "limit",
      PolicyId: "ANPAEXAMPLE",
      Arn: boundary,
      Path: "/",
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
      PolicyVersionList: [
        {
          VersionId: "v1",
          IsDefaultVersion: true,
          Document: document(allow("s3:*"), allow("sqs:*"), allow("sts:*")),
        },
      ],
    },
  ],
});

const asked: DecisionRequest = {
  authorizationDetails: [details],
  principal: user,
  action: "s3:GetObject",
  resource: "arn:aws:s3:::bucket/key",
  context: {},
  now: new Date("2026-11-22T00:00:00Z"),
};

describe("a decision is explained by the statement that makes it", () => {
  test.each<readonly [string, Partial<DecisionRequest>, string, string]>([
    ["an inline policy allows", {}, "allow", "statement 1 of inline policy own of dev allows it"],
    ["a group denies", { action: "s3:DeleteBucket" }, "explicitDeny", "inline policy never of all denies it"],
    ["a policy that was not given may allow or deny", { principal: gap }, "unknown", "missing"],
    ["the boundary allows less", { action: "sns:Publish" }, "implicitDeny", "boundary does not allow it"],
    ["a condition key is not known", { action: "sqs:SendMessage" }, "unknown", "aws:multifactorauthpresent"],
    ["a role's session", { principal: role }, "allow", "inline policy read of reader allows it"],
    [
      "the trust policy lets its user in",
      { action: "sts:AssumeRole", resource: role },
      "allow",
      "trust policy of reader",
    ],
    [
      "a level of the organisation denies",
      { principal: role, serviceControl: [file("scp.json", [document(allow("*")), document(deny("s3:Get*"))])] },
      "explicitDeny",
      "scp.json (2) (service control policy) denies it",
    ],
    [
      "a session policy allows less",
      { principal: role, sessionPolicy: file("session.json", document(allow("ec2:*"))) },
      "implicitDeny",
      "no session policy allows it",
    ],
    [
      "another account's bucket needs its policy",
      {
        principal: role,
        resource: "arn:aws:sqs:eu-central-1:444455556666:q",
        resourcePolicy: file("q.json", document()),
      },
      "implicitDeny",
      "the policy of the resource does not allow it",
    ],
  ])("%s", async (_name, change, verdict, because) => {
    const { decision } = await explainDecision({ ...asked, ...change });
    expect({ verdict: decision.verdict, text: `${decision.because} ${decision.unknownKeys}` }).toEqual({
      verdict,
      text: expect.stringContaining(because) as string,
    });
  });
});

test("says what it did not look at", async () => {
  const all = await explainDecision({ ...asked, principal: role });
  expect(all.notGiven).toHaveLength(3);
  const foreign = await explainDecision({ ...asked, resource: "arn:aws:sqs:eu-central-1:444455556666:q" });
  expect(foreign.notGiven).toContain("the policy of the resource (--resource-policy)");
});

test.each<readonly [string, Partial<DecisionRequest>, string]>([
  ["nobody of that name", { principal: `${user}x` }, "There is no user or role"],
  ["a policy that is no JSON", { resourcePolicy: file("broken.json", "{") }, "This is not JSON"],
  ["no such file", { authorizationDetails: [join(folder, "absent")] }, "cannot be read"],
])("refuses %s", async (_name, change, message) => {
  await expect(explainDecision({ ...asked, ...change })).rejects.toThrow(message);
});

function file(name: string, content: Json | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("what is not known is not denied", () => {
  const queue = "arn:aws:sqs:eu-central-1:444455556666:q";

  test("the policy of another account's resource", async () => {
    const { decision } = await explainDecision({ ...asked, principal: role, action: "s3:GetObject", resource: queue });
    expect(decision.verdict).toBe("unknown");
  });

  test("a group that is not in the file", async () => {
    const { decision } = await explainDecision({ ...asked, principal: lost, action: "sns:Publish" });
    expect(decision).toMatchObject({ verdict: "unknown", because: expect.stringContaining("group gone") as string });
  });

  test("a session that the resource names", async () => {
    const session = `arn:aws:sts::${account}:assumed-role/reader/one`;
    const policy = document({ ...allow("s3:PutObject"), Principal: { AWS: session } });
    const request = { ...asked, principal: role, action: "s3:PutObject", resourcePolicy: file("bucket.json", policy) };
    await expect(explainDecision(request)).rejects.toThrow("names sessions of the role");
  });
});

test("a grant to the role itself is limited by a session policy", async () => {
  const policy = document({ ...allow("s3:PutObject"), Principal: { AWS: role } });
  const { decision } = await explainDecision({
    ...asked,
    principal: role,
    action: "s3:PutObject",
    resourcePolicy: file("grant.json", policy),
    sessionPolicy: file("narrow.json", document(allow("ec2:*"))),
  });
  expect(decision.verdict).toBe("implicitDeny");
});
