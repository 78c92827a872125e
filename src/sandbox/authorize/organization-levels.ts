import type { Organization, OrganizationPolicy } from "../world/nouns.ts";

/**
 * Documents of an organisation's policies that bind an account, by level from the root down to the account itself. Undefined:
 * none do, as in the management account, outside, and where the type of policy is not in use.
 *
 * Source: AWS Organizations User Guide, "SCP evaluation" and "Resource control policies".
 */
export function organizationLevels(
  organization: Organization | undefined,
  account: string,
  type: OrganizationPolicy["type"],
): readonly (readonly string[])[] | undefined {
  if (organization === undefined || account === organization.managementAccount) return undefined;
  const known = remembered.get(organization)?.get(`${type} ${account}`);
  if (known !== undefined) return known.levels;
  const levels = findLevels(organization, account, type);
  const ofOrganization = remembered.get(organization) ?? new Map<string, Remembered>();
  remembered.set(organization, ofOrganization.set(`${type} ${account}`, { levels }));
  return levels;
}

/** `o-a1b2/r-c3/ou-c3-d4/`, as `aws:PrincipalOrgPaths` has it; undefined: not in the organisation. */
export function organizationPath(organization: Organization, account: string): string | undefined {
  const parents = parentsOf(organization, account);
  if (parents === undefined) return undefined;
  return `${[organization.id, ...parents].join("/")}/`;
}

interface Remembered {
  readonly levels: readonly (readonly string[])[] | undefined;
}

/** An organisation is replaced, never changed, so that what was found for it holds. */
const remembered: WeakMap<Organization, Map<string, Remembered>> = new WeakMap();

function findLevels(
  organization: Organization,
  account: string,
  type: OrganizationPolicy["type"],
): readonly (readonly string[])[] | undefined {
  const policies = organization.policies.filter((policy) => policy.type === type && policy.targets.length > 0);
  const parents = parentsOf(organization, account);
  if (parents === undefined || policies.length === 0) return undefined;
  return [...parents, account].map((target) =>
    policies.filter(({ targets }) => targets.includes(target)).map(({ document }) => document),
  );
}

/** From the root down to the account's own parent. */
function parentsOf({ members, units, rootId }: Organization, account: string): readonly string[] | undefined {
  let parent = members.find((member) => member.account === account)?.parent;
  if (parent === undefined) return undefined;
  const parents: string[] = [];
  // An organisation has at most five levels of units: more would be a ring.
  while (parent !== undefined && parent !== rootId && parents.length < 10) {
    parents.unshift(parent);
    const id: string = parent;
    parent = units.find((unit) => unit.id === id)?.parent;
  }
  return [rootId, ...parents];
}
