import { createHash, randomBytes } from "node:crypto";

/** Remembers keys in a few bytes each. */
export interface KeySet {
  add(bucket: string, key: string): void;
  has(bucket: string, key: string): boolean;
}

/**
 * Keeps 52 bits of a salted hash: of 100,000 keys one is taken for another about once in 500,000 runs, and nobody who names
 * files can know which.
 */
export function createKeySet(): KeySet {
  const salt = randomBytes(16);
  const hashes = new Set<number>();
  return {
    add: (bucket, key) => void hashes.add(hashOf(bucket, key)),
    has: (bucket, key) => hashes.has(hashOf(bucket, key)),
  };

  function hashOf(bucket: string, key: string): number {
    const digest = createHash("sha256").update(salt).update(`${bucket}/${key}`).digest();
    return digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) & 15);
  }
}
