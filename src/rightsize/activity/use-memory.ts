import type { TextHash } from "./seen-events.ts";
import type { KeptTally } from "./tally.ts";

/** Where numbers stand in the row of an event that was not parsed, counted in words of 32 bits. */
export interface RowLayout {
  /** `eventTime` in seconds since 1970. */
  readonly time: number;
  /** Offset and end of the text of `eventID` among the bytes; equal when there is none. ASCII. */
  readonly idStart: number;
  readonly idEnd: number;
  /** Two words: a keyed hash of `eventSource` and `eventName`; behind them two words for each path of `eventFields`. */
  readonly pairLow: number;
}

/** What the first of equal events came to. */
export interface RememberedUse {
  /** Hash of what it says about permissions. */
  readonly identity: TextHash;
  /** Why it is no use. */
  readonly why?: string;
  /** Where it counts, one or more times. */
  readonly tallies: readonly KeptTally[];
}

/** Remembers what events came to by the words of their rows. Bounded: when it is full, it begins anew. */
export interface UseMemory {
  /** Undefined also where a tally is not kept any more. */
  find(words: Uint32Array, at: number): RememberedUse | undefined;
  /** Of the row that was looked for last. */
  keep(use: RememberedUse): void;
}

/** `fields`: how many fields a row has. */
export function createUseMemory(layout: RowLayout, fields: number, limit: number = defaultLimit): UseMemory {
  const known = new Map<number, Entry>();
  const from = layout.pairLow;
  const to = from + 2 + 2 * fields;
  let [low, high] = [0, 0];
  return {
    find(words, at) {
      hash(words, at);
      const entry = known.get(low);
      if (entry === undefined || entry.high !== high) return undefined;
      return entry.use.tallies.every(({ isKept }) => isKept) ? entry.use : undefined;
    },
    keep(use) {
      if (known.size >= limit) known.clear();
      known.set(low, { high, use });
    },
  };

  /** The words are keyed hashes already; every step can be undone, so that rows that differ end alike by chance only. */
  function hash(words: Uint32Array, at: number): void {
    let a = 0x9e3779b9 | 0;
    let b = 0x2545f491 | 0;
    for (let offset = at + from; offset < at + to; offset += 2) {
      const one = words[offset] ?? 0;
      const other = words[offset + 1] ?? 0;
      a = Math.imul(a ^ one, 0xcc9e2d51);
      a = Math.imul(a ^ (a >>> 15) ^ other, 0x1b873593);
      a ^= a >>> 13;
      b = Math.imul(b ^ other, 0x85ebca6b);
      b = Math.imul(b ^ (b >>> 13) ^ one, 0xc2b2ae35);
      b ^= b >>> 16;
    }
    low = a | 0;
    high = b | 0;
  }
}

const defaultLimit = 131_072;

interface Entry {
  readonly high: number;
  readonly use: RememberedUse;
}
