/**
 * Chance that can be repeated: the same seed and labels give the same numbers on every machine and Node version.
 * Each topic forks its own stream, so that a change to one leaves the others as they were.
 */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  shuffle<T>(items: readonly T[]): T[];
  text(alphabet: string, length: number): string;
  /** Lower-case, in the form of a random UUID (version 4). */
  uuid(): string;
  fork(label: string): Random;
}

export const hexDigits = "0123456789abcdef";
export const lettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
export const capitalsAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export function createRandom(seed: string): Random {
  const next = sfc32(hashSeed(seed));
  const random: Random = {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => at(items, Math.floor(next() * items.length)),
    shuffle: (items) => shuffled(items, next),
    text: (alphabet, length) =>
      Array.from({ length }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join(""),
    uuid: () => toUuid(random.text(hexDigits, 32)),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
  return random;
}

/** An element that is known to be there; anything else is a bug of the generator. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No element ${index} among ${items.length}.`);
  return item;
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    const moved = at(result, last);
    result[last] = at(result, other);
    result[other] = moved;
  }
  return result;
}

function toUuid(hex: string): string {
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** FNV-1a with four different starts, one for each word of the generator's state. */
function hashSeed(seed: string): readonly [number, number, number, number] {
  const words = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b].map((start) => {
    let hash = start;
    for (let index = 0; index < seed.length; index += 1) {
      hash = Math.imul(hash ^ seed.charCodeAt(index), 0x01000193);
    }
    return hash >>> 0;
  });
  return [at(words, 0), at(words, 1), at(words, 2), at(words, 3)];
}

/** Small Fast Counter, 32 bits (Chris Doty-Humphrey, public domain): whole numbers only, hence the same everywhere. */
function sfc32([first, second, third, fourth]: readonly [number, number, number, number]): () => number {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, fourth | 0];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}
