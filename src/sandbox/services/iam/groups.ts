import type { Call, Operations } from "../../call.ts";
import type { Group, User } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { entityArn, groupNamed, keyOf, saveGroup, saveUser, userNamed } from "./entities.ts";
import { alreadyExists, deleteConflict, quotaExceeded } from "./errors.ts";
import { needed } from "./fields.ts";
import { groupName, paging, path, pathPrefix, userName } from "./names.ts";
import { onGroup, onList, onNew, onUser } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { groupView, userInList } from "./views.ts";

const maxGroups = 300;
const maxGroupsOfUser = 10;

export const groupOperations: Operations = {
  CreateGroup: operation({
    members: { GroupName: needed(groupName), Path: path },
    needs: (call, { GroupName, Path }) => onNew(call, "group", Path, GroupName),
    run(call, { GroupName: name, Path = "/" }) {
      const { account, world, time } = call;
      if (account.groups.get(keyOf(name)) !== undefined) throw exists(name);
      if (account.groups.size >= maxGroups) throw quotaExceeded("GroupsPerAccount", maxGroups);
      const group: Group = {
        name,
        path: Path,
        id: world.ids.unique("AGPA"),
        arn: entityArn(account.id, "group", Path, name),
        createdAt: time,
        attached: [],
        inline: [],
      };
      saveGroup(account, group);
      return { Group: groupView(group) };
    },
  }),

  GetGroup: operation({
    members: { GroupName: needed(groupName), ...paging },
    needs: (call, { GroupName }) => onGroup(call, GroupName),
    run(call, { GroupName, ...request }) {
      const group = groupNamed(call, GroupName);
      const { items, ends } = pageOf(membersOf(call.account, group), ({ name }) => name, request);
      return { Group: groupView(group), Users: items.map(userInList), ...ends };
    },
  }),

  ListGroups: operation({
    members: { PathPrefix: pathPrefix, ...paging },
    needs: (call, { PathPrefix }) => onList(call, "group", PathPrefix),
    run({ account }, { PathPrefix = "/", ...request }) {
      const groups = [...account.groups.values()].filter((group) => group.path.startsWith(PathPrefix));
      const { items, ends } = pageOf(groups, ({ name }) => name, request);
      return { Groups: items.map(groupView), ...ends };
    },
  }),

  ListGroupsForUser: operation({
    members: { UserName: needed(userName), ...paging },
    needs: (call, { UserName }) => onUser(call, UserName),
    run(call, { UserName, ...request }) {
      const groups = userNamed(call, UserName).groups.map((name) => groupNamed(call, name));
      const { items, ends } = pageOf(groups, ({ name }) => name, request);
      return { Groups: items.map(groupView), ...ends };
    },
  }),

  UpdateGroup: operation({
    members: { GroupName: needed(groupName), NewPath: path, NewGroupName: groupName },
    needs: (call, { GroupName, NewPath, NewGroupName }) => [
      ...onGroup(call, GroupName),
      ...(NewPath === undefined && NewGroupName === undefined
        ? []
        : onNew(call, "group", NewPath ?? call.account.groups.get(keyOf(GroupName))?.path, NewGroupName ?? GroupName)),
    ],
    run(call, { GroupName, NewPath, NewGroupName }) {
      renameGroup(call, groupNamed(call, GroupName), NewPath, NewGroupName);
      return {};
    },
  }),

  DeleteGroup: operation({
    members: { GroupName: needed(groupName) },
    needs: (call, { GroupName }) => onGroup(call, GroupName),
    run(call, { GroupName }) {
      const group = groupNamed(call, GroupName);
      if (membersOf(call.account, group).length > 0) throw deleteConflict("must remove users from group first");
      if (group.attached.length > 0) throw deleteConflict("must detach all policies first");
      if (group.inline.length > 0) throw deleteConflict("must delete policies first");
      call.account.groups.delete(keyOf(group.name));
      return {};
    },
  }),

  /** Nothing happens to one who is a member already. */
  AddUserToGroup: operation({
    members: { GroupName: needed(groupName), UserName: needed(userName) },
    needs: (call, { GroupName }) => onGroup(call, GroupName),
    run(call, { GroupName, UserName }) {
      const group = groupNamed(call, GroupName);
      const user = userNamed(call, UserName);
      if (user.groups.includes(group.name)) return {};
      if (user.groups.length >= maxGroupsOfUser) throw quotaExceeded("GroupsPerUser", maxGroupsOfUser);
      saveUser(call.account, { ...user, groups: [...user.groups, group.name] });
      return {};
    },
  }),

  /** Nothing happens to one who is no member. */
  RemoveUserFromGroup: operation({
    members: { GroupName: needed(groupName), UserName: needed(userName) },
    needs: (call, { GroupName }) => onGroup(call, GroupName),
    run(call, { GroupName, UserName }) {
      const group = groupNamed(call, GroupName);
      const user = userNamed(call, UserName);
      saveUser(call.account, { ...user, groups: user.groups.filter((name) => name !== group.name) });
      return {};
    },
  }),
};

export function membersOf(account: Account, { name }: Group): readonly User[] {
  return [...account.users.values()].filter(({ groups }) => groups.includes(name));
}

function exists(name: string): Error {
  return alreadyExists(`Group with name ${name} already exists.`);
}

function renameGroup(call: Call, group: Group, newPath = group.path, newName = group.name): void {
  const { account } = call;
  const isOther = keyOf(newName) !== keyOf(group.name);
  if (isOther && account.groups.get(keyOf(newName)) !== undefined) throw exists(newName);
  for (const user of membersOf(call.account, group)) {
    saveUser(account, { ...user, groups: user.groups.map((name) => (name === group.name ? newName : name)) });
  }
  if (isOther) account.groups.delete(keyOf(group.name));
  saveGroup(account, {
    ...group,
    name: newName,
    path: newPath,
    arn: entityArn(account.id, "group", newPath, newName),
  });
}
