import { hash } from "node:crypto";

/** Texts as 64 bits of their hash: 8 bytes each in one block of memory, which is all that is kept of them. */
export interface HashSet {
  add(hash: Hash64): void;
  has(hash: Hash64): boolean;
}

/** Two halves of 64 bits, each a whole number below 2^32. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/** Nobody who chooses texts and does not know the salt can make two that are taken for each other. */
export function hash64(salt: string, text: string): Hash64 {
  const hex = hash("sha256", `${salt}${text}`, "hex");
  return { high: Number.parseInt(hex.slice(0, 8), 16), low: Number.parseInt(hex.slice(8, 16), 16) };
}

/** An open table with linear probing; two zeros are an empty place. */
export function createHashSet(): HashSet {
  let places = 1024;
  let table = new Uint32Array(2 * places);
  let count = 0;
  return {
    add: (hash) => {
      const at = find(table, places, hash);
      if (isFilled(table, at)) return;
      put(table, at, hash);
      count += 1;
      if (count > places * mostFilled) grow();
    },
    has: (hash) => isFilled(table, find(table, places, hash)),
  };

  function grow(): void {
    const old = table;
    places *= 2;
    table = new Uint32Array(2 * places);
    for (let at = 0; at < old.length; at += 2) {
      const hash = { high: old[at] ?? 0, low: old[at + 1] ?? 0 };
      if (isFilled(old, at)) put(table, find(table, places, hash), hash);
    }
  }
}

const mostFilled = 0.7;

/** Where the hash is, or would be put. */
function find(table: Uint32Array, places: number, { high, low }: Hash64): number {
  let place = low & (places - 1);
  while (isFilled(table, 2 * place) && (table[2 * place] !== high || table[2 * place + 1] !== lowOf(high, low))) {
    place = (place + 1) & (places - 1);
  }
  return 2 * place;
}

function put(table: Uint32Array, at: number, { high, low }: Hash64): void {
  table[at] = high;
  table[at + 1] = lowOf(high, low);
}

/** One of the 2^64 hashes would look like an empty place. */
function lowOf(high: number, low: number): number {
  return high === 0 && low === 0 ? 1 : low;
}

function isFilled(table: Uint32Array, at: number): boolean {
  return table[at] !== 0 || table[at + 1] !== 0;
}
