import { createHash } from "node:crypto";
import type { Archive } from "../../logs/index.ts";

/** An archive that notes the bytes of what is read. */
export interface HashedArchive {
  readonly archive: Archive;
  /** SHA-256 of an object as stored; undefined where it was not read to its end. */
  hashOf(key: string): string | undefined;
}

export function hashedArchive(archive: Archive): HashedArchive {
  const hashes = new Map<string, string>();
  return {
    archive: {
      ...archive,
      get: (key, read, bucket) => {
        hashes.delete(key);
        return archive.get(key, (object) => read({ ...object, chunks: hashing(object.chunks, key) }), bucket);
      },
    },
    hashOf: (key) => hashes.get(key),
  };

  async function* hashing(chunks: AsyncIterable<Buffer>, key: string): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
    hashes.set(key, hash.digest("hex"));
  }
}
