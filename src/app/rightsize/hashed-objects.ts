import { createHash, type Hash } from "node:crypto";
import type { ReadOptions } from "../../logs/index.ts";

type OpenObject = NonNullable<ReadOptions["openObject"]>;

/** Objects that are read, and what proves later that they are the same. */
export interface HashedObjects {
  readonly open: OpenObject;
  /** SHA-256 of the bytes that are stored; undefined where they were not read to their end, which was said of the object. */
  hashOf(uri: string): string | undefined;
}

/** Hashes objects while they are read, so that none is got twice. */
export function hashedObjects(open: OpenObject): HashedObjects {
  const hashes = new Map<string, string>();
  return {
    async open(uri) {
      const stored = await open(uri);
      const hash = createHash("sha256");
      if (stored.kind === "whole") hashes.set(uri, hash.update(stored.bytes).digest("hex"));
      if (stored.kind !== "stream") return stored;
      return { ...stored, chunks: hashing(stored.chunks, hash, (sha256) => hashes.set(uri, sha256)) };
    },
    hashOf: (uri) => hashes.get(uri),
  };
}

async function* hashing(
  chunks: AsyncIterable<Buffer>,
  hash: Hash,
  done: (sha256: string) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  done(hash.digest("hex"));
}
