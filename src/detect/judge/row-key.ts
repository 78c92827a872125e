import type { WordKey } from "./word-cache.ts";

/**
 * Hashes some hashes of a row into `into`, which is reused. `offsets` are where they stand in the row, two words each; `seed`
 * keeps apart what is asked of the same words. Every step can be undone, so that words that differ end alike by chance only.
 */
export function rowKey(seed: number, words: Uint32Array, at: number, offsets: readonly number[], into: WordKey): void {
  let a = seed ^ 0x9e3779b9;
  let b = Math.imul(seed, 0x85ebca6b) ^ 0x2545f491;
  // Counted, since an iterator makes an object for each step until V8 has compiled this.
  for (let step = 0; step < offsets.length; step += 1) {
    const offset = at + (offsets[step] ?? 0);
    const low = words[offset] ?? 0;
    const high = words[offset + 1] ?? 0;
    a = Math.imul(a ^ low, 0xcc9e2d51);
    a = Math.imul(a ^ (a >>> 15) ^ high, 0x1b873593);
    a ^= a >>> 13;
    b = Math.imul(b ^ high, 0x85ebca6b);
    b = Math.imul(b ^ (b >>> 13) ^ low, 0xc2b2ae35);
    b ^= b >>> 16;
  }
  into.low = a | 0;
  into.high = b | 0;
}
