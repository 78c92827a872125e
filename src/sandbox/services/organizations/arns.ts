import type { Organization, OrganizationPolicy } from "../../world/nouns.ts";

type Owner = Pick<Organization, "id" | "managementAccount">;

export function organizationArn({ id, managementAccount }: Owner): string {
  return `arn:aws:organizations::${managementAccount}:organization/${id}`;
}

export function accountArn({ id, managementAccount }: Owner, account: string): string {
  return `arn:aws:organizations::${managementAccount}:account/${id}/${account}`;
}

/** Of a root, a unit or an account, told by its id. */
export function targetArn(owner: Owner, target: string): string {
  const { id, managementAccount } = owner;
  if (/^\d{12}$/.test(target)) return accountArn(owner, target);
  return `arn:aws:organizations::${managementAccount}:${target.startsWith("ou-") ? "ou" : "root"}/${id}/${target}`;
}

export function policyArn({ id, managementAccount }: Owner, type: OrganizationPolicy["type"], policy: string): string {
  return `arn:aws:organizations::${managementAccount}:policy/${id}/${type.toLowerCase()}/${policy}`;
}

/** Of a policy by its id; one that is not there gets the ARN that it would have. */
export function knownPolicyArn(organization: Organization, policy: string): string {
  const found = organization.policies.find(({ id }) => id === policy);
  return found?.arn ?? policyArn(organization, "SERVICE_CONTROL_POLICY", policy);
}
