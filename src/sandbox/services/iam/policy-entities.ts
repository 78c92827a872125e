import type { Call, Operations } from "../../call.ts";
import type { Group, Role, User } from "../../world/nouns.ts";
import { policyAt } from "./entities.ts";
import { needed, oneOf } from "./fields.ts";
import { arn, paging, pathPrefix, usageFilter } from "./names.ts";
import { onArn } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";

export const policyEntityOperations: Operations = {
  ListEntitiesForPolicy: operation({
    members: {
      PolicyArn: needed(arn),
      EntityFilter: oneOf(["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]),
      PathPrefix: pathPrefix,
      PolicyUsageFilter: usageFilter,
      ...paging,
    },
    needs: (call, { PolicyArn }) => onArn(call, PolicyArn),
    run(call, { PolicyArn, EntityFilter, PathPrefix = "/", PolicyUsageFilter, ...request }) {
      const { arn: policy } = policyAt(call, PolicyArn);
      const found = holdersOf(call, policy, PolicyUsageFilter).filter(
        ({ kind, entity }) => (EntityFilter ?? kind) === kind && entity.path.startsWith(PathPrefix),
      );
      const { items, ends } = pageOf(found, ({ kind, entity }) => `${kind} ${entity.name}`, request);
      const of = (wanted: Holder["kind"]): readonly Holder["entity"][] =>
        items.filter(({ kind }) => kind === wanted).map(({ entity }) => entity);
      return {
        PolicyGroups: of("Group").map(({ name, id }) => ({ GroupName: name, GroupId: id })),
        PolicyUsers: of("User").map(({ name, id }) => ({ UserName: name, UserId: id })),
        PolicyRoles: of("Role").map(({ name, id }) => ({ RoleName: name, RoleId: id })),
        ...ends,
      };
    },
  }),
};

interface Holder {
  readonly kind: "User" | "Group" | "Role";
  readonly entity: User | Group | Role;
}

/** Without a filter only those that have it attached or as their boundary; with one, of that use. */
function holdersOf(
  { account }: Call,
  policy: string,
  usage: "PermissionsPolicy" | "PermissionsBoundary" | undefined,
): readonly Holder[] {
  const holders: readonly Holder[] = [
    ...[...account.groups.values()].map((entity) => ({ kind: "Group" as const, entity })),
    ...[...account.roles.values()].map((entity) => ({ kind: "Role" as const, entity })),
    ...[...account.users.values()].map((entity) => ({ kind: "User" as const, entity })),
  ];
  return holders.filter(({ entity }) => {
    const isAttached = usage !== "PermissionsBoundary" && entity.attached.includes(policy);
    const isBoundary = usage !== "PermissionsPolicy" && "boundary" in entity && entity.boundary === policy;
    return isAttached || isBoundary;
  });
}
