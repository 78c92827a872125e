import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Problem } from "../../model/index.ts";

/** Folders that this process has open: its own number in a lock file may also be from a life before, as in a container. */
const held = new Set<string>();

/** Keeps other processes out, until what it returns is called. The lock of a process that is no more is taken over. */
export function lockFolder(dir: string): () => void {
  const folder = resolve(dir);
  const path = join(folder, "lock");
  if (held.has(folder)) throw locked(dir, process.pid);
  if (!create(path)) {
    const owner = ownerOf(path);
    if (owner !== undefined && owner !== process.pid && isAlive(owner)) throw locked(dir, owner);
    takeAway(dir, path, owner);
    if (!create(path)) throw locked(dir, ownerOf(path));
  }
  held.add(folder);
  return () => {
    if (!held.delete(folder)) return;
    rmSync(path, { force: true });
  };
}

function create(path: string): boolean {
  try {
    writeFileSync(path, `${process.pid}\n`, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Another process may do the same now: only the lock that was looked at is taken away. */
function takeAway(dir: string, path: string, owner: number | undefined): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    // Gone already.
    return;
  }
  const taken = ownerOf(aside);
  if (taken !== owner) {
    try {
      linkSync(aside, path);
    } catch {
      // A third one has it by now.
    }
  }
  rmSync(aside, { force: true });
  if (taken !== owner) throw locked(dir, taken);
}

/** Undefined: no number stands there. */
function ownerOf(path: string): number | undefined {
  try {
    const owner = Number(readFileSync(path, "utf8").trim());
    return Number.isInteger(owner) && owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** A process of somebody else cannot be signalled, but it is there. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function locked(dir: string, owner: number | undefined): Problem {
  const who = owner === undefined ? "another process" : `process ${owner}`;
  return new Problem("journal.locked", `${dir} is open in ${who}`, {
    location: { file: dir },
    hint: "Stop that sandbox, or name another folder.",
  });
}
