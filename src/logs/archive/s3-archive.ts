import type { AwsOptions } from "../aws/aws-options.ts";
import { awsProblem } from "../aws/aws-problems.ts";
import { againWhenBroken } from "../aws/broken-connection.ts";
import { createLimit } from "../aws/limit.ts";
import { openObjectStore } from "../s3/object-store.ts";
import type { Archive } from "./archive.ts";

export interface S3Options extends AwsOptions {
  /** Objects that are read at the same time; 32 unless given. */
  readonly concurrency?: number;
}

/** A bucket, in whatever region it is. Throws Problems: it does not exist, may not be listed, there are no credentials. */
export async function openBucket(bucket: string, options: S3Options): Promise<Archive> {
  const store = await openObjectStore(options);
  const limit = createLimit(options.concurrency ?? 32);
  await store.open(bucket);

  return {
    name: `s3://${bucket}`,
    bucket,
    async *list(prefix, after) {
      for await (const { objects } of store.list(bucket, { prefix, after })) yield objects;
    },
    folders: async (prefix) => {
      const names: string[] = [];
      for await (const { folders } of store.list(bucket, { prefix, folders: true })) {
        for (const folder of folders) names.push(folder.slice(prefix.length, -1));
      }
      return names;
    },
    get: (key, read, other) =>
      limit(() =>
        againWhenBroken(async () => {
          const object = await store.get(other ?? bucket, key);
          if (object === undefined) return undefined;
          const { chunks, size, metadata } = object;
          return readBody(() => read({ chunks, size, metadata: async () => metadata }));
        }),
      ),
  };
}

/** What breaks while a body is read is the connection; anything else is no matter of AWS. */
async function readBody<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Error && "code" in error ? awsProblem(error, "s3:GetObject") : error;
  }
}
