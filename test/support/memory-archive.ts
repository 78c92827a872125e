import type { Archive } from "../../src/logs/index.ts";
import type { MadeObject } from "./made-trail.ts";

/** Objects in memory as an archive. */
export function memoryArchive(objects: ReadonlyMap<string, MadeObject>, bucket: string): Archive {
  const keys = [...objects.keys()].sort();
  return {
    name: `s3://${bucket}`,
    bucket,
    async *list(prefix, after = "") {
      const found = keys.filter((key) => key.startsWith(prefix) && key > after);
      for (let at = 0; at < found.length; at += 1000) {
        yield found.slice(at, at + 1000).map((key) => ({ key, storedAt: objects.get(key)?.storedAt ?? 0 }));
      }
    },
    folders: async (prefix) => {
      const below = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return [...new Set(below.flatMap((rest) => (rest.includes("/") ? [rest.slice(0, rest.indexOf("/"))] : [])))];
    },
    get: async (key, read) => {
      const object = objects.get(key);
      if (object === undefined) return undefined;
      const { bytes, metadata } = object;
      return read({
        chunks: pieces(bytes),
        size: bytes.length,
        metadata: async () => new Map(Object.entries(metadata)),
      });
    },
  };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}
