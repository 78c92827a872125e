import { rootArn } from "../../../model/index.ts";
import type { Call, Operations, Output } from "../../call.ts";
import type { User } from "../../world/nouns.ts";
import { keysOfUser } from "./access-keys.ts";
import { requireBoundary } from "./boundaries.ts";
import { entityArn, keyOf, saveUser, userNamed } from "./entities.ts";
import { alreadyExists, deleteConflict, quotaExceeded } from "./errors.ts";
import { needed } from "./fields.ts";
import { arn, newUserName, paging, path, pathPrefix, tags, userName } from "./names.ts";
import { boundaryContext, onList, onNew, onUser, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { withTags } from "./tags.ts";
import { replacePrincipal } from "./trust-principals.ts";
import { userInList, userView } from "./views.ts";
import { holderOf } from "./who.ts";

const maxUsers = 5000;

export const userOperations: Operations = {
  CreateUser: operation({
    members: { UserName: needed(newUserName), Path: path, PermissionsBoundary: arn, Tags: tags },
    needs: (call, { UserName, Path, PermissionsBoundary, Tags }) =>
      onNew(call, "user", Path, UserName, { ...requestTags(Tags), ...boundaryContext(PermissionsBoundary) }),
    run(call, { UserName: name, Path = "/", PermissionsBoundary: boundary, Tags = [] }) {
      const { account, world } = call;
      if (account.users.get(keyOf(name)) !== undefined) throw alreadyExists(`User with name ${name} already exists.`);
      if (account.users.size >= maxUsers) throw quotaExceeded("UsersPerAccount", maxUsers);
      if (boundary !== undefined) requireBoundary(account, boundary);
      const user: User = {
        name,
        path: Path,
        id: world.ids.unique("AIDA"),
        arn: entityArn(account.id, "user", Path, name),
        createdAt: call.time,
        attached: [],
        inline: [],
        groups: [],
        ...(boundary !== undefined && { boundary }),
        tags: withTags([], Tags, "ignored"),
        mfa: [],
      };
      saveUser(account, user);
      return { User: userView(user) };
    },
  }),

  GetUser: operation({
    members: { UserName: userName },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName }) {
      const holder = holderOf(call, UserName);
      return { User: holder.kind === "user" ? userView(holder.user) : rootView(call) };
    },
  }),

  ListUsers: operation({
    members: { PathPrefix: pathPrefix, ...paging },
    needs: (call, { PathPrefix }) => onList(call, "user", PathPrefix),
    run({ account }, { PathPrefix = "/", ...request }) {
      const users = [...account.users.values()].filter((user) => user.path.startsWith(PathPrefix));
      const { items, ends } = pageOf(users, ({ name }) => name, request);
      return { Users: items.map(userInList), ...ends };
    },
  }),

  UpdateUser: operation({
    members: { UserName: needed(userName), NewPath: path, NewUserName: newUserName },
    needs: (call, { UserName, NewPath, NewUserName }) => [
      ...onUser(call, UserName),
      ...(NewPath === undefined && NewUserName === undefined
        ? []
        : onNew(call, "user", NewPath ?? call.account.users.get(keyOf(UserName))?.path, NewUserName ?? UserName)),
    ],
    run(call, { UserName, NewPath, NewUserName }) {
      renameUser(call, userNamed(call, UserName), NewPath, NewUserName);
      return {};
    },
  }),

  DeleteUser: operation({
    members: { UserName: needed(userName) },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName }) {
      const user = userNamed(call, UserName);
      const first = whatIsLeft(call, user);
      if (first !== undefined) throw deleteConflict(first);
      call.account.users.delete(keyOf(user.name));
      replacePrincipal(call.world, user.arn, user.id);
      return {};
    },
  }),
};

/** Root has no name: IAM answers with the account in its place. */
function rootView({ account }: Call): Output {
  const root = account.root.get("root");
  return {
    UserId: account.id,
    Arn: rootArn(account.id),
    ...(root && { CreateDate: new Date(root.createdAt) }),
    ...(root?.password?.lastUsedAt !== undefined && { PasswordLastUsed: new Date(root.password.lastUsedAt) }),
  };
}

function renameUser(call: Call, user: User, newPath = user.path, newName = user.name): void {
  const { account, world } = call;
  const isOther = keyOf(newName) !== keyOf(user.name);
  if (isOther && account.users.get(keyOf(newName)) !== undefined) {
    throw alreadyExists(`User with name ${newName} already exists.`);
  }
  const renamed: User = {
    ...user,
    name: newName,
    path: newPath,
    arn: entityArn(account.id, "user", newPath, newName),
  };
  if (isOther) account.users.delete(keyOf(user.name));
  saveUser(account, renamed);
  for (const key of keysOfUser(call, user.name)) world.accessKeys.put(key.id, { ...key, user: newName });
  for (const { serial } of user.mfa) {
    const device = account.mfaDevices.get(serial);
    if (device !== undefined) account.mfaDevices.put(serial, { ...device, user: newName });
  }
  if (renamed.arn !== user.arn) replacePrincipal(world, user.arn, renamed.arn);
}

/** What must go before the user, in IAM's words; undefined: nothing. */
function whatIsLeft(call: Call, user: User): string | undefined {
  if (user.groups.length > 0) return "must remove users from group first";
  if (user.attached.length > 0) return "must detach all policies first";
  if (user.inline.length > 0) return "must delete policies first";
  if (keysOfUser(call, user.name).length > 0) return "must delete access keys first";
  if (user.password !== undefined) return "must delete login profile first";
  if (user.mfa.length > 0) return "must delete MFA device first";
  return undefined;
}
