import type { IamRole } from "../model/index.ts";
import type { PrincipalAccess } from "./principal-access.ts";
import { trustedAs, trustedNames } from "./trust.ts";

/**
 * The roles, by who may get in: for a principal those that name it, its account or everybody in their trust policy
 * (`directly`: those that name it), and those that may let in anyone; in the order of `roles`. Most roles of an account
 * trust a service only.
 */
export function rolesByTrust(
  roles: readonly IamRole[],
  access: (arn: string) => PrincipalAccess | undefined,
): (principal: PrincipalAccess, directly: boolean) => readonly IamRole[] {
  const byName = new Map<string, number[]>();
  const open: number[] = [];
  for (const [position, { arn }] of roles.entries()) {
    // Of two roles with one ARN only one can be asked.
    const entity = access(arn)?.entity;
    const names = entity !== undefined && "trustPolicy" in entity ? trustedNames(entity) : [];
    if (names === "anyone") open.push(position);
    else for (const name of names) positionsOf(name).push(position);
  }
  return (principal, directly) => {
    const names = directly ? [principal.arn] : [...trustedAs(principal)];
    const named = names.flatMap((name) => byName.get(name) ?? []);
    const positions = new Set([...open, ...named]);
    return [...positions].sort((a, b) => a - b).flatMap((position) => roles[position] ?? []);
  };

  function positionsOf(name: string): number[] {
    const known = byName.get(name) ?? [];
    byName.set(name, known);
    return known;
  }
}
