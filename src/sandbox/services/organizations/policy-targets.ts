import type { Organization, OrganizationPolicy } from "../../world/nouns.ts";
import { isFullAccess } from "./managed-policies.ts";

type Policies = readonly OrganizationPolicy[];

/** A new account or unit has what allows everything, of each type that is in use. */
export function withFullAccess({ policies, policyTypes = [] }: Organization, target: string): Policies {
  return policies.map((policy) =>
    isFullAccess(policy.id) && policyTypes.includes(policy.type)
      ? { ...policy, targets: [...policy.targets, target] }
      : policy,
  );
}

export function withoutTarget({ policies }: Organization, target: string): Policies {
  return policies.map((policy) => ({ ...policy, targets: policy.targets.filter((one) => one !== target) }));
}

/** A type that comes into use: what allows everything is attached everywhere. */
export function withTypeEnabled(
  { policies, members, units, rootId }: Organization,
  type: OrganizationPolicy["type"],
): Policies {
  const targets = [rootId, ...units.map(({ id }) => id), ...members.map(({ account }) => account)];
  return policies.map((policy) => (isFullAccess(policy.id) && policy.type === type ? { ...policy, targets } : policy));
}

/** A type that goes out of use: its policies are attached nowhere, and that is not remembered. */
export function withTypeDisabled({ policies }: Organization, type: OrganizationPolicy["type"]): Policies {
  return policies.map((policy) => (policy.type === type ? { ...policy, targets: [] } : policy));
}
