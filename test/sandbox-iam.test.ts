import fc from "fast-check";
import { expect, test } from "vitest";
import { savedParsers } from "../src/collect/index.ts";
import type { Identities } from "../src/model/index.ts";
import { AwsError } from "../src/sandbox/aws-error.ts";
import type { Input, Output } from "../src/sandbox/call.ts";
import { createTestSandbox, type TestSandbox } from "../src/sandbox/sandbox.fixture.ts";

const account = "arn:aws:iam::111122223333";
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "*" }],
});
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** What was done, by hand and apart from the sandbox: `user a has policy p`. */
type Facts = Set<string>;
interface Step {
  readonly operation: string;
  readonly input: Input;
  readonly adds?: string;
  readonly removes?: string;
}

const name = fc.constantFrom("a", "b");
const kind = fc.constantFrom("User", "Group", "Role");
const policy = fc.constantFrom(`${account}:policy/p`, `${account}:policy/q`, "arn:aws:iam::aws:policy/IAMFullAccess");
const ownPolicy = fc.constantFrom("p", "q");

const made: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind, name }).map(({ kind, name }) => ({
    operation: `Create${kind}`,
    input: { [`${kind}Name`]: name, ...(kind === "Role" && { AssumeRolePolicyDocument: trust }) },
    adds: `${kind} ${name}`,
  })),
  ownPolicy.map((PolicyName) => ({
    operation: "CreatePolicy",
    input: { PolicyName, PolicyDocument: document },
    adds: `Policy ${PolicyName}`,
  })),
  fc.record({ kind, name, policy }).map(({ kind, name, policy }) => ({
    operation: `Attach${kind}Policy`,
    input: { [`${kind}Name`]: name, PolicyArn: policy },
    adds: `${kind} ${name} has ${policy}`,
  })),
  fc.record({ user: name, group: name }).map(({ user, group }) => ({
    operation: "AddUserToGroup",
    input: { UserName: user, GroupName: group },
    adds: `User ${user} in ${group}`,
  })),
  fc.record({ kind, name }).map(({ kind, name }) => ({
    operation: `Put${kind}Policy`,
    input: { [`${kind}Name`]: name, PolicyName: "own", PolicyDocument: document },
    adds: `${kind} ${name} has own`,
  })),
  fc.record({ kind: fc.constantFrom("User", "Role"), name, policy }).map(({ kind, name, policy }) => ({
    operation: `Put${kind}PermissionsBoundary`,
    input: { [`${kind}Name`]: name, PermissionsBoundary: policy },
  })),
  name.map((UserName) => ({ operation: "CreateAccessKey", input: { UserName } })),
  name.map((UserName) => ({ operation: "CreateLoginProfile", input: { UserName, Password: "Correct-horse-1" } })),
  name.map((InstanceProfileName) => ({ operation: "CreateInstanceProfile", input: { InstanceProfileName } })),
  fc.record({ InstanceProfileName: name, RoleName: name }).map((input) => ({
    operation: "AddRoleToInstanceProfile",
    input,
  })),
  ownPolicy.map((of) => ({
    operation: "CreatePolicyVersion",
    input: { PolicyArn: `${account}:policy/${of}`, PolicyDocument: document },
  })),
);

const unmade: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind, name }).map(({ kind, name }) => ({
      operation: `Delete${kind}`,
      input: { [`${kind}Name`]: name },
      removes: `${kind} ${name}`,
    })),
  },
  ownPolicy.map((of) => ({
    operation: "DeletePolicy",
    input: { PolicyArn: `${account}:policy/${of}` },
    removes: `Policy ${of}`,
  })),
  fc.record({ kind, name, policy }).map(({ kind, name, policy }) => ({
    operation: `Detach${kind}Policy`,
    input: { [`${kind}Name`]: name, PolicyArn: policy },
    removes: `${kind} ${name} has ${policy}`,
  })),
  fc.record({ user: name, group: name }).map(({ user, group }) => ({
    operation: "RemoveUserFromGroup",
    input: { UserName: user, GroupName: group },
    removes: `User ${user} in ${group}`,
  })),
  fc.record({ kind, name }).map(({ kind, name }) => ({
    operation: `Delete${kind}Policy`,
    input: { [`${kind}Name`]: name, PolicyName: "own" },
    removes: `${kind} ${name} has own`,
  })),
);

