import { closeSync, createReadStream, fstatSync, openSync, readSync } from "node:fs";
import type { ProblemRecord } from "../model/index.ts";

/**
 * A file's bytes as stored: in one piece where that is small, which stays as it is until the next file is opened; else chunk by
 * chunk. `note`: what is to be said of the file beside what is in it.
 */
export type StoredBytes =
  | { readonly kind: "whole"; readonly bytes: Buffer; readonly note?: ProblemRecord }
  | { readonly kind: "stream"; readonly chunks: AsyncIterable<Buffer>; readonly note?: ProblemRecord };

/** What comes of opening a file. */
export type StoredFile = StoredBytes | { readonly kind: "problem"; readonly problem: ProblemRecord };

/** Opens a file; `-` is standard input. Only a regular file is read: a pipe among log files would wait for ever. */
export function openStored(
  file: string,
  maxWholeBytes: number,
  stdin: AsyncIterable<Uint8Array> | undefined,
): StoredFile {
  if (file === "-") {
    if (stdin === undefined) return unreadable(file, "Standard input is not open.");
    return { kind: "stream", chunks: asBuffers(stdin) };
  }
  try {
    const handle = openSync(file, "r");
    try {
      const stat = fstatSync(handle);
      if (stat.isDirectory()) return unreadable(file, "This is a directory.");
      // Some file systems say 0 for what they make while it is read.
      if (stat.isFile() && stat.size > 0 && stat.size <= maxWholeBytes)
        return { kind: "whole", bytes: readKept(handle, stat.size) };
    } finally {
      closeSync(handle);
    }
    return { kind: "stream", chunks: createReadStream(file, { highWaterMark: chunkBytes }) };
  } catch (error) {
    return unreadable(file, reason(error));
  }
}

/** All files of a thread are read into one buffer: to collect garbage of that size takes more time than to read. */
function readKept(handle: number, size: number): Buffer {
  if (kept.length < size) kept = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)));
  let end = 0;
  while (end < size) {
    const count = readSync(handle, kept, end, size - end, null);
    if (count === 0) break;
    end += count;
  }
  return kept.subarray(0, end);
}

let kept: Buffer = Buffer.alloc(0);

const chunkBytes = 1024 * 1024;

async function* asBuffers(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** A format is told by its first bytes, so the first chunk has some of them even where a pipe gives one at a time. */
export async function* withWholeStart(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const bytes of source) {
    if (start === undefined) {
      yield bytes;
      continue;
    }
    start = Buffer.concat([start, bytes]);
    if (start.length < 8) continue;
    yield start;
    start = undefined;
  }
  if (start !== undefined && start.length > 0) yield start;
}

function unreadable(file: string, message: string): { readonly kind: "problem"; readonly problem: ProblemRecord } {
  return { kind: "problem", problem: { code: "input.unreadable", message, location: { file } } };
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "There is no such file.";
  if (code === "EACCES" || code === "EPERM") return "Reading it is not permitted.";
  return `It cannot be opened: ${error instanceof Error ? error.message : String(error)}.`;
}
