import type { PrincipalAccess } from "./principal-access.ts";

/**
 * Those of `targets` on which all of the actions may be allowed; some on which they are not may be among them.
 * Most grants on users and roles name the last part of the ARN, so that the rest of a large account need not be asked.
 */
export function candidates<T extends { readonly arn: string }>(
  targets: readonly T[],
  actions: readonly string[],
  principal: PrincipalAccess,
): readonly T[] {
  let found = targets;
  for (const action of actions) {
    const names = principal.reach(action);
    if (names === undefined) continue;
    const named = names.flatMap((name) => byName(targets).get(name) ?? []);
    if (named.length < found.length) found = named;
  }
  return found.filter(({ arn }) => actions.every((action) => principal.mayReach(action, arn)));
}

const indexes: WeakMap<readonly { readonly arn: string }[], ReadonlyMap<string, readonly unknown[]>> = new WeakMap();

function byName<T extends { readonly arn: string }>(targets: readonly T[]): ReadonlyMap<string, readonly T[]> {
  // An index holds what its list holds.
  const known = indexes.get(targets) as ReadonlyMap<string, readonly T[]> | undefined;
  if (known !== undefined) return known;
  const index = new Map<string, T[]>();
  for (const target of targets) {
    const name = target.arn.slice(target.arn.lastIndexOf("/") + 1);
    const same = index.get(name);
    if (same === undefined) index.set(name, [target]);
    else same.push(target);
  }
  indexes.set(targets, index);
  return index;
}
