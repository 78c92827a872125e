import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";
import { Problem } from "../../model/index.ts";
import { type Step, stepSchema } from "../steps/step.ts";
import { type Entry, entrySchemaOf } from "./entries.ts";
import { type Lock, lockFile } from "./lock.ts";
import { type Journal, readJournal } from "./read-journal.ts";

/** A journal that this process alone writes to. A line is on the disk when `append` returns. */
export interface JournalFile<S = Step> {
  readonly file: string;
  /** As it stands, with all that was appended. */
  read(): Journal<S>;
  append(entry: Entry<S>): void;
  close(): void;
}

/** Opens the journal of a plan of policies, see {@link openJournalOf}. */
export function openJournal(file: string): JournalFile {
  return openJournalOf(file, stepSchema);
}

/** Reads the journal of a plan of policies, see {@link readJournalFileOf}. */
export function readJournalFile(file: string): Journal {
  return readJournalFileOf(file, stepSchema);
}

/**
 * Opens a journal, or begins one; only its owner may read it, since it tells who may do what. Throws Problems
 * `journal.locked`, `journal.invalid` and `output.unwritable`.
 */
export function openJournalOf<S>(file: string, steps: z.ZodType<S>): JournalFile<S> {
  const lock = guarded(file, () => lockFile(`${file}.lock`));
  let handle: number | undefined;
  try {
    handle = guarded(file, () => openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600));
    return journalOn(file, handle, lock, entrySchemaOf(steps));
  } catch (error) {
    if (handle !== undefined) closeSync(handle);
    lock.release();
    throw error;
  }
}

/** A journal without the right to write to it. Throws Problems `input.unreadable` and `journal.invalid`. */
export function readJournalFileOf<S>(file: string, steps: z.ZodType<S>): Journal<S> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    // What a file system throws is an Error that names the path.
    const reason = (cause as Error).message;
    throw new Problem("input.unreadable", `The journal cannot be read: ${reason}.`, { location: { file }, cause });
  }
  return readJournal(bytes, file, entrySchemaOf(steps));
}

function journalOn<S>(file: string, handle: number, lock: Lock, schema: z.ZodType<Entry<S>>): JournalFile<S> {
  if (!fstatSync(handle).isFile()) {
    throw new Problem("output.unwritable", "The journal must be a file.", { location: { file } });
  }
  let bytes = readFileSync(file);
  const { wholeBytes } = readJournal(bytes, file, schema);
  // The next line must not be joined to a torn one.
  if (wholeBytes < bytes.byteLength) {
    guarded(file, () => ftruncateSync(handle, wholeBytes));
    bytes = bytes.subarray(0, wholeBytes);
  }
  guarded(file, () => syncFolder(dirname(file)));
  return {
    file,
    read: () => readJournal(bytes, file, schema),
    append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      guarded(file, () => {
        writeWhole(handle, line);
        fsyncSync(handle);
      });
      bytes = Buffer.concat([bytes, line]);
    },
    close() {
      closeSync(handle);
      lock.release();
    },
  };
}

function writeWhole(handle: number, line: Uint8Array): void {
  let written = 0;
  while (written < line.byteLength) written += writeSync(handle, line, written);
}

/** A new file is there for good only when its folder is on the disk. Windows has no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    // What a file system throws is an Error that names the path.
    const reason = (cause as Error).message;
    throw new Problem("output.unwritable", `The journal cannot be written: ${reason}.`, { location: { file }, cause });
  }
}
