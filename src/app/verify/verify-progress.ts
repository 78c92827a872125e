import { randomBytes } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { createHashSet, type DigestedLogFile, type Hash64, hash64, sha256Hex } from "../../integrity/index.ts";
import type { Json } from "../../model/index.ts";
import { makeFolders } from "../make-folders.ts";
import { readProgress, type SavedProgress, sealOf } from "./verify-saved-progress.ts";

/**
 * Which log files a run has found valid, kept so that a run which was killed need not read them again. All else (digests,
 * signatures, files that are not valid or missing) is looked at anew, so that the verdicts are those of an unbroken run.
 */
export interface VerifyProgress {
  /** An earlier run found it valid: a log file of this name with this hash. */
  isDone(log: DigestedLogFile): boolean;
  note(log: DigestedLogFile): void;
  /** Resolves when all that was noted would outlast a power cut. Never throws: {@link trouble} says what is wrong. */
  save(): Promise<void>;
  /** Nothing is left to go on with. */
  finish(): Promise<void>;
  /** Lets go of the file, which stays. */
  close(): Promise<void>;
  /** What to tell the user at the beginning: that it goes on, or why it does not. */
  readonly notes: readonly string[];
  /** Why it is not kept any more. */
  trouble(): string | undefined;
}

/** What is verified: another question has another file. */
export type ProgressQuestion = { readonly [name: string]: Json };

/**
 * Opens what an earlier run on the same question left below `folder`, or begins anew. A file that was damaged, belongs to another
 * question or is older than a day is not used, and a note says so; nor is any unless `isResumed`.
 */
export async function openProgress(
  folder: string,
  question: ProgressQuestion,
  now: Date,
  isResumed: boolean,
): Promise<VerifyProgress> {
  const identity = sha256Hex(JSON.stringify(question));
  const file = join(folder, `${identity.slice(0, 24)}.progress`);
  let handle: FileHandle;
  let saved: SavedProgress;
  try {
    makeFolders(folder, 0o700);
    const read = isResumed ? await readProgress(file, identity, now) : "";
    saved = typeof read === "string" ? newProgress(now, read) : read;
    handle = await openAt(file, identity, saved);
  } catch (error) {
    // What a file system throws is an Error.
    const reason = (error as Error).message;
    return noProgress(`What is done cannot be kept in ${folder}, so that a run that is killed begins anew: ${reason}`);
  }
  return keepProgress(file, handle, saved);
}

/** Where nothing is kept. */
export function noProgress(...notes: readonly string[]): VerifyProgress {
  const nothing = async (): Promise<void> => {};
  return {
    isDone: () => false,
    note: () => {},
    save: nothing,
    finish: nothing,
    close: nothing,
    notes,
    trouble: () => undefined,
  };
}

function newProgress(now: Date, note: string): SavedProgress {
  return {
    salt: randomBytes(16).toString("hex"),
    begunAt: now.toISOString(),
    done: createHashSet(),
    count: 0,
    wholeBytes: 0,
    lastSeal: "",
    notes: note === "" ? [] : [note],
  };
}

async function openAt(
  file: string,
  identity: string,
  { salt, begunAt, wholeBytes }: SavedProgress,
): Promise<FileHandle> {
  // What a run that was killed wrote in part is cut off; a file that is not used is emptied.
  const handle = await open(file, wholeBytes === 0 ? "w" : "r+", 0o600);
  if (wholeBytes > 0) await handle.truncate(wholeBytes);
  else {
    await handle.write(
      `${JSON.stringify({ kind: "trail-verify-progress", schemaVersion: 1, identity, salt, begunAt })}\n`,
      0,
    );
    await handle.datasync();
  }
  return handle;
}

function keepProgress(file: string, handle: FileHandle, saved: SavedProgress): VerifyProgress {
  const { salt, done } = saved;
  let at: number | undefined = saved.wholeBytes === 0 ? undefined : saved.wholeBytes;
  let seal = saved.lastSeal;
  let waiting: Hash64[] = [];
  let writing: Promise<void> | undefined;
  let trouble: string | undefined;
  return {
    isDone: (log) => done.has(hashOf(log)),
    note: (log) => void waiting.push(hashOf(log)),
    save,
    finish: async () => {
      await writing;
      await handle.close().catch(() => {});
      await rm(file, { force: true }).catch(() => {});
    },
    close: async () => {
      await save();
      await handle.close().catch(() => {});
    },
    notes: saved.notes,
    trouble: () => trouble,
  };

  function hashOf({ s3Bucket, s3Object, hashValue }: DigestedLogFile): Hash64 {
    return hash64(salt, JSON.stringify([s3Bucket, s3Object, hashValue]));
  }

  /** One writes at a time; who comes meanwhile waits for the next write, which takes all that came. */
  async function save(): Promise<void> {
    while (writing !== undefined) await writing;
    if (waiting.length === 0 || trouble !== undefined) return;
    const taken = waiting;
    waiting = [];
    writing = append(taken);
    await writing;
    writing = undefined;
  }

  async function append(hashes: readonly Hash64[]): Promise<void> {
    const bytes = Buffer.alloc(8 * hashes.length);
    for (const [index, { high, low }] of hashes.entries()) {
      bytes.writeUInt32BE(high, 8 * index);
      bytes.writeUInt32BE(low, 8 * index + 4);
    }
    const text = bytes.toString("base64");
    const next = sealOf(salt, seal, text);
    const line = Buffer.from(`${text} ${next}\n`);
    try {
      at ??= (await handle.stat()).size;
      await handle.write(line, 0, line.length, at);
      await handle.datasync();
      at += line.length;
      seal = next;
    } catch (error) {
      // What a file system throws is an Error.
      trouble = `What is done cannot be kept any more, so that a run that is killed now does a part again: ${(error as Error).message}`;
    }
  }
}
