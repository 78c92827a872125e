import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../../model/index.ts";

/** Keeps other processes out of a folder until it is called. Throws a Problem `journal.locked` while one is at work there. */
export function lockHistory(folder: string): () => void {
  const file = join(folder, "lock");
  if (!take(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && isAlive(owner)) {
      throw new Problem("journal.locked", `Process ${owner} is looking up the same Event history.`, {
        location: { file },
        hint: "Wait until it has ended, or give another workspace by TRAILPROOF_WORKSPACE.",
      });
    }
    // Its owner was killed.
    rmSync(file, { force: true });
    take(file);
  }
  return () => rmSync(file, { force: true });
}

function take(file: string): boolean {
  try {
    const handle = openSync(file, "wx", 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (cause) {
    // What a file system throws is an Error with a code.
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new Problem("output.unwritable", `Event history cannot be kept: ${(cause as Error).message}.`, {
      location: { file },
      cause,
    });
  }
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
