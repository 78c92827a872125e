import type { Call, Operations } from "../../call.ts";
import type { Role } from "../../world/nouns.ts";
import { requireBoundary } from "./boundaries.ts";
import { requireTrustDocument } from "./documents.ts";
import { entityArn, keyOf, roleNamed, saveRole } from "./entities.ts";
import { alreadyExists, deleteConflict, quotaExceeded, validationError } from "./errors.ts";
import { needed } from "./fields.ts";
import { profilesOfRole } from "./instance-profiles.ts";
import {
  arn,
  document,
  maxSessionDuration,
  paging,
  path,
  pathPrefix,
  roleDescription,
  roleName,
  tags,
} from "./names.ts";
import { boundaryContext, onList, onNew, onRole, requestTags, roleBoundary } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { requireModifiable, serviceLinkedPath } from "./service-linked.ts";
import { withTags } from "./tags.ts";
import { replacePrincipal } from "./trust-principals.ts";
import { boundaryView, newRoleView, roleInList, roleView, tagsView } from "./views.ts";

const maxRoles = 1000;

export const roleOperations: Operations = {
  CreateRole: operation({
    members: {
      RoleName: needed(roleName),
      AssumeRolePolicyDocument: needed(document),
      Path: path,
      Description: roleDescription,
      MaxSessionDuration: maxSessionDuration,
      PermissionsBoundary: arn,
      Tags: tags,
    },
    needs: (call, { RoleName, Path, PermissionsBoundary, Tags }) =>
      onNew(call, "role", Path, RoleName, { ...requestTags(Tags), ...boundaryContext(PermissionsBoundary) }),
    run(call, input) {
      const { RoleName: name, Path = "/", PermissionsBoundary: boundary } = input;
      if (Path.startsWith(serviceLinkedPath)) {
        throw validationError(
          `The specified value for path is invalid. ${serviceLinkedPath} is reserved for AWS services.`,
        );
      }
      if (boundary !== undefined) requireBoundary(call.account, boundary);
      const role = addRole(call, {
        name,
        path: Path,
        trust: input.AssumeRolePolicyDocument,
        ...(input.Description !== undefined && { description: input.Description }),
        maxSession: input.MaxSessionDuration ?? 3600,
        ...(boundary !== undefined && { boundary }),
        tags: withTags([], input.Tags ?? [], "ignored"),
        attached: [],
      });
      return {
        Role: {
          ...newRoleView(role),
          ...(input.Description !== undefined && { Description: input.Description }),
          ...(input.MaxSessionDuration !== undefined && { MaxSessionDuration: input.MaxSessionDuration }),
          ...boundaryView(boundary),
          ...tagsView(role.tags),
        },
      };
    },
  }),

  GetRole: operation({
    members: { RoleName: needed(roleName) },
    needs: (call, { RoleName }) => onRole(call, RoleName),
    run: (call, { RoleName }) => ({ Role: roleView(roleNamed(call, RoleName)) }),
  }),

  ListRoles: operation({
    members: { PathPrefix: pathPrefix, ...paging },
    needs: (call, { PathPrefix }) => onList(call, "role", PathPrefix),
    run({ account }, { PathPrefix = "/", ...request }) {
      const roles = [...account.roles.values()].filter((role) => role.path.startsWith(PathPrefix));
      const { items, ends } = pageOf(roles, ({ name }) => name, request);
      return { Roles: items.map(roleInList), ...ends };
    },
  }),

  UpdateRole: operation({
    members: { RoleName: needed(roleName), Description: roleDescription, MaxSessionDuration: maxSessionDuration },
    needs: (call, { RoleName }) => onRole(call, RoleName, roleBoundary(call, RoleName)),
    run(call, { RoleName, Description, MaxSessionDuration }) {
      const role = requireModifiable(roleNamed(call, RoleName));
      saveRole(call.account, {
        ...role,
        ...(Description !== undefined && { description: Description }),
        ...(MaxSessionDuration !== undefined && { maxSession: MaxSessionDuration }),
      });
      return {};
    },
  }),

  /** The description of a role that belongs to a service may be changed too. */
  UpdateRoleDescription: operation({
    members: { RoleName: needed(roleName), Description: needed(roleDescription) },
    needs: (call, { RoleName }) => onRole(call, RoleName, roleBoundary(call, RoleName)),
    run(call, { RoleName, Description }) {
      const changed = { ...roleNamed(call, RoleName), description: Description };
      saveRole(call.account, changed);
      return { Role: roleView(changed) };
    },
  }),

  UpdateAssumeRolePolicy: operation({
    members: { RoleName: needed(roleName), PolicyDocument: needed(document) },
    needs: (call, { RoleName }) => onRole(call, RoleName, roleBoundary(call, RoleName)),
    run(call, { RoleName, PolicyDocument }) {
      const role = requireModifiable(roleNamed(call, RoleName));
      requireTrustDocument(call, PolicyDocument);
      saveRole(call.account, { ...role, trust: PolicyDocument });
      return {};
    },
  }),

  DeleteRole: operation({
    members: { RoleName: needed(roleName) },
    needs: (call, { RoleName }) => onRole(call, RoleName, roleBoundary(call, RoleName)),
    run(call, { RoleName }) {
      const role = requireModifiable(roleNamed(call, RoleName));
      if (profilesOfRole(call.account, role).length > 0)
        throw deleteConflict("must remove roles from instance profile first");
      if (role.attached.length > 0) throw deleteConflict("must detach all policies first");
      if (role.inline.length > 0) throw deleteConflict("must delete policies first");
      removeRole(call, role);
      return {};
    },
  }),
};

/** Throws EntityAlreadyExists, LimitExceeded and what {@link requireTrustDocument} throws. */
export function addRole(call: Call, given: Omit<Role, "id" | "arn" | "createdAt" | "inline">): Role {
  const { account, world, time } = call;
  if (account.roles.get(keyOf(given.name)) !== undefined) {
    throw alreadyExists(`Role with name ${given.name} already exists.`);
  }
  requireTrustDocument(call, given.trust);
  if (account.roles.size >= maxRoles) throw quotaExceeded("RolesPerAccount", maxRoles);
  const role: Role = {
    ...given,
    id: world.ids.unique("AROA"),
    arn: entityArn(account.id, "role", given.path, given.name),
    createdAt: time,
    inline: [],
  };
  saveRole(account, role);
  return role;
}

export function removeRole({ account, world }: Call, role: Role): void {
  account.roles.delete(keyOf(role.name));
  replacePrincipal(world, role.arn, role.id);
}
