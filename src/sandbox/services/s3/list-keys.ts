import type { World } from "../../world/world.ts";
import { objectIndex } from "./object-index.ts";

export interface KeyQuery {
  readonly prefix?: string;
  /** Keys that have it behind the prefix are rolled up to one common prefix. */
  readonly delimiter?: string;
  /** Only what comes after this key (or after a common prefix, if it ends in the delimiter). */
  readonly after?: string;
  /** The same, but the key itself is still listed. */
  readonly from?: string;
}

/** One line of a listing: a key, or a common prefix of several. */
export type Listed = { readonly key: string } | { readonly commonPrefix: string };

/**
 * Keys and common prefixes in order, for as long as the bucket does not change. A common prefix costs as much as a key, however
 * many keys are below it.
 */
export function* listKeys(
  world: World,
  bucket: string,
  { prefix = "", delimiter = "", after = "", from = "" }: KeyQuery,
): IterableIterator<Listed> {
  const index = objectIndex(world, bucket);
  const keys = index.keys();
  let position = Math.max(index.from(prefix), after === "" ? 0 : index.after(after), index.from(from));
  for (let key = keys[position]; key?.startsWith(prefix); key = keys[position]) {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (end === -1) {
      position += 1;
      yield { key };
      continue;
    }
    const commonPrefix = key.slice(0, end + delimiter.length);
    position = index.behindPrefix(commonPrefix, position);
    // A page that ended with this common prefix goes on behind it.
    if (!after.startsWith(commonPrefix)) yield { commonPrefix };
  }
}
