import { arnName } from "../../../model/index.ts";
import type { Output } from "../../call.ts";
import { findPolicy } from "../../world/aws-managed-policies.ts";
import type { Group, InlineDocument, InstanceProfile, Role, Tag, User } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { encodeDocument } from "./encode-document.ts";

/** Things as IAM answers with them. Lists leave out tags and boundaries, as IAM's lists do. */
export function userInList(user: User): Output {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt),
    ...(user.password?.lastUsedAt !== undefined && { PasswordLastUsed: new Date(user.password.lastUsedAt) }),
  };
}

export function userView(user: User): Output {
  return { ...userInList(user), ...boundaryView(user.boundary), ...tagsView(user.tags) };
}

export function groupView(group: Group): Output {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: group.arn,
    CreateDate: new Date(group.createdAt),
  };
}

export function newRoleView(role: Role): Output {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
  };
}

export function roleInList(role: Role): Output {
  return {
    ...newRoleView(role),
    ...(role.description !== undefined && { Description: role.description }),
    MaxSessionDuration: role.maxSession,
  };
}

export function roleView(role: Role): Output {
  return { ...roleInList(role), ...boundaryView(role.boundary), ...tagsView(role.tags), ...lastUsedView(role) };
}

/** Empty for a role that was never used. */
export function lastUsedView({ lastUsed }: Role): Output {
  return { RoleLastUsed: lastUsed ? { LastUsedDate: new Date(lastUsed.at), Region: lastUsed.region } : {} };
}

export function profileInList(profile: InstanceProfile, account: Account): Output {
  const role = profile.role === undefined ? undefined : account.roles.get(profile.role.toLowerCase());
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAt),
    Roles: role === undefined ? [] : [newRoleView(role)],
  };
}

export function profileView(profile: InstanceProfile, account: Account): Output {
  return { ...profileInList(profile, account), ...tagsView(profile.tags) };
}

export function attachedView(arns: readonly string[], account: Account): readonly Output[] {
  return arns.map((arn) => ({ PolicyName: policyNameAt(arn, account), PolicyArn: arn }));
}

export function policyNameAt(arn: string, account: Account): string {
  return findPolicy(account, arn)?.name ?? arnName(arn);
}

export function inlineView(inline: readonly InlineDocument[]): readonly Output[] {
  return inline.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodeDocument(document) }));
}

export function boundaryView(boundary: string | undefined): Output {
  if (boundary === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary } };
}

/** IAM leaves out an empty list. */
export function tagsView(tags: readonly Tag[]): Output {
  return tags.length === 0 ? {} : { Tags: tags };
}
