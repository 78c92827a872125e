import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { Problem } from "../../model/index.ts";
import { type FileLine, fileLines } from "./file-lines.ts";
import type { Change, TableSet } from "./tables.ts";

/** What was done, one line for each commit: eight hexadecimal digits of CRC-32, a space, JSON. */
export interface Journal {
  /** Bytes of each log that commits have counted. */
  readonly logBytes: ReadonlyMap<string, number>;
  /** Returns when the operating system has it. If it throws, the journal is as it was before. */
  write(changes: readonly Change[], logs: readonly (readonly [name: string, bytes: number])[]): void;
  /** Writes it anew without what is not true any more, if that is most of it. */
  compactIfWorthwhile(): void;
  close(): void;
}

interface Commit {
  /** Changes of tables. */
  readonly t?: readonly Change[];
  /** Lengths of logs, those that have grown. */
  readonly l?: readonly (readonly [name: string, bytes: number])[];
}

const head = { trailproof: "sandbox", version: 1 };

/** Reads what is there into the tables. A torn last line never was; anything else that is wrong is a Problem. */
export function openJournal(path: string, tables: TableSet): Journal {
  let file = openSync(path, "a+", 0o600);
  try {
    return readJournal();
  } catch (error) {
    closeSync(file);
    throw error;
  }

  function readJournal(): Journal {
    const logBytes = new Map<string, number>();
    let size = 0;
    /** Changes and commits that the file has. */
    let entries = 0;
    /** Its size when it last held nothing but what is true. */
    let tidySize = 0;

    for (const found of fileLines(file)) {
      const commit = found.ended ? parsed(found.text) : undefined;
      if (commit === undefined) {
        checkTorn(path, file, found);
        break;
      }
      if (found.number === 1) checkHead(path, commit);
      else replay(commit);
      size = found.end;
    }
    ftruncateSync(file, size);
    if (size === 0) append(line(head));

    function replay({ t = [], l = [] }: Commit): void {
      entries += t.length + 1;
      for (const change of t) tables.replay(change);
      for (const [name, bytes] of l) logBytes.set(name, bytes);
    }

    function append(text: string): void {
      const bytes = Buffer.from(text);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
      size += bytes.length;
    }

    function compact(): void {
      const fresh = openSync(`${path}.new`, "w", 0o600);
      let written = 0;
      for (const text of snapshot(tables, logBytes)) written += writeSync(fresh, text);
      fsyncSync(fresh);
      renameSync(`${path}.new`, path);
      closeSync(file);
      closeSync(fresh);
      file = openSync(path, "a+", 0o600);
      size = written;
      tidySize = written;
    }

    if (size > smallest && entries > 2 * count(tables.contents()) + 1000) compact();

    return {
      logBytes,
      write(changes, logs) {
        append(line({ ...(changes.length > 0 && { t: changes }), ...(logs.length > 0 && { l: logs }) }));
        for (const [name, bytes] of logs) logBytes.set(name, bytes);
      },
      compactIfWorthwhile() {
        if (size > 64 * smallest && size > 4 * tidySize) compact();
      },
      close: () => closeSync(file),
    };
  }
}

/** Below a megabyte nothing is gained. */
const smallest = 1024 * 1024;

/** Everything, in lines of some thousand changes. */
function* snapshot(tables: TableSet, logBytes: ReadonlyMap<string, number>): IterableIterator<string> {
  yield line(head);
  let batch: Change[] = [];
  for (const change of tables.contents()) {
    batch.push(change);
    if (batch.length < 1000) continue;
    yield line({ t: batch });
    batch = [];
  }
  yield line({ t: batch, l: [...logBytes] });
}

function line(value: object): string {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

/** Undefined: not as it was written. */
function parsed(text: string): (Commit & { readonly trailproof?: string; readonly version?: number }) | undefined {
  const [sum, json] = [text.slice(0, 8), text.slice(9)];
  if (crc32(json).toString(16).padStart(8, "0") !== sum) return undefined;
  // The sum says that we wrote it.
  return JSON.parse(json) as Commit;
}

function checkHead(path: string, { trailproof, version }: { trailproof?: string; version?: number }): void {
  if (trailproof === head.trailproof && version === head.version) return;
  throw new Problem("journal.invalid", `${path} was written by another version of the sandbox`, {
    location: { file: path },
    hint: "Name an empty folder, or open it with the version that made it.",
  });
}

/** A line that is not as it was written must be the last one: then a crash has torn it. */
function checkTorn(path: string, file: number, { number, text, end, ended }: FileLine): void {
  const isOurs = number > 1 || line(head).startsWith(text);
  if (isOurs && (!ended || fileLines(file, end).next().done === true)) return;
  throw new Problem(
    "journal.invalid",
    isOurs
      ? `line ${number} of the journal is damaged, and lines follow it`
      : `${path} is not a journal of the sandbox`,
    {
      location: { file: path, line: number },
      hint: isOurs ? "Restore the folder from a copy, or name an empty one." : "Name an empty folder.",
    },
  );
}

function count(items: Iterable<unknown>): number {
  let all = 0;
  for (const _ of items) all += 1;
  return all;
}
