import { describe, expect, it } from "vitest";
import type { Caller, Need } from "../call.ts";
import { createTestSandbox, root, type TestSandbox } from "../sandbox.fixture.ts";
import {
  accountId,
  addRole,
  addUser,
  allow,
  assume,
  control,
  decision,
  deny,
  organize,
  otherAccount,
  policy,
  sessionCaller,
  trust,
} from "./authorize.fixture.ts";

const annaArn = `arn:aws:iam::${accountId}:user/anna`;
const getAnna: Need = { action: "iam:GetUser", resource: annaArn };
const no = (what: string): string => `because no ${what} allows the `;

interface Row {
  readonly name: string;
  readonly who: (sandbox: TestSandbox) => Caller;
  readonly need?: Need;
  readonly facts?: { readonly sourceIp?: string; readonly region?: string };
  /** `allowed`, or a part of the message. */
  readonly says: string;
}

const anna =
  (...statements: readonly object[]) =>
  (sandbox: TestSandbox): Caller =>
    addUser(sandbox, "anna", statements.length === 0 ? undefined : policy(...statements));

const bounded =
  (boundary: string, own: string) =>
  (sandbox: TestSandbox): Caller => {
    const { Policy } = sandbox.ask("iam", "CreatePolicy", { PolicyName: "limit", PolicyDocument: boundary });
    const PermissionsBoundary = `arn:aws:iam::${accountId}:policy/limit`;
    expect(Policy).toMatchObject({ Arn: PermissionsBoundary });
    const caller = addUser(sandbox, "anna", own);
    sandbox.ask("iam", "PutUserPermissionsBoundary", { UserName: "anna", PermissionsBoundary });
    return caller;
  };

const inSession =
  (input: object, own: string) =>
  (sandbox: TestSandbox): Caller => {
    const caller = addUser(sandbox, "anna");
    return assume(sandbox, caller, addRole(sandbox, "duty", trust({ AWS: annaArn }), own), { ...input });
  };

const member =
  (control1: Parameters<typeof control>[1], target = "r-root", type = "SERVICE_CONTROL_POLICY" as const) =>
  (sandbox: TestSandbox): Caller => {
    const caller = addUser(sandbox, "otto", policy(allow("*")), otherAccount);
    organize(sandbox, [
      control(type, policy(allow("*")), ["r-root", "ou-root-unit", otherAccount]),
      control(type, control1, [target]),
    ]);
    return caller;
  };
const getOtto: Need = { action: "iam:GetUser", resource: `arn:aws:iam::${otherAccount}:user/otto` };

