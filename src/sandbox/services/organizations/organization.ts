import { AwsError } from "../../aws-error.ts";
import type { Call, Need, Operation, Output } from "../../call.ts";
import type { Organization } from "../../world/nouns.ts";
import { notInUse } from "./errors.ts";

/** Who may call it: the management account; also delegated administrators; every account of the organization. */
export type Admits = "management" | "administrators" | "members";

interface Described {
  readonly admits: Admits;
  /** ARNs that the call is about; undefined: `*`. */
  readonly resources?: (call: Call, organization: Organization) => readonly string[];
  readonly run: (call: Call, organization: Organization) => Output;
}

/** An operation of an organization that is there. */
export function operationOf(name: string, { admits, resources, run }: Described): Operation {
  return {
    needs: (call) => {
      const organization = known(call);
      const found = organization === undefined ? [] : (resources?.(call, organization) ?? []);
      return needsOn(name, found);
    },
    run: (call) => run(call, organizationFor(call, admits)),
  };
}

/** One need for each resource, or one for `*`. */
export function needsOn(name: string, resources: readonly string[] = []): readonly Need[] {
  const all = resources.length === 0 ? ["*"] : resources;
  return all.map((resource) => ({ action: `organizations:${name}`, resource }));
}

/**
 * The organization, for a caller whose account has to do with it. Throws `AWSOrganizationsNotInUseException`;
 * `AccessDeniedException`, where the account may not ask this.
 */
export function organizationFor(call: Call, admits: Admits): Organization {
  const organization = known(call);
  if (organization === undefined) throw notInUse();
  const { id } = call.account;
  const isDelegated = organization.delegatedAdministrators.some(({ account }) => account === id);
  const isAdmitted =
    admits === "members" || id === organization.managementAccount || (admits === "administrators" && isDelegated);
  if (!isAdmitted)
    throw new AwsError("AccessDeniedException", "You don't have permissions to access this resource.", 400);
  return organization;
}

/** Replaces it by one with other members. */
export function changeOrganization({ world }: Call, organization: Organization, changes: Partial<Organization>): void {
  world.organization.put("organization", { ...organization, ...changes });
}

function known({ world, account }: Call): Organization | undefined {
  const organization = world.organization.get("organization");
  return organization?.members.some((member) => member.account === account.id) ? organization : undefined;
}

/** As many letters and digits as its ids have. */
export function randomId({ world }: Call, length: number): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  return [...world.ids.bytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}
