/** Remembers which events were counted, in memory that does not grow with their number. */
export interface SeenEvents {
  /**
   * Whether an event is new; it is known from now on. `use`: the hash of what it says about permissions; `id`: its
   * `eventID`, as text or as ASCII bytes from `start` to `end`; `seconds` since 1970.
   */
  isNew(use: TextHash, id: string | Uint8Array, start: number, end: number, seconds: number): boolean;
}

/** Where the hash of a text stands, to be gone on with. */
export interface TextHash {
  readonly a: number;
  readonly b: number;
}

export function hashOfText(text: string): TextHash {
  hashing.a = 0x9e3779b9 | 0;
  hashing.b = 0x85ebca6b | 0;
  for (let at = 0; at < text.length; at += 1) add(text.charCodeAt(at));
  add(text.length);
  return { a: hashing.a, b: hashing.b };
}

/**
 * A table of 64-bit hashes in two generations. When the younger one is full it becomes the older, and what the older
 * held is forgotten: at least the last `limit` identities are known, at most twice as many, in 16 bytes each.
 */
export function createSeenEvents(limit: number = defaultLimit): SeenEvents {
  let young = createGeneration(firstSlots);
  let old: Generation | undefined;
  return {
    isNew(use, id, start, end, seconds) {
      hash(use, id, start, end, seconds);
      if (has(young) || (old !== undefined && has(old))) return false;
      if (young.count >= limit) {
        old = young;
        young = createGeneration(firstSlots);
      } else if (young.count >= young.words.length / 4) {
        young = grown(young);
      }
      put(young.words, hashed.low, hashed.high);
      young.count += 1;
      return true;
    },
  };
}

/** Four million; both generations together take 128 MB at most, for logs that large only. */
const defaultLimit = 4_194_304;
const firstSlots = 2 ** 12;

/** Slots of two words; 0,0 is an empty one. Half of the slots are used at most. */
interface Generation {
  readonly words: Uint32Array;
  count: number;
}

function createGeneration(slots: number): Generation {
  return { words: new Uint32Array(slots * 2), count: 0 };
}

function grown({ words, count }: Generation): Generation {
  const larger = createGeneration(words.length * 2);
  for (let at = 0; at < words.length; at += 2) {
    const low = words[at] ?? 0;
    const high = words[at + 1] ?? 0;
    if (low !== 0 || high !== 0) put(larger.words, low, high);
  }
  larger.count = count;
  return larger;
}

function has({ words }: Generation): boolean {
  const mask = words.length - 1;
  for (let at = (hashed.low * 2) & mask; ; at = (at + 2) & mask) {
    if (words[at] === hashed.low && words[at + 1] === hashed.high) return true;
    if (words[at] === 0 && words[at + 1] === 0) return false;
  }
}

function put(words: Uint32Array, low: number, high: number): void {
  const mask = words.length - 1;
  let at = (low * 2) & mask;
  while (words[at] !== 0 || words[at + 1] !== 0) at = (at + 2) & mask;
  words[at] = low;
  words[at + 1] = high;
}

/** Of the identity asked for last; one object, since every event passes here. */
const hashed = { low: 0, high: 0 };

/** While a hash is made. */
const hashing = { a: 0, b: 0 };

function hash(use: TextHash, id: string | Uint8Array, start: number, end: number, seconds: number): void {
  hashing.a = use.a;
  hashing.b = use.b;
  if (typeof id === "string") for (let at = start; at < end; at += 1) add(id.charCodeAt(at));
  else for (let at = start; at < end; at += 1) add(id[at] ?? 0);
  add(seconds);
  hashed.low = mix(hashing.a ^ (end - start));
  hashed.high = mix(hashing.b + Math.imul(hashing.a, 0x297a2d39)) || 1;
}

function add(code: number): void {
  const a = Math.imul(hashing.a ^ code, 0x01000193);
  hashing.a = a ^ (a >>> 15);
  const b = Math.imul(hashing.b + code, 0x5bd1e995);
  hashing.b = b ^ (b >>> 13);
}

/** Source: the finalizer of MurmurHash3, which is in the public domain. */
export function mix(value: number): number {
  let v = value;
  v = Math.imul(v ^ (v >>> 16), 0x85ebca6b);
  v = Math.imul(v ^ (v >>> 13), 0xc2b2ae35);
  return (v ^ (v >>> 16)) >>> 0;
}
