import type { JsonObject } from "../../src/model/index.ts";
import { type PolicySeed, policies, policyArn, policyDocument } from "../../src/sandbox/seed/aerosecure/policies.ts";
import { accountId } from "../../src/sandbox/seed/aerosecure/workload.ts";
import { groups, type RoleSeed, roleArn, roles, type UserSeed, userArn, users } from "./account.ts";
import { cliTime } from "./time.ts";
import type { Usage } from "./usage.ts";

/** What `aws iam get-account-authorization-details` prints, all pages together, policy documents decoded. */
export function authorizationDetails(usage: Usage): JsonObject {
  return {
    UserDetailList: users.map(userDetail),
    GroupDetailList: groups.map(({ name, id, created, policies: attached }) => ({
      Path: "/",
      GroupName: name,
      GroupId: id,
      Arn: `arn:aws:iam::${accountId}:group/${name}`,
      CreateDate: toTime(created),
      GroupPolicyList: [],
      AttachedManagedPolicies: attached.map(attachment),
    })),
    RoleDetailList: roles.map((role) => roleDetail(role, usage)),
    Policies: policies.map(policyDetail),
  };
}

function userDetail(user: UserSeed): JsonObject {
  const { name, id, created, inline, boundary } = user;
  return {
    Path: "/",
    UserName: name,
    UserId: id,
    Arn: userArn(name),
    CreateDate: toTime(created),
    ...(inline && { UserPolicyList: [{ PolicyName: inline.name, PolicyDocument: policyDocument(inline.statements) }] }),
    GroupList: user.groups,
    AttachedManagedPolicies: user.policies.map(attachment),
    ...(boundary !== undefined && { PermissionsBoundary: boundaryOf(boundary) }),
    Tags: toTags(user.tags),
  };
}

function roleDetail(role: RoleSeed, usage: Usage): JsonObject {
  const { name, id, path = "/", created, trust, instanceProfile } = role;
  const use = usage.roles.get(roleArn(role));
  const used = use
    ? { LastUsedDate: cliTime(use.at), Region: use.region }
    : role.used && { LastUsedDate: toTime(role.used.at), Region: role.used.region };
  return {
    Path: path,
    RoleName: name,
    RoleId: id,
    Arn: roleArn(role),
    CreateDate: toTime(created),
    AssumeRolePolicyDocument: policyDocument(trust),
    InstanceProfileList: instanceProfile === undefined ? [] : [profileOf(role, instanceProfile)],
    RolePolicyList: [],
    AttachedManagedPolicies: role.policies.map(attachment),
    Tags: toTags(role.tags ?? {}),
    RoleLastUsed: used ?? {},
  };
}

/** An instance profile of the same name, which holds the role. */
function profileOf(role: RoleSeed, id: string): JsonObject {
  const { name, created, trust } = role;
  return {
    Path: "/",
    InstanceProfileName: name,
    InstanceProfileId: id,
    Arn: `arn:aws:iam::${accountId}:instance-profile/${name}`,
    CreateDate: toTime(created),
    Roles: [
      {
        Path: "/",
        RoleName: name,
        RoleId: role.id,
        Arn: roleArn(role),
        CreateDate: toTime(created),
        AssumeRolePolicyDocument: policyDocument(trust),
      },
    ],
  };
}

function policyDetail({ name, path = "/", created, versions, awsManaged }: PolicySeed): JsonObject {
  const holders = [...users, ...groups, ...roles].filter((holder) => holder.policies.includes(name));
  const newest = versions.at(-1)?.created ?? created;
  return {
    PolicyName: name,
    PolicyId: `ANPAAERO${name
      .toUpperCase()
      .replace(/[^A-Z]/g, "")
      .slice(-6)}EXAMPLE`,
    Arn: policyArn(name),
    Path: path,
    DefaultVersionId: `v${versions.length}`,
    // AWS counts the attachments of a policy of its own within this account.
    AttachmentCount: holders.length,
    PermissionsBoundaryUsageCount: users.filter((user) => user.boundary === name).length,
    IsAttachable: !(awsManaged && path === "/aws-service-role/"),
    CreateDate: toTime(created),
    UpdateDate: toTime(newest),
    PolicyVersionList: versions
      .map((version, index) => ({
        Document: policyDocument(version.statements),
        VersionId: `v${index + 1}`,
        IsDefaultVersion: index === versions.length - 1,
        CreateDate: toTime(version.created),
      }))
      .reverse(),
  };
}

function attachment(name: string): JsonObject {
  return { PolicyName: name, PolicyArn: policyArn(name) };
}

function boundaryOf(name: string): JsonObject {
  return { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: policyArn(name) };
}

function toTags(tags: { readonly [key: string]: string }): readonly JsonObject[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function toTime(text: string): string {
  return cliTime(Date.parse(text));
}
