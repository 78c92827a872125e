import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { AwsOptions } from "../aws/aws-options.ts";
import { awsProblem } from "../aws/aws-problems.ts";
import { againWhenBroken, delaysMs, isBrokenConnection, pause } from "../aws/broken-connection.ts";
import type { StoredFile } from "../stored-bytes.ts";
import { createByteBudget } from "./byte-budget.ts";
import { type GotObject, type ObjectStore, openObjectStore } from "./object-store.ts";
import { parseObjectUri } from "./object-uri.ts";

/** Objects as files to be read, got before their turn comes. */
export interface ObjectReader {
  /** What will be opened next, in this order. */
  expect(uris: readonly string[]): void;
  /** How many of them were not opened yet. */
  readonly expected: number;
  /** Never rejects: what cannot be got is told. */
  readonly open: (uri: string) => Promise<StoredFile>;
  close(): void;
}

export interface ObjectReaderOptions {
  /** Objects that are got at the same time, or wait for their turn. */
  readonly ahead: number;
  /** Milliseconds since 1970, by S3's clock: what was stored later was changed since it was listed. */
  readonly listedAt?: number | undefined;
}

/** A reader with clients of its own, which are made when the first object is wanted. */
export function openObjectReader(aws: AwsOptions, options: ObjectReaderOptions): ObjectReader {
  let store: Promise<ObjectStore> | undefined;
  const queue: string[] = [];
  const started = new Map<string, Waiting>();
  const budget = createByteBudget(mostWaitingBytes);
  let stopped: Problem | undefined;
  /** Without an answer in between. */
  let silent = 0;

  return {
    expect(uris) {
      for (const uri of uris) queue.push(uri);
      startMore();
    },
    get expected() {
      return queue.length + started.size;
    },
    async open(uri) {
      const waiting = started.get(uri) ?? start(uri);
      waiting.isWanted();
      const file = await waiting.file;
      started.delete(uri);
      waiting.leave();
      startMore();
      return file;
    },
    close() {
      queue.length = 0;
      store?.then(
        (opened) => opened.close(),
        () => {},
      );
    },
  };

  function startMore(): void {
    while (started.size < options.ahead) {
      const next = queue.shift();
      if (next === undefined) return;
      if (!started.has(next)) started.set(next, start(next));
    }
  }

  function start(uri: string): Waiting {
    const room = budget.request();
    return { file: fileOf(uri, room.take), isWanted: room.insist, leave: room.release };
  }

  async function fileOf(uri: string, take: (bytes: number) => Promise<void>): Promise<StoredFile> {
    try {
      if (stopped !== undefined) throw stopped;
      store ??= openObjectStore(aws);
      const file = await getFile(await store, uri, take, options.listedAt);
      silent = 0;
      return file;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      silent = error.code === "aws.unreachable" ? silent + 1 : 0;
      // Credentials that have expired do not come back, and a network that is gone is not waited for thousands of times.
      if (error.code === "aws.credentials" || silent >= mostSilent) stopped ??= error;
      return { kind: "problem", problem: { ...toProblemRecord(error), location: { file: uri } } };
    }
  }
}

/** An object that is being got, or that waits for its turn. */
interface Waiting {
  readonly file: Promise<StoredFile>;
  /** Its turn has come. */
  readonly isWanted: () => void;
  readonly leave: () => void;
}

async function getFile(
  store: ObjectStore,
  uri: string,
  take: (bytes: number) => Promise<void>,
  listedAt: number | undefined,
): Promise<StoredFile> {
  const { bucket = "", key = "" } = parseObjectUri(uri) ?? {};
  return againWhenBroken(async () => {
    const object = await store.get(bucket, key);
    if (object === undefined)
      throw new Problem("input.unreadable", "The object is not there any more: it was deleted.");
    const changed = changedProblem(uri, object, listedAt);
    const noted = changed === undefined ? {} : { note: changed };
    if (object.size === undefined || object.size > mostWholeBytes) {
      return { kind: "stream", chunks: wholeStream(store, { bucket, key }, object), ...noted };
    }
    await take(object.size);
    return { kind: "whole", bytes: await readBody(object), ...noted };
  });
}

/** What was read is in order as it is, but somebody writes where only CloudTrail should. */
function changedProblem(
  file: string,
  { storedAt }: GotObject,
  listedAt: number | undefined,
): ProblemRecord | undefined {
  if (listedAt === undefined || storedAt === undefined || storedAt <= listedAt) return undefined;
  return {
    code: "input.conflict",
    message: "The object was changed after it was listed. What it holds now was read.",
    location: { file },
  };
}

async function readBody({ chunks }: GotObject): Promise<Buffer> {
  const parts: Buffer[] = [];
  try {
    for await (const chunk of chunks) parts.push(chunk);
  } catch (error) {
    throw awsProblem(error, "s3:GetObject");
  }
  return parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
}

/** A large object chunk by chunk; where the connection breaks, it goes on behind what was read. Throws Problems. */
async function* wholeStream(
  store: ObjectStore,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  first: GotObject,
): AsyncGenerator<Buffer> {
  const { etag } = first;
  let object = first;
  let from = 0;
  let failures = 0;
  for (;;) {
    try {
      for await (const chunk of object.chunks) {
        yield chunk;
        from += chunk.length;
        failures = 0;
      }
      return;
    } catch (error) {
      const delayMs = delaysMs[failures];
      if (!isBrokenConnection(error) || delayMs === undefined || etag === undefined) {
        throw error instanceof Problem ? error : awsProblem(error, "s3:GetObject");
      }
      failures += 1;
      await pause(delayMs);
    }
    const rest = await restOf({ from, etag });
    if (rest === undefined) throw new Problem("input.unreadable", "The object was deleted while it was read.");
    object = rest;
  }

  async function restOf(rest: { readonly from: number; readonly etag: string }): Promise<GotObject | undefined> {
    try {
      return await store.get(bucket, key, rest);
    } catch (error) {
      if (error instanceof Problem && (error.cause as Error | undefined)?.name === "PreconditionFailed") {
        throw new Problem("input.unreadable", "The object was changed while it was read.", { cause: error });
      }
      throw error;
    }
  }
}

/** Larger objects are not held in memory before their turn. */
const mostWholeBytes = 8 * 1024 * 1024;
/** Of objects that wait for their turn, all together. */
const mostWaitingBytes = 32 * 1024 * 1024;
const mostSilent = 20;