test("after any calls the details are what was done, counts agree, and everything can be removed as documented", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(made, unmade), { minLength: 20, maxLength: 60 }), (steps) => {
      const sandbox = createTestSandbox();
      const facts: Facts = new Set();
      for (const step of steps) take(sandbox, facts, step);
      const identities = details(sandbox);
      expect([...factsOf(identities)].sort()).toEqual([...facts].sort());
      expect(danglingIn(identities)).toEqual([]);
      expect(wrongCounts(sandbox, identities)).toEqual([]);
      removeAll(sandbox);
      expect(details(sandbox)).toEqual({ users: [], groups: [], roles: [], policies: [] });
    }),
    { numRuns: 80 },
  );
}, 60_000);

/** A refused call changes nothing. */
function take(sandbox: TestSandbox, facts: Facts, { operation, input, adds, removes }: Step): void {
  const before = JSON.stringify(sandbox.ask("iam", "GetAccountAuthorizationDetails"));
  try {
    sandbox.ask("iam", operation, input);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    expect(JSON.stringify(sandbox.ask("iam", "GetAccountAuthorizationDetails"))).toBe(before);
    return;
  }
  if (adds !== undefined) facts.add(adds);
  if (removes !== undefined) facts.delete(removes);
}

/** Page by page, as AWS CLI prints them, through the parser that reads saved answers. */
function details(sandbox: TestSandbox): Identities {
  const pages: Output[] = [];
  let Marker: unknown;
  do {
    const page = sandbox.ask("iam", "GetAccountAuthorizationDetails", {
      MaxItems: 3,
      ...(Marker !== undefined && { Marker }),
    });
    pages.push(page);
    Marker = page["Marker"];
  } while (Marker !== undefined);
  const all = (member: string): readonly unknown[] => pages.flatMap((page) => page[member] as readonly unknown[]);
  const members = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"];
  const text = JSON.stringify(Object.fromEntries(members.map((member) => [member, all(member)])));
  const { value, problems, gaps } = savedParsers["authorization-details"](text, "details.json");
  expect({ problems, gaps }).toEqual({ problems: [], gaps: [] });
  const { users, groups, roles, policies } = value as Identities;
  return { users, groups, roles, policies };
}

function factsOf({ users, groups, roles, policies }: Identities): Facts {
  const facts: Facts = new Set(
    policies.filter(({ arn }) => arn.startsWith(account)).map(({ name }) => `Policy ${name}`),
  );
  const kinds = [
    ["User", users],
    ["Group", groups],
    ["Role", roles],
  ] as const;
  for (const [kind, holders] of kinds) {
    for (const { name, attachedPolicies, inlinePolicies } of holders) {
      facts.add(`${kind} ${name}`);
      for (const { arn } of attachedPolicies) facts.add(`${kind} ${name} has ${arn}`);
      for (const { name: own } of inlinePolicies) facts.add(`${kind} ${name} has ${own}`);
    }
  }
  for (const user of users) for (const group of user.groups) facts.add(`User ${user.name} in ${group}`);
  return facts;
}

function danglingIn({ users, groups, roles, policies }: Identities): readonly string[] {
  const known = new Set([...policies.map(({ arn }) => arn), ...groups.map(({ name }) => name)]);
  const named = [
    ...[...users, ...groups, ...roles].flatMap(({ attachedPolicies }) => attachedPolicies.map(({ arn }) => arn)),
    ...[...users, ...roles].flatMap(({ permissionsBoundary }) => permissionsBoundary ?? []),
    ...users.flatMap((user) => user.groups),
  ];
  return named.filter((one) => !known.has(one));
}

