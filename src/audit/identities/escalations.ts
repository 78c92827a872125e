import { type EscalationPath, escalationPaths, type PrincipalAccess } from "../../iam/index.ts";
import type { Identities } from "../../model/index.ts";

/** One-step ways to more of a principal of the account, worked out once: several checks ask for them. */
export function waysToMore(
  principal: PrincipalAccess,
  identities: Identities,
  access: (arn: string) => PrincipalAccess | undefined,
): readonly EscalationPath[] {
  const known = ways.get(principal);
  if (known !== undefined) return known;
  const found = escalationPaths(principal, identities, access);
  ways.set(principal, found);
  return found;
}

const ways: WeakMap<PrincipalAccess, readonly EscalationPath[]> = new WeakMap();
