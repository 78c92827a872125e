import type { Asker } from "./escalation-ask.ts";
import { once } from "./once.ts";
import type { CountsStatement } from "./principal-access.ts";

/** Something that a method may be used on. */
interface Target {
  readonly arn: string;
}

/**
 * Leaves out of `targets` some on which not all of the actions are allowed. None is left where an action is not allowed
 * on any of their kind; and most grants on users and roles name the last part of the ARN, so that the rest of a large
 * account need not be asked.
 */
export function candidates<T extends Target>(
  targets: readonly T[],
  actions: readonly string[],
  { principal, allowed }: Pick<Asker, "principal" | "allowed">,
  counts?: CountsStatement,
): readonly T[] {
  const { kinds, byName } = indexOf(targets);
  if (!kinds.some((kind) => allowed(actions, `${kind}*`, counts))) return [];
  let found = targets;
  for (const action of actions) {
    const names = principal.reach(action);
    if (names === undefined) continue;
    const named = names.flatMap((name) => byName().get(name) ?? []);
    if (named.length < found.length) found = named;
  }
  return found;
}

interface TargetIndex<T extends Target> {
  /** What the ARNs begin with, up to the first slash: `arn:aws:iam::111122223333:role/`. */
  readonly kinds: readonly string[];
  /** By what stands after the last slash. */
  readonly byName: () => ReadonlyMap<string, readonly T[]>;
}

const indexes: WeakMap<readonly Target[], TargetIndex<Target>> = new WeakMap();

function indexOf<T extends Target>(targets: readonly T[]): TargetIndex<T> {
  // An index holds what its list holds.
  const known = indexes.get(targets) as TargetIndex<T> | undefined;
  if (known !== undefined) return known;
  const kinds = new Set(targets.map(({ arn }) => arn.slice(0, arn.indexOf("/") + 1)));
  const index = { kinds: [...kinds], byName: once(() => grouped(targets)) };
  indexes.set(targets, index);
  return index;
}

function grouped<T extends Target>(targets: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const byName = new Map<string, T[]>();
  for (const target of targets) {
    const name = target.arn.slice(target.arn.lastIndexOf("/") + 1);
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [target]);
    else same.push(target);
  }
  return byName;
}
