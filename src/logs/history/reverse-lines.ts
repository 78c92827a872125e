import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * The lines of a file from the last to the first, without their line feeds, in little memory. What follows the last line feed is
 * left out: it was not written to its end.
 */
export function* reverseLines(file: string): Generator<Buffer> {
  const handle = openSync(file, "r");
  try {
    let end = fstatSync(handle).size;
    /** What was read of the line that reaches back behind the block, with what follows it. */
    let rest: Buffer = Buffer.alloc(0);
    let isFirst = true;
    while (end > 0) {
      const start = Math.max(0, end - blockBytes);
      const block = Buffer.concat([readAt(handle, start, end - start), rest]);
      let lineEnd = block.length;
      for (let feed = block.lastIndexOf(10); feed !== -1; feed = feed === 0 ? -1 : block.lastIndexOf(10, feed - 1)) {
        if (!isFirst) yield Buffer.from(block.subarray(feed + 1, lineEnd));
        isFirst = false;
        lineEnd = feed;
      }
      rest = Buffer.from(block.subarray(0, lineEnd));
      end = start;
    }
    if (!isFirst) yield rest;
  } finally {
    closeSync(handle);
  }
}

const blockBytes = 1024 * 1024;

function readAt(handle: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let at = 0;
  while (at < length) {
    const count = readSync(handle, bytes, at, length - at, start + at);
    if (count === 0) break;
    at += count;
  }
  return bytes.subarray(0, at);
}
