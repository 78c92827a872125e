import { arnName, parseArn } from "../../../model/index.ts";
import type { Call } from "../../call.ts";
import { findPolicy } from "../../world/aws-managed-policies.ts";
import type { Group, InstanceProfile, ManagedPolicy, Role, User } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { invalidInput, noSuchEntity } from "./errors.ts";

/** Names ignore case. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}

/** All throw NoSuchEntity. */
export function userNamed({ account }: Call, name: string): User {
  const user = account.users.get(keyOf(name));
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export function groupNamed({ account }: Call, name: string): Group {
  const group = account.groups.get(keyOf(name));
  if (group === undefined) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

export function roleNamed({ account }: Call, name: string): Role {
  const role = account.roles.get(keyOf(name));
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function profileNamed({ account }: Call, name: string): InstanceProfile {
  const profile = account.instanceProfiles.get(keyOf(name));
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** What an ARN names of what has policies attached, if it has the form; the path counts too. */
export function holderAt(
  { users, groups, roles }: Account,
  arn: string,
): { readonly kind: "user" | "group" | "role"; readonly holder?: User | Group | Role } | undefined {
  const kind = /^(user|group|role)\//.exec(parseArn(arn)?.resource ?? "")?.[1];
  if (kind !== "user" && kind !== "group" && kind !== "role") return undefined;
  const holder = { user: users, group: groups, role: roles }[kind].get(keyOf(arnName(arn)));
  return holder?.arn === arn ? { kind, holder } : { kind };
}

export function policyAt({ account }: Call, arn: string): ManagedPolicy {
  requirePolicyArn(arn);
  const policy = findPolicy(account, arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

/** Throws InvalidInput of what is no ARN of a policy. */
export function requirePolicyArn(arn: string): void {
  if (!/^arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/[!-~]+$/.test(arn)) throw invalidInput(`ARN ${arn} is not valid.`);
}

export function saveUser(account: Account, user: User): void {
  account.users.put(keyOf(user.name), user);
}

export function saveGroup(account: Account, group: Group): void {
  account.groups.put(keyOf(group.name), group);
}

export function saveRole(account: Account, role: Role): void {
  account.roles.put(keyOf(role.name), role);
}

/** `arn:aws:iam::111122223333:user/path/name` */
export function entityArn(account: string, kind: string, path: string, name: string): string {
  return `arn:aws:iam::${account}:${kind}${path}${name}`;
}
