import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { Problem } from "../../model/index.ts";
import type { Log } from "./table.ts";
import type { Undo } from "./tables.ts";

/** A log in a file: in memory are only the offsets of its lines, and the lines that are not committed. */
export interface FolderLog extends Log {
  readonly hasPending: boolean;
  /** Writes what is pending, and says how long the file is then. */
  write(): number;
  /** Takes the last writing back, also half of one, as it was not committed. */
  unwrite(): void;
  /** What was written is committed. */
  settle(): void;
  close(): void;
}

/** `bytes`: what commits have counted. The file may be longer, after a crash, but never shorter. */
export function folderLog(path: string, bytes: number, undos: Undo[]): FolderLog {
  const file = openSync(path, "a+", 0o600);
  const found = fstatSync(file).size;
  if (found < bytes) {
    closeSync(file);
    throw new Problem("journal.invalid", `${path} has ${found} bytes, and the journal has counted ${bytes}`, {
      location: { file: path },
      hint: "Restore the folder from a copy, or name an empty one.",
    });
  }
  ftruncateSync(file, bytes);
  const ends = lineEnds(file, bytes);
  const pending: string[] = [];
  let written: readonly number[] = [];

  return {
    append(line) {
      pending.push(line);
      undos.push(() => pending.pop());
    },
    get length() {
      return ends.length + pending.length;
    },
    read(from, to) {
      const [first, last] = [Math.max(0, from), Math.min(to, ends.length + pending.length)];
      const stored = Math.min(last, ends.length);
      return [
        ...readLines(file, ends, first, stored),
        ...pending.slice(Math.max(0, first - ends.length), Math.max(0, last - ends.length)),
      ];
    },
    get hasPending() {
      return pending.length > 0;
    },
    write() {
      const text = Buffer.from(`${pending.join("\n")}\n`);
      for (let done = 0; done < text.length; ) done += writeSync(file, text, done);
      let end = ends.at(ends.length - 1);
      written = pending.map((line) => {
        end += Buffer.byteLength(line) + 1;
        return end;
      });
      return end;
    },
    unwrite() {
      ftruncateSync(file, ends.at(ends.length - 1));
      written = [];
    },
    settle() {
      for (const end of written) ends.push(end);
      written = [];
      pending.length = 0;
    },
    close: () => closeSync(file),
  };
}

/** Offsets behind the end of each line: eight bytes for each, and nothing else. */
interface Ends {
  readonly length: number;
  /** 0 before the first. */
  at(index: number): number;
  push(end: number): void;
}

function createEnds(): Ends {
  let values = new Float64Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    at: (index) => (index < 0 ? 0 : (values[index] ?? 0)),
    push(end) {
      if (length === values.length) {
        const larger = new Float64Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = end;
    },
  };
}

function lineEnds(file: number, bytes: number): Ends {
  const ends = createEnds();
  const chunk = Buffer.allocUnsafe(4 << 20);
  for (let offset = 0; offset < bytes; ) {
    const count = readSync(file, chunk, 0, Math.min(chunk.length, bytes - offset), offset);
    if (count === 0) break;
    for (let feed = chunk.indexOf(10); feed !== -1 && feed < count; feed = chunk.indexOf(10, feed + 1)) {
      ends.push(offset + feed + 1);
    }
    offset += count;
  }
  return ends;
}

/** One reading for all of them, in pieces that fit into a string. */
function readLines(file: number, ends: Ends, from: number, to: number): readonly string[] {
  const lines: string[] = [];
  for (let first = from; first < to; ) {
    const start = ends.at(first - 1);
    let last = first + 1;
    while (last < to && ends.at(last) - start <= largestRead) last += 1;
    const bytes = Buffer.allocUnsafe(ends.at(last - 1) - start);
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(file, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new Error("a log is shorter than it was");
      done += count;
    }
    for (const line of bytes.toString("utf8", 0, bytes.length - 1).split("\n")) lines.push(line);
    first = last;
  }
  return lines;
}

const largestRead = 1 << 20;
