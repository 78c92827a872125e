import { type IamPolicy, type IamRole, type IamUser, type Identities, isServiceLinked } from "../model/index.ts";
import { accessOf } from "./effective-access.ts";
import { once } from "./once.ts";
import { isMighty } from "./powers.ts";
import type { PrincipalAccess } from "./principal-access.ts";
import { rolesByTrust } from "./roles-by-trust.ts";
import { trustPolicy, trustsService } from "./trust.ts";

/** What escalation needs to know of an account beside the principal; worked out once. */
export interface EscalationAccount {
  readonly users: readonly IamUser[];
  /** Roles that can be changed and passed: not the service-linked ones. */
  readonly roles: readonly IamRole[];
  /** Those of the roles that have a permissions boundary. */
  readonly rolesWithBoundary: readonly IamRole[];
  /**
   * Those of the roles whose trust policy lets the principal in, or may do so; some that do not may be among them.
   * `directly`: by naming it, so that it needs no Allow of its own.
   */
  rolesLettingIn(principal: PrincipalAccess, directly: boolean): readonly IamRole[];
  readonly policies: readonly IamPolicy[];
  access(arn: string): PrincipalAccess | undefined;
  /**
   * Users, roles and groups (as what membership alone gives) that may do something that matters, or of which that is
   * not known: only they are worth taking over as they are. Worked out when first asked for.
   */
  mightyUsers(): readonly PrincipalAccess[];
  mightyRoles(): readonly PrincipalAccess[];
  mightyGroups(): readonly PrincipalAccess[];
  /** Of the mighty roles those that a service may use, or of which the trust policy could not be read. */
  mightyRolesFor(service: string): readonly PrincipalAccess[];
}

export function escalationAccount(
  identities: Identities,
  access: (arn: string) => PrincipalAccess | undefined,
): EscalationAccount {
  const known = computed.get(identities);
  if (known !== undefined) return known;
  const roles = identities.roles.filter((role) => !isServiceLinked(role));
  // A group by itself, as a user who has nothing but what the group gives.
  const alone = accessOf({
    ...identities,
    users: identities.groups.map((group) => ({ ...group, groups: [], tags: {} })),
  });
  const lettingIn = once(() => rolesByTrust(roles, access));
  const mightyRoles = once(() => mighty(roles, access));
  const byService = new Map<string, readonly PrincipalAccess[]>();
  const account: EscalationAccount = {
    users: identities.users,
    roles,
    rolesWithBoundary: roles.filter(({ permissionsBoundary }) => permissionsBoundary !== undefined),
    rolesLettingIn: (principal, directly) => lettingIn()(principal, directly),
    policies: identities.policies,
    access,
    mightyUsers: once(() => mighty(identities.users, access)),
    mightyRoles,
    mightyGroups: once(() => mighty(identities.groups, alone)),
    mightyRolesFor(service) {
      const trusting = byService.get(service) ?? mightyRoles().filter((role) => mayServe(role, service));
      byService.set(service, trusting);
      return trusting;
    },
  };
  computed.set(identities, account);
  return account;
}

const computed: WeakMap<Identities, EscalationAccount> = new WeakMap();

function mighty(
  entities: readonly { readonly arn: string }[],
  access: (arn: string) => PrincipalAccess | undefined,
): readonly PrincipalAccess[] {
  return entities
    .map(({ arn }) => access(arn))
    .filter((target) => target !== undefined)
    .filter(isMighty);
}

function mayServe({ entity }: PrincipalAccess, service: string): boolean {
  return "trustPolicy" in entity && (trustsService(entity, service) || trustPolicy(entity).problems.length > 0);
}
