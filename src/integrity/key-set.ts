import { randomBytes } from "node:crypto";
import { createHashSet, hash64 } from "./hash-set.ts";

/** Remembers keys in a few bytes each. */
export interface KeySet {
  add(bucket: string, key: string): void;
  has(bucket: string, key: string): boolean;
}

/**
 * Keeps 64 bits of a salted hash: of a million keys one is taken for another once in 18 million runs, and nobody who names
 * files can know which.
 */
export function createKeySet(): KeySet {
  const salt = randomBytes(16).toString("hex");
  const hashes = createHashSet();
  return {
    add: (bucket, key) => hashes.add(hash64(salt, `${bucket}/${key}`)),
    has: (bucket, key) => hashes.has(hash64(salt, `${bucket}/${key}`)),
  };
}
