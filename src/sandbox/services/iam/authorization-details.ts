import type { Call, Operations, Output } from "../../call.ts";
import { awsManagedPolicies } from "../../world/aws-managed-policies.ts";
import type { Group, ManagedPolicy, Role, User } from "../../world/nouns.ts";
import type { Account } from "../../world/world.ts";
import { list, oneOf } from "./fields.ts";
import { profilesOfRole } from "./instance-profiles.ts";
import { paging } from "./names.ts";
import { onAccount } from "./needs.ts";
import { operation } from "./operation.ts";
import { pageOf } from "./paging.ts";
import { policyInList } from "./policies.ts";
import { type PolicyUses, policyUses } from "./policy-uses.ts";
import { versionWithDocument } from "./policy-versions.ts";
import {
  attachedView,
  boundaryView,
  groupView,
  inlineView,
  lastUsedView,
  newRoleView,
  profileView,
  userInList,
} from "./views.ts";

const kinds = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"] as const;
type Kind = (typeof kinds)[number];

/** Of AWS's own policies those that are in use, as IAM answers. */
export const authorizationDetailOperations: Operations = {
  GetAccountAuthorizationDetails: operation({
    members: { Filter: list(oneOf(kinds)), ...paging },
    needs: onAccount,
    run(call, { Filter = [], ...request }) {
      const wanted: readonly Kind[] = Filter.length === 0 ? kinds : Filter;
      const details = kinds.flatMap((kind, order) =>
        wanted.includes(kind) ? detailsOf(call, kind).map((detail) => ({ ...detail, order })) : [],
      );
      const { items, ends } = pageOf(details, ({ order, key }) => `${order} ${key}`, request);
      const viewsOf = (...of: readonly Kind[]): readonly Output[] =>
        items.filter(({ kind }) => of.includes(kind)).map(({ view }) => view());
      return {
        UserDetailList: viewsOf("User"),
        GroupDetailList: viewsOf("Group"),
        RoleDetailList: viewsOf("Role"),
        Policies: viewsOf("LocalManagedPolicy", "AWSManagedPolicy"),
        ...ends,
      };
    },
  }),
};

interface Detail {
  readonly kind: Kind;
  readonly key: string;
  /** Only what is on the page is made. */
  readonly view: () => Output;
}

function detailsOf({ account }: Call, kind: Kind): readonly Detail[] {
  const detail = (key: string, view: () => Output): Detail => ({ kind, key, view });
  switch (kind) {
    case "User":
      return [...account.users.values()].map((user) => detail(user.name, () => userDetail(user, account)));
    case "Group":
      return [...account.groups.values()].map((group) => detail(group.name, () => groupDetail(group, account)));
    case "Role":
      return [...account.roles.values()].map((role) => detail(role.name, () => roleDetail(role, account)));
    default: {
      const uses = policyUses(account);
      const policies =
        kind === "LocalManagedPolicy"
          ? [...account.policies.values()]
          : [...awsManagedPolicies.values()].filter(({ arn }) => uses.attachments(arn) + uses.boundaries(arn) > 0);
      return policies.map((policy) => detail(`${policy.name} ${policy.arn}`, () => policyDetail(policy, uses)));
    }
  }
}

function userDetail(user: User, account: Account): Output {
  const { PasswordLastUsed: _leftOut, ...view } = userInList(user);
  return {
    ...view,
    ...(user.inline.length > 0 && { UserPolicyList: inlineView(user.inline) }),
    GroupList: user.groups,
    AttachedManagedPolicies: attachedView(user.attached, account),
    ...boundaryView(user.boundary),
    Tags: user.tags,
  };
}

function groupDetail(group: Group, account: Account): Output {
  return {
    ...groupView(group),
    GroupPolicyList: inlineView(group.inline),
    AttachedManagedPolicies: attachedView(group.attached, account),
  };
}

function roleDetail(role: Role, account: Account): Output {
  return {
    ...newRoleView(role),
    InstanceProfileList: profilesOfRole(account, role).map((profile) => profileView(profile, account)),
    RolePolicyList: inlineView(role.inline),
    AttachedManagedPolicies: attachedView(role.attached, account),
    ...boundaryView(role.boundary),
    Tags: role.tags,
    ...lastUsedView(role),
  };
}

function policyDetail(policy: ManagedPolicy, uses: PolicyUses): Output {
  const versions = policy.versions.toReversed().map((version) => versionWithDocument(policy, version));
  return { ...policyInList(policy, uses), PolicyVersionList: versions };
}
