import { readSync } from "node:fs";

export interface FileLine {
  /** From 1, of those that were read. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
  /** Offset behind the line in bytes. */
  readonly end: number;
  /** Whether a line feed ends it; only of the last line it may not. */
  readonly ended: boolean;
}

/** Lines of an open file from an offset on; what is behind the last line feed is a line too. */
export function* fileLines(file: number, start: number = 0): IterableIterator<FileLine> {
  const chunk = Buffer.allocUnsafe(1 << 20);
  let [parts, offset, number]: [Buffer[], number, number] = [[], start, 0];
  for (let count = readSync(file, chunk, 0, chunk.length, offset); count > 0; ) {
    let from = 0;
    for (let feed = chunk.indexOf(10, from); feed !== -1 && feed < count; feed = chunk.indexOf(10, from)) {
      number += 1;
      yield { number, text: joined(parts, chunk.subarray(from, feed)), end: offset + feed + 1, ended: true };
      parts = [];
      from = feed + 1;
    }
    if (from < count) parts.push(Buffer.from(chunk.subarray(from, count)));
    offset += count;
    count = readSync(file, chunk, 0, chunk.length, offset);
  }
  if (parts.length > 0) yield { number: number + 1, text: joined(parts, Buffer.alloc(0)), end: offset, ended: false };
}

function joined(parts: readonly Buffer[], last: Buffer): string {
  return parts.length === 0 ? last.toString() : Buffer.concat([...parts, last]).toString();
}
