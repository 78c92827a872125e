import { beforeEach, describe, expect, test } from "vitest";
import type { Caller, Input, Output } from "../../call.ts";
import { accountId, createTestSandbox, type TestSandbox } from "../../sandbox.fixture.ts";

let sandbox: TestSandbox;
let member: string;

beforeEach(() => {
  sandbox = createTestSandbox();
  ask("CreateOrganization");
  member = created("Dev", "dev@example.com");
});

function ask(operation: string, input: Input = {}, as?: Caller): Output {
  return sandbox.ask("organizations", operation, input, as && { as });
}

function refusal(operation: string, input: Input = {}, as?: Caller): string {
  return sandbox.refusal("organizations", operation, input, as && { as }).shape;
}

function statusOf(output: Output): { readonly Id: string; readonly State: string; readonly AccountId: string } {
  // As the model has it.
  return output["CreateAccountStatus"] as never;
}

function created(AccountName: string, Email: string): string {
  const { Id, State } = statusOf(ask("CreateAccount", { AccountName, Email }));
  expect(State).toBe("IN_PROGRESS");
  return statusOf(ask("DescribeCreateAccountStatus", { CreateAccountRequestId: Id })).AccountId;
}

function rootId(): string {
  return sandbox.world.organization.get("organization")?.rootId ?? "";
}

function root(account: string): Caller {
  return { kind: "root", account, accessKeyId: "AKIASANDBOXOTHER0000" };
}

function names(output: Output, list: string, member: string): readonly unknown[] {
  return (output[list] as readonly Readonly<Record<string, unknown>>[]).map((item) => item[member]);
}

const denyAll = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "s3:*", Resource: "*" }],
});

describe("an organization", () => {
  test("is told to its members, and to nobody else", () => {
    const expected = {
      Organization: { MasterAccountId: accountId, FeatureSet: "ALL", Id: expect.stringMatching(/^o-[a-z0-9]{10}$/) },
    };
    expect(ask("DescribeOrganization")).toMatchObject(expected);
    expect(ask("DescribeOrganization", {}, root(member))).toMatchObject(expected);
    sandbox.world.addAccount("444455556666");
    expect(refusal("DescribeOrganization", {}, root("444455556666"))).toBe("AWSOrganizationsNotInUseException");
    expect(refusal("ListAccounts", {}, root(member))).toBe("AccessDeniedException");
    expect(refusal("CreateOrganization")).toBe("AlreadyInOrganizationException");
  });

  test("can be left, but not by its management account, and deleted when it is empty", () => {
    expect(refusal("DeleteOrganization")).toBe("OrganizationNotEmptyException");
    expect(refusal("LeaveOrganization")).toBe("MasterCannotLeaveOrganizationException");
    ask("LeaveOrganization", {}, root(member));
    expect(names(ask("ListAccounts"), "Accounts", "Id")).toEqual([accountId]);
    ask("DeleteOrganization");
    expect(refusal("DescribeOrganization")).toBe("AWSOrganizationsNotInUseException");
  });
});

