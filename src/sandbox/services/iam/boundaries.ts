import type { Operations } from "../../call.ts";
import { findPolicy } from "../../world/aws-managed-policies.ts";
import type { Account } from "../../world/world.ts";
import { roleNamed, saveRole, saveUser, userNamed } from "./entities.ts";
import { noSuchEntity } from "./errors.ts";
import { needed } from "./fields.ts";
import { arn, newUserName, roleName } from "./names.ts";
import { boundaryContext, onRole, onUser, roleBoundary, userBoundary } from "./needs.ts";
import { operation } from "./operation.ts";
import { requireModifiable } from "./service-linked.ts";

export const boundaryOperations: Operations = {
  PutUserPermissionsBoundary: operation({
    members: { UserName: needed(newUserName), PermissionsBoundary: needed(arn) },
    needs: (call, input) => onUser(call, input.UserName, boundaryContext(input.PermissionsBoundary)),
    run(call, { UserName, PermissionsBoundary }) {
      const user = userNamed(call, UserName);
      requireBoundary(call.account, PermissionsBoundary);
      saveUser(call.account, { ...user, boundary: PermissionsBoundary });
      return {};
    },
  }),

  DeleteUserPermissionsBoundary: operation({
    members: { UserName: needed(newUserName) },
    needs: (call, { UserName }) => onUser(call, UserName, userBoundary(call, UserName)),
    run(call, { UserName }) {
      const { boundary: _gone, ...user } = userNamed(call, UserName);
      saveUser(call.account, user);
      return {};
    },
  }),

  PutRolePermissionsBoundary: operation({
    members: { RoleName: needed(roleName), PermissionsBoundary: needed(arn) },
    needs: (call, input) => onRole(call, input.RoleName, boundaryContext(input.PermissionsBoundary)),
    run(call, { RoleName, PermissionsBoundary }) {
      const role = requireModifiable(roleNamed(call, RoleName));
      requireBoundary(call.account, PermissionsBoundary);
      saveRole(call.account, { ...role, boundary: PermissionsBoundary });
      return {};
    },
  }),

  DeleteRolePermissionsBoundary: operation({
    members: { RoleName: needed(roleName) },
    needs: (call, { RoleName }) => onRole(call, RoleName, roleBoundary(call, RoleName)),
    run(call, { RoleName }) {
      const { boundary: _gone, ...role } = requireModifiable(roleNamed(call, RoleName));
      saveRole(call.account, role);
      return {};
    },
  }),
};

/** Throws NoSuchEntity: a boundary is a managed policy. */
export function requireBoundary(account: Account, policy: string): void {
  if (findPolicy(account, policy) !== undefined) return;
  throw noSuchEntity(`Scope ARN: ${policy} does not exist or is not attachable.`);
}
