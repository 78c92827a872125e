/** Two words of a hash, signed 32 bit so that they stay small integers. */
export interface WordKey {
  low: number;
  high: number;
}

/** A map from 64-bit hashes that holds a bounded amount. */
export interface WordCache<T> {
  find(key: WordKey): T | undefined;
  /** `weight`, a whole number, counts against the bound. */
  set(key: WordKey, value: T, weight?: number): void;
}

/**
 * Open addressing in two generations. When the younger holds `maxWeight` it becomes the older, and what the older held is
 * forgotten; what is found in the older moves to the younger.
 */
export function createWordCache<T>(maxWeight: number): WordCache<T> {
  let young = createGeneration<T>(initialSlots);
  let old: Generation<T> | undefined;

  return { find, set };

  function find(key: WordKey): T | undefined {
    const { low, high } = key;
    const at = slotOf(young, low, notEmpty(low, high));
    const value = young.values[at];
    if (value !== undefined || old === undefined) return value;
    const before = slotOf(old, low, notEmpty(low, high));
    const kept = old.values[before];
    if (kept !== undefined) set(key, kept, old.weights[before]);
    return kept;
  }

  function set({ low, high }: WordKey, value: T, weight = 1): void {
    if (young.weight + weight > maxWeight && young.count > 0) {
      old = young;
      young = createGeneration(initialSlots);
    } else if (2 * young.count >= young.values.length) {
      young = grow(young);
    }
    insert(young, low, notEmpty(low, high), value, weight);
  }
}

const initialSlots = 256;

interface Generation<T> {
  /** Two words a slot; 0, 0 where it is empty. */
  readonly keys: Int32Array;
  readonly values: (T | undefined)[];
  readonly weights: Uint32Array;
  count: number;
  weight: number;
}

function createGeneration<T>(slots: number): Generation<T> {
  return {
    keys: new Int32Array(2 * slots),
    values: new Array<T | undefined>(slots).fill(undefined),
    weights: new Uint32Array(slots),
    count: 0,
    weight: 0,
  };
}

function grow<T>({ keys, values, weights }: Generation<T>): Generation<T> {
  // By four: to put each value in its new place costs more than the room.
  const larger = createGeneration<T>(4 * values.length);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (value !== undefined) insert(larger, keys[2 * at] ?? 0, keys[2 * at + 1] ?? 0, value, weights[at] ?? 0);
  }
  return larger;
}

function insert<T>(into: Generation<T>, low: number, high: number, value: T, weight: number): void {
  const at = slotOf(into, low, high);
  if (into.values[at] === undefined) into.count += 1;
  into.keys[2 * at] = low;
  into.keys[2 * at + 1] = high;
  into.weight += weight - (into.weights[at] ?? 0);
  into.values[at] = value;
  into.weights[at] = weight;
}

/** Where the key is, or an empty slot where it would be. At most half of the slots are in use. */
function slotOf<T>({ keys, values }: Generation<T>, low: number, high: number): number {
  const mask = values.length - 1;
  let at = (low ^ (high >>> 7)) & mask;
  for (;;) {
    const found = keys[2 * at];
    const foundHigh = keys[2 * at + 1];
    if (found === low && foundHigh === high) return at;
    if (found === 0 && foundHigh === 0) return at;
    at = (at + 1) & mask;
  }
}

/** So that a key never looks like an empty slot. */
function notEmpty(low: number, high: number): number {
  return (low | high) === 0 ? 1 : high;
}
