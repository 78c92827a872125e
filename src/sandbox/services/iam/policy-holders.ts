import type { Call } from "../../call.ts";
import type { Group, Role, User } from "../../world/nouns.ts";
import { groupNamed, roleNamed, saveGroup, saveRole, saveUser, userNamed } from "./entities.ts";
import type { Field } from "./fields.ts";
import { type NameMember, nameMember } from "./name-member.ts";
import { groupName, roleName, userName } from "./names.ts";
import { type Context, onGroup, onRole, onUser, roleBoundary, userBoundary } from "./needs.ts";
import { requireModifiable } from "./service-linked.ts";

/**
 * Users, groups and roles as what policies are attached to: what IAM does with one it does with all, under names of operations that
 * differ in one word.
 */
export interface HolderKind {
  /** The word in the names of operations: `AttachUserPolicy`. */
  readonly word: "User" | "Group" | "Role";
  /** As messages name it. */
  readonly noun: "user" | "group" | "role";
  readonly name: Field<string>;
  readonly needs: (call: Call, name: string, context?: Context) => ReturnType<typeof onUser>;
  /** `iam:PermissionsBoundary` of the one that is there. */
  readonly boundary: (call: Call, name: string) => Context;
  /** Throws NoSuchEntity. */
  readonly find: (call: Call, name: string) => Policies;
  /** The same, to be changed: also throws UnmodifiableEntity. */
  readonly change: (call: Call, name: string, change: (before: Policies) => Partial<Policies>) => void;
}

/** `UserName` */
export function holderName({ word, name }: HolderKind): NameMember {
  return nameMember(`${word}Name`, name);
}

export type Policies = Pick<User, "name" | "attached" | "inline">;

export const holderKinds: readonly HolderKind[] = [
  {
    word: "User",
    noun: "user",
    name: userName,
    needs: onUser,
    boundary: userBoundary,
    find: userNamed,
    change(call, name, change) {
      const user: User = userNamed(call, name);
      saveUser(call.account, { ...user, ...change(user) });
    },
  },
  {
    word: "Group",
    noun: "group",
    name: groupName,
    needs: onGroup,
    boundary: () => ({}),
    find: groupNamed,
    change(call, name, change) {
      const group: Group = groupNamed(call, name);
      saveGroup(call.account, { ...group, ...change(group) });
    },
  },
  {
    word: "Role",
    noun: "role",
    name: roleName,
    needs: onRole,
    boundary: roleBoundary,
    find: roleNamed,
    change(call, name, change) {
      const role: Role = requireModifiable(roleNamed(call, name));
      saveRole(call.account, { ...role, ...change(role) });
    },
  },
];
