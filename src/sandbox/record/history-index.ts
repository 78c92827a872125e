import type { Signature } from "./event-attributes.ts";

/**
 * What is kept in memory of each record, so that a million take some tens of megabytes: its time and its signature. Ranks are
 * places in order of time.
 */
export interface HistoryIndex {
  readonly length: number;
  /** Seconds since 1970. */
  add(time: number, signature: Signature): void;
  time(rank: number): number;
  /** Number of the record. */
  line(rank: number): number;
  /** One word of the signature of a record. */
  word(line: number, place: number): number;
  /** The first rank whose time is after this one. */
  rankAfter(time: number): number;
}

export function historyIndex(words: number): HistoryIndex {
  let length = 0;
  let times = new Float64Array(1024);
  let signatures = new Uint32Array(1024 * words);
  let inOrder = true;
  /** Lines by rank; undefined: each line is its own rank. */
  let order: Uint32Array | undefined;

  function lineAt(rank: number): number {
    if (inOrder) return rank;
    if (order === undefined || order.length !== length) {
      const lines = Uint32Array.from({ length }, (_, line) => line);
      order = lines.sort((a, b) => timeOf(a) - timeOf(b) || a - b);
    }
    return order[rank] ?? 0;
  }
  function timeOf(line: number): number {
    return times[line] ?? 0;
  }

  return {
    get length() {
      return length;
    },
    add(time, signature) {
      if (length === times.length) {
        times = grown(times, new Float64Array(length * 2));
        signatures = grown(signatures, new Uint32Array(length * 2 * words));
      }
      if (length > 0 && time < timeOf(length - 1)) inOrder = false;
      times[length] = time;
      signatures.set(signature, length * words);
      length += 1;
    },
    time: (rank) => timeOf(lineAt(rank)),
    line: lineAt,
    word: (line, place) => signatures[line * words + place] ?? 0,
    rankAfter(time) {
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (timeOf(lineAt(middle)) <= time) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

function grown<T extends Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
