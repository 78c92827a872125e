import type { Operations } from "../../call.ts";
import type { InstanceProfile, Role } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { entityArn, keyOf, profileNamed, roleNamed } from "./entities.ts";
import { alreadyExists, deleteConflict, noSuchEntity, quotaExceeded } from "./errors.ts";
import { needed } from "./fields.ts";
import { paging, path, pathPrefix, profileName, roleName, tags } from "./names.ts";
import { onList, onNew, onProfile, onRole, requestTags } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { requireModifiable } from "./service-linked.ts";
import { withTags } from "./tags.ts";
import { profileInList, profileView } from "./views.ts";

const maxProfiles = 1000;

export const instanceProfileOperations: Operations = {
  CreateInstanceProfile: operation({
    members: { InstanceProfileName: needed(profileName), Path: path, Tags: tags },
    needs: (call, { InstanceProfileName, Path, Tags }) =>
      onNew(call, "instance-profile", Path, InstanceProfileName, requestTags(Tags)),
    run({ account, world, time }, { InstanceProfileName: name, Path = "/", Tags = [] }) {
      if (account.instanceProfiles.get(keyOf(name)) !== undefined) {
        throw alreadyExists(`Instance Profile ${name} already exists.`);
      }
      if (account.instanceProfiles.size >= maxProfiles) throw quotaExceeded("InstanceProfilesPerAccount", maxProfiles);
      const profile: InstanceProfile = {
        name,
        path: Path,
        id: world.ids.unique("AIPA"),
        arn: entityArn(account.id, "instance-profile", Path, name),
        createdAt: time,
        tags: withTags([], Tags, "kept"),
      };
      account.instanceProfiles.put(keyOf(name), profile);
      return { InstanceProfile: profileView(profile, account) };
    },
  }),

  GetInstanceProfile: operation({
    members: { InstanceProfileName: needed(profileName) },
    needs: (call, { InstanceProfileName }) => onProfile(call, InstanceProfileName),
    run: (call, { InstanceProfileName }) => ({
      InstanceProfile: profileView(profileNamed(call, InstanceProfileName), call.account),
    }),
  }),

  ListInstanceProfiles: operation({
    members: { PathPrefix: pathPrefix, ...paging },
    needs: (call, { PathPrefix }) => onList(call, "instance-profile", PathPrefix),
    run({ account }, { PathPrefix = "/", ...request }) {
      const profiles = [...account.instanceProfiles.values()].filter((profile) => profile.path.startsWith(PathPrefix));
      const { items, ends } = pageOf(profiles, ({ name }) => name, request);
      return { InstanceProfiles: items.map((profile) => profileInList(profile, account)), ...ends };
    },
  }),

  ListInstanceProfilesForRole: operation({
    members: { RoleName: needed(roleName), ...paging },
    needs: (call, { RoleName }) => onRole(call, RoleName),
    run(call, { RoleName, ...request }) {
      const profiles = profilesOfRole(call.account, roleNamed(call, RoleName));
      const { items, ends } = pageOf(profiles, ({ name }) => name, request);
      return { InstanceProfiles: items.map((profile) => profileInList(profile, call.account)), ...ends };
    },
  }),

  AddRoleToInstanceProfile: operation({
    members: { InstanceProfileName: needed(profileName), RoleName: needed(roleName) },
    needs: (call, { InstanceProfileName, RoleName }) => [
      ...onProfile(call, InstanceProfileName),
      ...onRole(call, RoleName, { "iam:PassedToService": ["ec2.amazonaws.com"] }).map((need) => ({
        ...need,
        action: "iam:PassRole",
      })),
    ],
    run(call, { InstanceProfileName, RoleName }) {
      const profile = profileNamed(call, InstanceProfileName);
      const role = requireModifiable(roleNamed(call, RoleName));
      if (profile.role !== undefined) throw quotaExceeded("InstanceSessionsPerInstanceProfile", 1);
      call.account.instanceProfiles.put(keyOf(profile.name), { ...profile, role: role.name });
      return {};
    },
  }),

  RemoveRoleFromInstanceProfile: operation({
    members: { InstanceProfileName: needed(profileName), RoleName: needed(roleName) },
    needs: (call, { InstanceProfileName }) => onProfile(call, InstanceProfileName),
    run(call, { InstanceProfileName, RoleName }) {
      const { role: held, ...profile } = profileNamed(call, InstanceProfileName);
      const role = roleNamed(call, RoleName);
      if (held !== role.name) {
        throw noSuchEntity(`The role with name ${RoleName} is not in the instance profile ${profile.name}.`);
      }
      call.account.instanceProfiles.put(keyOf(profile.name), profile);
      return {};
    },
  }),

  DeleteInstanceProfile: operation({
    members: { InstanceProfileName: needed(profileName) },
    needs: (call, { InstanceProfileName }) => onProfile(call, InstanceProfileName),
    run(call, { InstanceProfileName }) {
      const profile = profileNamed(call, InstanceProfileName);
      if (profile.role !== undefined) throw deleteConflict("must remove roles from instance profile first");
      call.account.instanceProfiles.delete(keyOf(profile.name));
      return {};
    },
  }),
};

export function profilesOfRole(account: Account, { name }: Role): readonly InstanceProfile[] {
  return [...account.instanceProfiles.values()].filter(({ role }) => role === name);
}