const rows: readonly Row[] = [
  { name: "nothing is allowed without a policy", who: anna(), says: no("identity-based policy") },
  { name: "an inline policy", who: anna(allow("iam:GetUser")), says: "allowed" },
  { name: "another action", who: anna(allow("iam:ListUsers")), says: no("identity-based policy") },
  {
    name: "a Deny",
    who: anna(allow("*"), deny("iam:Get*")),
    says: "with an explicit deny in an identity-based policy",
  },
  { name: "the root user", who: () => root, says: "allowed" },
  {
    name: "a group's AWS-managed policy",
    who(sandbox) {
      sandbox.ask("iam", "CreateGroup", { GroupName: "Admins" });
      sandbox.ask("iam", "AttachGroupPolicy", {
        GroupName: "Admins",
        PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
      });
      const caller = addUser(sandbox, "anna");
      sandbox.ask("iam", "AddUserToGroup", { GroupName: "admins", UserName: "ANNA" });
      return caller;
    },
    says: "allowed",
  },
  {
    name: "a policy's new default version",
    who(sandbox) {
      sandbox.ask("iam", "CreatePolicy", { PolicyName: "p", PolicyDocument: policy(allow("iam:GetUser")) });
      const PolicyArn = `arn:aws:iam::${accountId}:policy/p`;
      const caller = addUser(sandbox, "anna");
      sandbox.ask("iam", "AttachUserPolicy", { UserName: "anna", PolicyArn });
      expect(decision(sandbox, caller, getAnna)).toBe("allowed");
      sandbox.ask("iam", "CreatePolicyVersion", {
        PolicyArn,
        PolicyDocument: policy(allow("s3:*")),
        SetAsDefault: true,
      });
      return caller;
    },
    says: no("identity-based policy"),
  },
  {
    name: "a user name in the resource",
    who: anna(allow("iam:GetUser", { Resource: `arn:aws:iam::*:user/$\{aws:username}` })),
    says: "allowed",
  },
  { name: "a boundary that allows", who: bounded(policy(allow("iam:*")), policy(allow("*"))), says: "allowed" },
  {
    name: "a boundary that does not",
    who: bounded(policy(allow("s3:*")), policy(allow("*"))),
    says: no("permissions boundary"),
  },
  {
    name: "a boundary alone",
    who: bounded(policy(allow("*")), policy(allow("s3:*"))),
    says: no("identity-based policy"),
  },
  {
    name: "a boundary's Deny",
    who: bounded(policy(allow("*"), deny("iam:*")), policy(allow("*"))),
    says: "with an explicit deny in a permissions boundary",
  },
  { name: "a session without a policy", who: inSession({}, policy(allow("iam:*"))), says: "allowed" },
  {
    name: "a session policy that allows",
    who: inSession({ Policy: policy(allow("iam:*")) }, policy(allow("*"))),
    says: "allowed",
  },
  {
    name: "a session policy that does not",
    who: inSession({ Policy: policy(allow("s3:*")) }, policy(allow("*"))),
    says: no("session policy"),
  },
  {
    name: "a session policy alone",
    who: inSession({ Policy: policy(allow("*")) }, policy(allow("s3:*"))),
    says: no("identity-based policy"),
  },
  {
    name: "a session policy's Deny",
    who: inSession({ Policy: policy(allow("*"), deny("iam:GetUser")) }, policy(allow("*"))),
    says: "with an explicit deny in a session policy",
  },
  {
    name: "a session policy by ARN",
    who: inSession({ PolicyArns: [{ arn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" }] }, policy(allow("*"))),
    says: no("session policy"),
  },
  {
    name: "a federated user with a policy",
    who: (sandbox) => federated(sandbox, policy(allow("iam:*"))),
    says: "allowed",
  },
  { name: "a federated user without a policy", who: (sandbox) => federated(sandbox), says: no("session policy") },
  {
    name: "MFA is asked for and was not there",
    who: anna(allow("iam:*", { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } })),
    says: no("identity-based policy"),
  },
  {
    name: "a Deny without MFA, for long-term keys",
    who: anna(allow("*"), deny("*", { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } })),
    says: "with an explicit deny in an identity-based policy",
  },
  {
    name: "an address from inside",
    who: anna(allow("iam:*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } })),
    says: "allowed",
  },
  {
    name: "an address from outside",
    who: anna(allow("iam:*", { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } })),
    facts: { sourceIp: "198.51.100.7" },
    says: no("identity-based policy"),
  },
  {
    name: "a region that is not allowed, and a call that is global",
    who: anna(allow("*", { Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } } })),
    facts: { region: "eu-central-1" },
    says: "allowed",
  },
  {
    name: "a time that is over",
    who: anna(allow("*", { Condition: { DateLessThan: { "aws:CurrentTime": "2026-11-21T19:59:59Z" } } })),
    says: no("identity-based policy"),
  },
  {
    name: "a tag of the caller",
    who(sandbox) {
      const caller = addUser(
        sandbox,
        "anna",
        policy(allow("*", { Condition: { StringEquals: { "aws:PrincipalTag/Team": "blue" } } })),
      );
      sandbox.ask("iam", "TagUser", { UserName: "anna", Tags: [{ Key: "team", Value: "blue" }] });
      return caller;
    },
    says: "allowed",
  },
  {
    name: "a tag of a session before that of its role",
    who(sandbox) {
      const own = policy(allow("*", { Condition: { StringEquals: { "aws:PrincipalTag/team": "red" } } }));
      const caller = addUser(sandbox, "anna");
      const role = addRole(
        sandbox,
        "duty",
        policy({ Effect: "Allow", Principal: { AWS: annaArn }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
        own,
      );
      sandbox.ask("iam", "TagRole", { RoleName: "duty", Tags: [{ Key: "Team", Value: "blue" }] });
      return assume(sandbox, caller, role, { Tags: [{ Key: "team", Value: "red" }] });
    },
    says: "allowed",
  },
  { name: "an SCP that allows", who: member(policy(allow("iam:*"))), need: getOtto, says: "allowed" },
  {
    name: "an SCP's Deny at the root",
    who: member(policy(deny("iam:*"))),
    need: getOtto,
    says: "with an explicit deny in a service control policy",
  },
  {
    name: "an SCP's Deny at the unit",
    who: member(policy(deny("iam:*")), "ou-root-unit"),
    need: getOtto,
    says: "with an explicit deny in a service control policy",
  },
  {
    name: "a level without an SCP that allows",
    who(sandbox) {
      const caller = addUser(sandbox, "otto", policy(allow("*")), otherAccount);
      organize(sandbox, [control("SERVICE_CONTROL_POLICY", policy(allow("*")), ["r-root", otherAccount])]);
      return caller;
    },
    need: getOtto,
    says: no("service control policy"),
  },
  {
    name: "the root user of a member under an SCP",
    who(sandbox) {
      member(policy(deny("iam:*")))(sandbox);
      return { kind: "root", account: otherAccount, accessKeyId: "x" };
    },
    need: getOtto,
    says: "with an explicit deny in a service control policy",
  },
  {
    name: "the management account is exempt",
    who(sandbox) {
      member(policy(deny("iam:*")))(sandbox);
      return addUser(sandbox, "anna", policy(allow("*")));
    },
    says: "allowed",
  },
  {
    name: "the organization's id",
    who: member(policy(deny("*", { Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-exampleorg" } } }))),
    need: getOtto,
    says: "allowed",
  },
];

function federated(sandbox: TestSandbox, Policy?: string): Caller {
  const caller = addUser(sandbox, "anna", policy(allow("*")));
  return sessionCaller(
    sandbox,
    sandbox.ask("sts", "GetFederationToken", { Name: "guest", ...(Policy && { Policy }) }, { as: caller }),
  );
}

describe("who may do what", () => {
  it.each(rows)("$name: $says", ({ who, need = getAnna, facts, says }) => {
    const sandbox = createTestSandbox();
    const caller = who(sandbox);
    const said = decision(sandbox, caller, need, facts);
    if (says === "allowed") expect(said).toBe("allowed");
    else expect(said).toContain(says);
  });
});