function wrongCounts(sandbox: TestSandbox, { users, groups, roles, policies }: Identities): readonly string[] {
  const summary = sandbox.ask("iam", "GetAccountSummary")["SummaryMap"] as Readonly<Record<string, number>>;
  const own = policies.filter(({ arn }) => arn.startsWith(account));
  const counted = [
    ["Users", users.length],
    ["Groups", groups.length],
    ["Roles", roles.length],
    ["Policies", own.length],
  ] as const;
  return [
    ...counted.filter(([key, count]) => summary[key] !== count).map(([key]) => key),
    ...policies
      .map(({ arn }) => arn)
      .filter((arn) => {
        const { AttachmentCount, PermissionsBoundaryUsageCount } = sandbox.ask("iam", "GetPolicy", { PolicyArn: arn })[
          "Policy"
        ] as Readonly<Record<string, unknown>>;
        const attached = [...users, ...groups, ...roles].filter(({ attachedPolicies }) =>
          attachedPolicies.some((one) => one.arn === arn),
        );
        const bounded = [...users, ...roles].filter(({ permissionsBoundary }) => permissionsBoundary === arn);
        return AttachmentCount !== attached.length || PermissionsBoundaryUsageCount !== bounded.length;
      }),
  ];
}

/** Source: IAM User Guide, "Deleting an IAM user", "Deleting a role", "Deleting a user group" and "Deleting managed policies". */
function removeAll(sandbox: TestSandbox): void {
  const ask: Ask = (operation, input = {}) => sandbox.ask("iam", operation, input);
  for (const { InstanceProfileName, Roles } of listed(ask("ListInstanceProfiles"), "InstanceProfiles")) {
    for (const { RoleName } of listed({ Roles }, "Roles")) {
      ask("RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName });
    }
    ask("DeleteInstanceProfile", { InstanceProfileName });
  }
  for (const { UserName } of listed(ask("ListUsers"), "Users")) {
    const { password } = sandbox.world.accounts.get("111122223333")?.users.get(String(UserName)) ?? {};
    if (password !== undefined) ask("DeleteLoginProfile", { UserName });
    removeCredentialsAndGroups(ask, UserName);
  }
  for (const kind of ["User", "Group", "Role"]) {
    for (const entity of listed(ask(`List${kind}s`), `${kind}s`)) removeHolder(ask, kind, entity[`${kind}Name`]);
  }
  for (const { Arn, DefaultVersionId } of listed(ask("ListPolicies", { Scope: "Local" }), "Policies")) {
    const versions = listed(ask("ListPolicyVersions", { PolicyArn: Arn }), "Versions");
    for (const { VersionId } of versions.filter((version) => version["VersionId"] !== DefaultVersionId)) {
      ask("DeletePolicyVersion", { PolicyArn: Arn, VersionId });
    }
    ask("DeletePolicy", { PolicyArn: Arn });
  }
}

type Ask = (operation: string, input?: Input) => Output;

function listed(output: Output, member: string): readonly Output[] {
  return output[member] as readonly Output[];
}

function removeCredentialsAndGroups(ask: Ask, UserName: unknown): void {
  for (const { AccessKeyId } of listed(ask("ListAccessKeys", { UserName }), "AccessKeyMetadata")) {
    ask("DeleteAccessKey", { UserName, AccessKeyId });
  }
  for (const { GroupName } of listed(ask("ListGroupsForUser", { UserName }), "Groups")) {
    ask("RemoveUserFromGroup", { UserName, GroupName });
  }
}

function removeHolder(ask: Ask, kind: string, name: unknown): void {
  const holder = { [`${kind}Name`]: name };
  for (const PolicyName of ask(`List${kind}Policies`, holder)["PolicyNames"] as readonly string[]) {
    ask(`Delete${kind}Policy`, { ...holder, PolicyName });
  }
  for (const { PolicyArn } of listed(ask(`ListAttached${kind}Policies`, holder), "AttachedPolicies")) {
    ask(`Detach${kind}Policy`, { ...holder, PolicyArn });
  }
  ask(`Delete${kind}`, holder);
}
