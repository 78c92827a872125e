import type { Behaviour, RecordedChange } from "../../model/index.ts";

/** Changes that are about any of the keys, each once, in the order of `behaviour.changes`. */
export type ChangesBy = (behaviour: Behaviour, keys: readonly string[]) => readonly RecordedChange[];

/**
 * Finds changes by what they are about (`keyOf`; undefined: nothing that is asked for). They are gone through once for each
 * behaviour, and not once for each user and role.
 */
export function changesBy(keyOf: (change: RecordedChange) => string | undefined): ChangesBy {
  const indexes = new WeakMap<Behaviour, ReadonlyMap<string, readonly number[]>>();
  return (behaviour, keys) => {
    const index = indexes.get(behaviour) ?? indexOf(behaviour, keyOf);
    indexes.set(behaviour, index);
    const positions = new Set(keys.flatMap((key) => index.get(key) ?? []));
    return [...positions].sort((a, b) => a - b).flatMap((position) => behaviour.changes[position] ?? []);
  };
}

function indexOf(
  { changes }: Behaviour,
  keyOf: (change: RecordedChange) => string | undefined,
): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  for (const [position, change] of changes.entries()) {
    const key = keyOf(change);
    if (key === undefined) continue;
    const known = index.get(key);
    if (known === undefined) index.set(key, [position]);
    else known.push(position);
  }
  return index;
}

/** Of what a request names; undefined: it does not. */
export function textOf({ request }: RecordedChange, name: string): string | undefined {
  return Object.hasOwn(request, name) ? request[name] : undefined;
}
