/** What the state of one rule may hold. Beyond, whatever was not seen for longest goes. */
export interface Bounds {
  readonly groups: number;
  readonly valuesOfGroup: number;
  /** Of all groups together. */
  readonly values: number;
}

export const defaultBounds: Bounds = { groups: 200_000, valuesOfGroup: 10_000, values: 1_000_000 };

/** What was lost to the bounds: groups, and values that were still remembered. */
export interface Losses {
  evicted: number;
}

export function newLosses(): Losses {
  return { evicted: 0 };
}

/** Moves an entry to the end: maps keep the order of insertion. */
export function touch<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
}

/**
 * Deletes the entries that were not seen for longest until `isEnough`. A map walks over what was deleted at its front, so one
 * at a time would cost as much as many.
 */
export function deleteOldest<T>(
  map: Map<string, T>,
  isEnough: () => boolean,
  onDelete: (entry: T) => void,
  keep?: string,
): void {
  for (const [key, entry] of map) {
    if (isEnough()) return;
    if (key === keep) continue;
    map.delete(key);
    onDelete(entry);
  }
}

/** What is left of a bound that was passed, so that it is not passed again at once. */
export function leftOf(bound: number): number {
  return bound - Math.floor(bound / 16);
}
