import { describe, expect, test } from "vitest";
import type { Json } from "../../model/index.ts";
import { parseAuthorizationDetails } from "./authorization-details.ts";
import type { Parsed } from "./reading.ts";

const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] };
const trust = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
};

/** The shape that the IAM API Reference documents, as AWS CLI 2 prints it. */
const answer = {
  UserDetailList: [
    {
      Path: "/team/",
      UserName: "ana",
      UserId: "AIDAEXAMPLEANA",
      Arn: "arn:aws:iam::111122223333:user/team/ana",
      CreateDate: "2020-01-02T03:04:05+00:00",
      UserPolicyList: [{ PolicyName: "inline", PolicyDocument: document }],
      GroupList: ["developers"],
      AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
      PermissionsBoundary: {
        PermissionsBoundaryType: "Policy",
        PermissionsBoundaryArn: "arn:aws:iam::111122223333:policy/boundary",
      },
      Tags: [{ Key: "__proto__", Value: "polluted" }],
    },
  ],
  GroupDetailList: [
    {
      Path: "/",
      GroupName: "developers",
      GroupId: "AGPAEXAMPLE",
      Arn: "arn:aws:iam::111122223333:group/developers",
      CreateDate: 1577934245,
      GroupPolicyList: [],
      AttachedManagedPolicies: [],
    },
  ],
  RoleDetailList: [
    role("used", { LastUsedDate: "2025-11-01T00:00:00+00:00", Region: "us-east-1" }),
    role("unused", {}),
    role("untold", undefined),
  ],
  Policies: [
    {
      PolicyName: "boundary",
      PolicyId: "ANPAEXAMPLE",
      Arn: "arn:aws:iam::111122223333:policy/boundary",
      Path: "/",
      DefaultVersionId: "v2",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
      IsAttachable: true,
      CreateDate: "2020-01-02T03:04:05+00:00",
      UpdateDate: "2020-01-02T03:04:05+00:00",
      PolicyVersionList: [
        { Document: document, VersionId: "v2", IsDefaultVersion: true, CreateDate: "2020-01-03T00:00:00+00:00" },
        { Document: trust, VersionId: "v1", IsDefaultVersion: false, CreateDate: "2020-01-02T00:00:00+00:00" },
      ],
    },
  ],
};

