import type { DigestChainName } from "../model/index.ts";
import type { ListedDigest } from "./chain-names.ts";
import { digestFileKey } from "./file-names.ts";
import { instant } from "./spans.ts";

/** Digests of one chain, newest first. An array is one. */
export interface DigestList {
  readonly length: number;
  at(index: number): ListedDigest | undefined;
}

/** Only their ends are kept, milliseconds since 1970: a key follows from its chain and its end. */
export function digestList(chain: DigestChainName, ends: Iterable<number>): DigestList {
  const times = Float64Array.from(ends).sort().reverse();
  const { isBackfill: backfill, ...name } = chain;
  return {
    length: times.length,
    at: (index) => {
      const time = times[index];
      return time === undefined ? undefined : { key: digestFileKey({ ...name, backfill, time: instant(time) }), time };
    },
  };
}
