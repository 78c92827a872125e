import { mix } from "./seen-events.ts";

/**
 * At most `limit` values by key: those whose keys have the smallest hashes, whatever the order in which they come. A
 * key that is kept in the end was kept from its first moment on, so its value has seen everything; two samples that are
 * put together hold what one sample of both would.
 */
export interface Sample<T> {
  /**
   * The value of a key, made if it is new; undefined: the key is not of the sample. What `make` gives may be dropped at
   * once.
   */
  keep(key: string): T | undefined;
  /** Key and value of those that are kept. */
  entries(): Iterable<readonly [key: string, value: T]>;
}

/** `drop` gets the values that were kept for a while. */
export function createSample<T>(
  limit: number,
  make: (key: string) => T,
  drop: (value: T, key: string) => void,
): Sample<T> {
  const kept = new Map<string, T>();
  /** The largest order that may still be of the sample. */
  let last: Order | undefined;

  return {
    keep(key) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      if (last !== undefined && isBefore(last, orderOf(key))) return undefined;
      const value = make(key);
      kept.set(key, value);
      // Cut rarely, since to sort takes time.
      if (kept.size >= 2 * limit + 1) {
        cut();
        return kept.get(key);
      }
      return value;
    },
    entries() {
      if (kept.size > limit) cut();
      return kept;
    },
  };

  function cut(): void {
    const orders = [...kept.keys()].map(orderOf).sort((a, b) => (isBefore(a, b) ? -1 : 1));
    last = orders[limit - 1];
    for (const { key } of orders.slice(limit)) {
      const value = kept.get(key);
      kept.delete(key);
      if (value !== undefined) drop(value, key);
    }
  }
}

interface Order {
  readonly hash: number;
  readonly key: string;
}

function isBefore(a: Order, b: Order): boolean {
  return a.hash < b.hash || (a.hash === b.hash && a.key < b.key);
}

function orderOf(key: string): Order {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return { hash: mix(hash), key };
}