describe("values", () => {
  const { value, problems, gaps } = parse(answer);

  test("an answer as documented has no problem and no gap", () => {
    expect([problems, gaps, value?.isTruncated, value?.missingLists]).toEqual([[], [], false, []]);
  });

  test("a user", () => {
    expect(value?.users[0]).toEqual({
      name: "ana",
      arn: "arn:aws:iam::111122223333:user/team/ana",
      id: "AIDAEXAMPLEANA",
      path: "/team/",
      createdAt: "2020-01-02T03:04:05Z",
      inlinePolicies: [{ name: "inline", document: { json: document } }],
      attachedPolicies: [{ name: "ReadOnlyAccess", arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
      groups: ["developers"],
      permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary",
      tags: Object.fromEntries([["__proto__", "polluted"]]),
    });
    expect(Object.getPrototypeOf(value?.users[0]?.tags)).toBe(Object.prototype);
  });

  test("a group, with a date in epoch seconds", () => {
    expect(value?.groups[0]).toMatchObject({
      name: "developers",
      id: "AGPAEXAMPLE",
      createdAt: "2020-01-02T03:04:05Z",
    });
  });

  test("RoleLastUsed: a date, an empty object and its absence say three things", () => {
    expect(value?.roles.map(({ lastUsed }) => lastUsed)).toEqual([
      { at: "2025-11-01T00:00:00Z", region: "us-east-1" },
      "never",
      undefined,
    ]);
  });

  test("a role's trust policy and instance profiles", () => {
    expect(value?.roles[0]).toMatchObject({ trustPolicy: { json: trust }, instanceProfiles: ["used-profile"] });
  });

  test("the document in force is that of the default version", () => {
    expect(value?.policies[0]).toMatchObject({
      attachmentCount: 0,
      boundaryCount: 1,
      defaultVersion: "v2",
      document: { json: document },
      versions: [
        { id: "v2", isDefault: true, createdAt: "2020-01-03T00:00:00Z" },
        { id: "v1", isDefault: false, document: { json: trust } },
      ],
    });
  });
});

test.each<[string, Json, object]>([
  ["an object", document, { json: document }],
  ["percent-encoded JSON, as the API answers", encodeURIComponent(JSON.stringify(document)), { json: document }],
  ["JSON text", JSON.stringify(document), { json: document }],
  ["JSON text with a percent sign", '{"Statement":"100%25 of it"}', { json: { Statement: "100%25 of it" } }],
  ["a list", [document], { unreadable: "the document is not an object" }],
  ["JSON text of a number", "1", { unreadable: "the document is not an object" }],
  ["text that is no JSON", "%7B%22", { unreadable: "the document is not JSON" }],
  ["a stray percent sign", "%zz", { unreadable: "the document is not JSON" }],
])("a document that is %s", (_name, stored, expected) => {
  const { value, problems } = parse({
    UserDetailList: [user({ UserPolicyList: [{ PolicyName: "p", PolicyDocument: stored }] })],
  });
  expect(value?.users[0]?.inlinePolicies[0]?.document).toEqual(expected);
  expect(problems.map(({ message }) => message)).toEqual(
    "unreadable" in expected ? [expect.stringMatching(/"p" of arn:aws:iam::111122223333:user\/u/)] : [],
  );
});

test("a document nested a thousand levels deep is unreadable, not a crash", () => {
  const nested = JSON.parse(`${'{"a":'.repeat(1000)}1${"}".repeat(1000)}`) as Json;
  const { value } = parse({
    UserDetailList: [user({ UserPolicyList: [{ PolicyName: "p", PolicyDocument: nested }] })],
  });
  expect(value?.users[0]?.inlinePolicies[0]?.document).toHaveProperty("unreadable");
});

describe("what cannot be read leaves the principal's permissions unknown, not smaller or larger", () => {
  test.each<[string, { [key: string]: Json }, object]>([
    [
      "inline policies that are no list",
      { UserPolicyList: "none" },
      { inlinePolicies: [{ document: { unreadable: "the entry is not an object" } }] },
    ],
    [
      "an inline policy without a document",
      { UserPolicyList: [{ PolicyName: "p" }] },
      { inlinePolicies: [{ document: { unreadable: "the document is missing" } }] },
    ],
    [
      "an attachment without ARN",
      { AttachedManagedPolicies: [{ PolicyName: "p" }] },
      { attachedPolicies: [{ arn: "(unreadable)" }] },
    ],
    ["a group that is no name", { GroupList: [7] }, { groups: ["(unreadable)"] }],
    ["a boundary without ARN", { PermissionsBoundary: {} }, { permissionsBoundary: "(unreadable)" }],
  ])("%s", (_name, change, expected) => {
    const { value, problems, gaps } = parse({ UserDetailList: [user(change)] });
    expect(value?.users[0]).toMatchObject(expected);
    expect(problems.length).toBeGreaterThan(0);
    expect(gaps).toHaveLength(problems.length);
  });

  test("a role whose last use is no date is not one that was never used", () => {
    const { value, problems } = parse({ RoleDetailList: [role("r", { LastUsedDate: "soon" })] });
    expect(value?.roles[0]).not.toHaveProperty("lastUsed");
    expect(problems).toHaveLength(1);
  });

  test("a policy whose default version is not there has an unreadable document", () => {
    const { value } = parse({
      Policies: [
        {
          Arn: "arn:aws:iam::111122223333:policy/p",
          DefaultVersionId: "v3",
          PolicyVersionList: [{ VersionId: "v1", Document: document }],
        },
      ],
    });
    expect(value?.policies[0]?.document).toHaveProperty("unreadable");
  });
});

test("entries that are not objects, have no ARN or another service's are problems; the others are kept", () => {
  const { value, problems, gaps } = parse({
    UserDetailList: [null, 7, {}, { Arn: 5 }, { Arn: "arn:aws:s3:::bucket" }, user({}), "text"],
  });
  expect(value?.users.map(({ name }) => name)).toEqual(["u"]);
  expect([problems.length, gaps.length]).toEqual([6, 6]);
  expect(problems[0]?.message).toBe("UserDetailList[0] is null, not an object.");
});

test("an entry of another account is left out and said; AWS's own policies belong to all", () => {
  const { value, problems } = parse({
    UserDetailList: [user({})],
    Policies: [
      {
        Arn: "arn:aws:iam::aws:policy/A",
        DefaultVersionId: "v1",
        PolicyVersionList: [{ VersionId: "v1", Document: document }],
      },
    ],
    GroupDetailList: [{ Arn: "arn:aws:iam::444455556666:group/g" }],
  });
  expect([value?.policies.length, value?.groups.length]).toEqual([1, 0]);
  expect(problems.map(({ code }) => code)).toEqual(["input.conflict"]);
});

test.each<[string, { [key: string]: Json }, boolean]>([
  ["IsTruncated of the API", { IsTruncated: true, Marker: "AAAA" }, true],
  ["NextToken of AWS CLI with --max-items", { NextToken: "eyJ" }, true],
  ["the last page", { IsTruncated: false }, false],
])("%s", (_name, extra, expected) => {
  expect(parse({ UserDetailList: [], ...extra }).value?.isTruncated).toBe(expected);
});

test("lists that are not there are named", () => {
  expect(parse({ UserDetailList: [] }).value?.missingLists).toEqual(["GroupDetailList", "RoleDetailList", "Policies"]);
});

function role(name: string, lastUsed: Json | undefined): { [key: string]: Json } {
  return {
    Path: "/",
    RoleName: name,
    RoleId: "AROAEXAMPLE",
    Arn: `arn:aws:iam::111122223333:role/${name}`,
    CreateDate: "2020-01-02T03:04:05+00:00",
    AssumeRolePolicyDocument: trust,
    InstanceProfileList: [{ InstanceProfileName: `${name}-profile`, Roles: [] }],
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    ...(lastUsed !== undefined && { RoleLastUsed: lastUsed }),
  };
}

function user(change: { [key: string]: Json }): { [key: string]: Json } {
  return { UserName: "u", Arn: "arn:aws:iam::111122223333:user/u", ...change };
}

function parse(json: Json): Parsed<NonNullable<ReturnType<typeof parseAuthorizationDetails>["value"]>> {
  return parseAuthorizationDetails({ kind: "data", file: "d.json", json });
}