describe("accounts", () => {
  test("are created with a role that lets the management account in", () => {
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
    });
    sandbox.ask("iam", "CreateUser", { UserName: "ann" });
    sandbox.ask("iam", "PutUserPolicy", { UserName: "ann", PolicyName: "p", PolicyDocument });
    const ann: Caller = { kind: "user", account: accountId, name: "ann", accessKeyId: "AKIASANDBOXANN000000" };
    const role = {
      RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`,
      RoleSessionName: "admin",
    };
    const as = sandbox.ask("sts", "AssumeRole", role, { as: ann });
    expect(as).toMatchObject({
      AssumedRoleUser: { Arn: `arn:aws:sts::${member}:assumed-role/OrganizationAccountAccessRole/admin` },
    });
    expect(ask("DescribeAccount", { AccountId: member })).toMatchObject({
      Account: { Name: "Dev", Email: "dev@example.com", Status: "ACTIVE", JoinedMethod: "CREATED" },
    });
  });

  test("have an email each: another account with it is told as a failure", () => {
    const { Id } = statusOf(ask("CreateAccount", { AccountName: "Two", Email: "DEV@example.com" }));
    expect(ask("DescribeCreateAccountStatus", { CreateAccountRequestId: Id })).toMatchObject({
      CreateAccountStatus: { State: "FAILED", FailureReason: "EMAIL_ALREADY_EXISTS" },
    });
  });

  test("are listed in pages", () => {
    const ids = [accountId, member, ...[1, 2, 3].map((number) => created(`A${number}`, `a${number}@example.com`))];
    const found: unknown[] = [];
    let NextToken: unknown;
    do {
      const page = ask("ListAccounts", { MaxResults: 2, ...(NextToken !== undefined && { NextToken }) });
      found.push(...names(page, "Accounts", "Id"));
      NextToken = page["NextToken"];
    } while (NextToken !== undefined);
    expect(found).toEqual(ids);
  });

  test.each<[string, Input, string]>([
    ["DescribeAccount", { AccountId: "999999999999" }, "AccountNotFoundException"],
    ["DescribeAccount", { AccountId: "x" }, "InvalidInputException"],
    [
      "DescribeCreateAccountStatus",
      { CreateAccountRequestId: `car-${"a".repeat(32)}` },
      "CreateAccountStatusNotFoundException",
    ],
    ["ListAccounts", { NextToken: "x" }, "InvalidInputException"],
    ["ListAccounts", { MaxResults: 21 }, "InvalidInputException"],
    ["RemoveAccountFromOrganization", { AccountId: accountId }, "MasterCannotLeaveOrganizationException"],
    ["ListParents", { ChildId: "999999999999" }, "ChildNotFoundException"],
    ["ListChildren", { ParentId: "r-zzzz", ChildType: "ACCOUNT" }, "ParentNotFoundException"],
    ["DescribePolicy", { PolicyId: "p-aaaaaaaa" }, "PolicyNotFoundException"],
    ["ListPolicies", { Filter: "TAG_POLICY" }, "PolicyTypeNotAvailableForOrganizationException"],
    ["ListPolicies", { Filter: "nonsense" }, "InvalidInputException"],
    ["EnablePolicyType", { RootId: "r-zzzz", PolicyType: "SERVICE_CONTROL_POLICY" }, "RootNotFoundException"],
    ["EnableAWSServiceAccess", { ServicePrincipal: "moon" }, "InvalidInputException"],
  ])("%s of %j: %s", (operation, input, shape) => {
    expect(refusal(operation, input)).toBe(shape);
  });
});

describe("units", () => {
  test("hold accounts and units, and are deleted empty", () => {
    const unit = ask("CreateOrganizationalUnit", { ParentId: rootId(), Name: "Dev" })["OrganizationalUnit"] as {
      Id: string;
    };
    expect(unit.Id).toMatch(/^ou-[a-z0-9]{4}-[a-z0-9]{8}$/);
    expect(refusal("CreateOrganizationalUnit", { ParentId: rootId(), Name: "Dev" })).toBe(
      "DuplicateOrganizationalUnitException",
    );
    const move = { AccountId: member, SourceParentId: rootId(), DestinationParentId: unit.Id };
    ask("MoveAccount", move);
    expect(refusal("MoveAccount", move)).toBe("SourceParentNotFoundException");
    expect(ask("ListParents", { ChildId: member })).toEqual({
      Parents: [{ Id: unit.Id, Type: "ORGANIZATIONAL_UNIT" }],
    });
    expect(names(ask("ListAccountsForParent", { ParentId: unit.Id }), "Accounts", "Id")).toEqual([member]);
    expect(ask("ListChildren", { ParentId: rootId(), ChildType: "ORGANIZATIONAL_UNIT" })).toEqual({
      Children: [{ Id: unit.Id, Type: "ORGANIZATIONAL_UNIT" }],
    });
    expect(refusal("DeleteOrganizationalUnit", { OrganizationalUnitId: unit.Id })).toBe(
      "OrganizationalUnitNotEmptyException",
    );
    ask("MoveAccount", { AccountId: member, SourceParentId: unit.Id, DestinationParentId: rootId() });
    ask("DeleteOrganizationalUnit", { OrganizationalUnitId: unit.Id });
  });
});

describe("policies", () => {
  function newPolicy(): string {
    const input = { Name: "no-s3", Description: "", Type: "SERVICE_CONTROL_POLICY", Content: denyAll };
    const { PolicySummary } = ask("CreatePolicy", input)["Policy"] as { PolicySummary: { Id: string } };
    return PolicySummary.Id;
  }

  test("bind members when their type is in use, and never the management account", () => {
    const PolicyId = newPolicy();
    expect(refusal("AttachPolicy", { PolicyId, TargetId: member })).toBe("PolicyTypeNotEnabledException");
    ask("EnablePolicyType", { RootId: rootId(), PolicyType: "SERVICE_CONTROL_POLICY" });
    expect(
      names(ask("ListPoliciesForTarget", { TargetId: member, Filter: "SERVICE_CONTROL_POLICY" }), "Policies", "Id"),
    ).toEqual(["p-FullAWSAccess"]);
    sandbox.ask("s3", "ListBuckets", {}, { as: root(member) });
    ask("AttachPolicy", { PolicyId, TargetId: rootId() });
    expect(sandbox.refusal("s3", "ListBuckets", {}, { as: root(member) }).shape).toBe("AccessDenied");
    sandbox.ask("s3", "ListBuckets", {});
    expect(refusal("AttachPolicy", { PolicyId, TargetId: rootId() })).toBe("DuplicatePolicyAttachmentException");
    expect(refusal("DeletePolicy", { PolicyId })).toBe("PolicyInUseException");
    expect(names(ask("ListTargetsForPolicy", { PolicyId }), "Targets", "Type")).toEqual(["ROOT"]);
    ask("DetachPolicy", { PolicyId, TargetId: rootId() });
    expect(refusal("DetachPolicy", { PolicyId, TargetId: rootId() })).toBe("PolicyNotAttachedException");
    expect(refusal("DetachPolicy", { PolicyId: "p-FullAWSAccess", TargetId: rootId() })).toBe(
      "ConstraintViolationException",
    );
    ask("DeletePolicy", { PolicyId });
    ask("DisablePolicyType", { RootId: rootId(), PolicyType: "SERVICE_CONTROL_POLICY" });
    expect(ask("ListTargetsForPolicy", { PolicyId: "p-FullAWSAccess" })).toEqual({ Targets: [] });
  });

  test("AWS's own are there from the beginning and cannot be changed", () => {
    expect(ask("DescribePolicy", { PolicyId: "p-FullAWSAccess" })).toMatchObject({
      Policy: {
        PolicySummary: {
          Arn: "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
          AwsManaged: true,
        },
      },
    });
    expect(refusal("UpdatePolicy", { PolicyId: "p-FullAWSAccess", Name: "x" })).toBe("InvalidInputException");
  });

  test("names are used once, and a changed policy is told as changed", () => {
    const PolicyId = newPolicy();
    expect(
      refusal("CreatePolicy", { Name: "no-s3", Description: "", Type: "SERVICE_CONTROL_POLICY", Content: denyAll }),
    ).toBe("DuplicatePolicyException");
    ask("UpdatePolicy", { PolicyId, Name: "other", Description: "words" });
    expect(ask("DescribePolicy", { PolicyId })).toMatchObject({
      Policy: { PolicySummary: { Name: "other", Description: "words" }, Content: denyAll },
    });
  });

  test.each<[string, string, object | string]>([
    ["SERVICE_CONTROL_POLICY", "no JSON", "nonsense"],
    ["SERVICE_CONTROL_POLICY", "no statement", { Version: "2012-10-17" }],
    [
      "SERVICE_CONTROL_POLICY",
      "a principal",
      { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }] },
    ],
    ["SERVICE_CONTROL_POLICY", "no resource", { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*" }] }],
    [
      "RESOURCE_CONTROL_POLICY",
      "an Allow",
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }] },
    ],
    [
      "RESOURCE_CONTROL_POLICY",
      "a service that does not take part",
      { Version: "2012-10-17", Statement: [{ Effect: "Deny", Principal: "*", Action: "iam:*", Resource: "*" }] },
    ],
  ])("a %s with %s is malformed", (Type, _, document) => {
    const Content = typeof document === "string" ? document : JSON.stringify(document);
    expect(refusal("CreatePolicy", { Name: "n", Description: "", Type, Content })).toBe(
      "MalformedPolicyDocumentException",
    );
  });
});

describe("trusted access", () => {
  const ServicePrincipal = "cloudtrail.amazonaws.com";

  test("comes before a delegated administrator, who may then read", () => {
    expect(refusal("RegisterDelegatedAdministrator", { AccountId: member, ServicePrincipal })).toBe(
      "ConstraintViolationException",
    );
    ask("EnableAWSServiceAccess", { ServicePrincipal });
    expect(names(ask("ListAWSServiceAccessForOrganization"), "EnabledServicePrincipals", "ServicePrincipal")).toEqual([
      ServicePrincipal,
    ]);
    ask("RegisterDelegatedAdministrator", { AccountId: member, ServicePrincipal });
    expect(refusal("RegisterDelegatedAdministrator", { AccountId: member, ServicePrincipal })).toBe(
      "AccountAlreadyRegisteredException",
    );
    expect(names(ask("ListDelegatedAdministrators", { ServicePrincipal }), "DelegatedAdministrators", "Id")).toEqual([
      member,
    ]);
    expect(names(ask("ListAccounts", {}, root(member)), "Accounts", "Id")).toHaveLength(2);
    expect(refusal("RemoveAccountFromOrganization", { AccountId: member })).toBe("ConstraintViolationException");
    ask("DeregisterDelegatedAdministrator", { AccountId: member, ServicePrincipal });
    expect(refusal("ListDelegatedServicesForAccount", { AccountId: member })).toBe("AccountNotRegisteredException");
    ask("DisableAWSServiceAccess", { ServicePrincipal });
    expect(ask("ListAWSServiceAccessForOrganization")).toEqual({ EnabledServicePrincipals: [] });
  });
});

test("tags are put on, told and taken off", () => {
  ask("TagResource", {
    ResourceId: member,
    Tags: [
      { Key: "team", Value: "a" },
      { Key: "env", Value: "x" },
    ],
  });
  ask("UntagResource", { ResourceId: member, TagKeys: ["env"] });
  expect(ask("ListTagsForResource", { ResourceId: member })).toEqual({ Tags: [{ Key: "team", Value: "a" }] });
  expect(refusal("ListTagsForResource", { ResourceId: "999999999999" })).toBe("TargetNotFoundException");
});
