import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../../model/index.ts";
import { folderBlobs } from "./folder-blobs.ts";
import { lockFolder } from "./folder-lock.ts";
import { type FolderLog, folderLog } from "./folder-log.ts";
import { openJournal } from "./journal.ts";
import type { Log, Store } from "./table.ts";
import { createTableSet } from "./tables.ts";

/**
 * Tables that live in a folder: what a commit has returned from is there after a restart, also after `kill -9`. (The system's
 * buffers are not flushed: a power failure may lose the last seconds.)
 *
 * `journal.jsonl` holds what was done to tables and how long the logs are, one line for each commit; `logs/` lines as they were
 * appended; `blobs/` one file for each. Only the user may read any of it. What a crash leaves half done (a torn last line, lines
 * of a log that no commit counts) is dropped when the folder is opened; blobs that nobody knows stay, they are never asked for.
 *
 * Throws a Problem: `journal.locked`, where another process has it open; `journal.invalid`, where it is a folder of something
 * else or damaged.
 */
export function createFolderStore(dir: string): Store {
  checkIsOurs(dir);
  mkdirSync(join(dir, "logs"), { recursive: true, mode: 0o700 });
  const unlock = lockFolder(dir);
  try {
    return openStore(dir, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function openStore(dir: string, unlock: () => void): Store {
  const tables = createTableSet(true);
  const logs = new Map<string, FolderLog>();
  const journal = openJournal(join(dir, "journal.jsonl"), tables);
  const blobs = folderBlobs(join(dir, "blobs"), tables.undos);

  function log(name: string): FolderLog {
    const known = logs.get(name);
    if (known !== undefined) return known;
    const opened = folderLog(
      join(dir, "logs", `${fileName(name)}.jsonl`),
      journal.logBytes.get(name) ?? 0,
      tables.undos,
    );
    logs.set(name, opened);
    return opened;
  }
  // A log that is shorter than it was is told at once, not when somebody asks for it.
  for (const name of journal.logBytes.keys()) log(name);

  return {
    table: tables.table,
    log: (name): Log => log(name),
    commit() {
      const grown = [...logs].filter(([, one]) => one.hasPending);
      if (tables.changes.length === 0 && grown.length === 0) {
        // Blobs alone change nothing that could be found again.
        settle();
        return;
      }
      try {
        journal.write(
          tables.changes,
          grown.map(([name, one]) => [name, one.write()]),
        );
      } catch (error) {
        for (const [, one] of grown) one.unwrite();
        throw error;
      }
      for (const [, one] of grown) one.settle();
      settle();
      journal.compactIfWorthwhile();
    },
    rollback,
    blobs,
    close() {
      rollback();
      journal.close();
      for (const one of logs.values()) one.close();
      unlock();
    },
  };

  function rollback(): void {
    tables.takeBack();
    blobs.takeBack();
  }
  function settle(): void {
    tables.settle();
    blobs.settle();
  }
}

/** A folder that is not there, empty, or has a journal. */
function checkIsOurs(dir: string): void {
  if (!existsSync(dir)) return;
  if (existsSync(join(dir, "journal.jsonl"))) return;
  const others = readdirSync(dir).filter((name) => !["lock", "logs", "blobs"].includes(name) && !name.endsWith(".new"));
  if (others.length === 0) return;
  throw new Problem(
    "journal.invalid",
    `${dir} is not a folder of the sandbox: it has ${others[0]} and no journal.jsonl`,
    {
      location: { file: dir },
      hint: "Name an empty folder, or one that the sandbox has made.",
    },
  );
}

/** Names of logs are ours, but nothing of them may leave the folder. */
function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9@_-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
