import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { Problem } from "../../model/index.ts";

export interface Lock {
  release(): void;
}

/**
 * Holds a file for this process alone. What a process left that has ended on this machine is taken over. Throws a Problem
 * `journal.locked` while another one holds it.
 */
export function lockFile(path: string): Lock {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString() });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (create(path, mine)) return { release: () => releaseIfMine(path, mine) };
    const text = readIfThere(path);
    if (text === undefined) continue;
    if (!isLeftOver(text)) throw locked(path, text);
    takeAway(path, text);
  }
  throw locked(path, readIfThere(path) ?? "");
}

/** Whole or not at all: a link shows the file only when its text is in it. */
function create(path: string, text: string): boolean {
  const temporary = `${path}.${process.pid}`;
  const handle = openSync(temporary, "w", 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
    return false;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function isLeftOver(text: string): boolean {
  const owner = ownerOf(text);
  if (owner === undefined || owner.host !== hostname() || owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    // Anything but "no such process" means that there is one.
    return isCode(error, "ESRCH");
  }
}

/** Between the look and the removal another process may have taken the lock over: then it is put back. */
function takeAway(path: string, text: string): void {
  const away = `${path}.${process.pid}.old`;
  try {
    renameSync(path, away);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  try {
    if (readIfThere(away) !== text) linkSync(away, path);
  } finally {
    rmSync(away, { force: true });
  }
}

function releaseIfMine(path: string, mine: string): void {
  if (readIfThere(path) === mine) rmSync(path, { force: true });
}

function ownerOf(text: string): { readonly pid: number; readonly host: string } | undefined {
  try {
    const { pid, host } = JSON.parse(text) as { pid?: unknown; host?: unknown };
    return Number.isInteger(pid) && typeof host === "string" && Number(pid) > 0
      ? { pid: Number(pid), host }
      : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function locked(path: string, text: string): Problem {
  const owner = ownerOf(text);
  const who = owner === undefined ? "Another process" : `Process ${owner.pid} on ${owner.host}`;
  return new Problem("journal.locked", `${who} is at work on this plan.`, {
    location: { file: path },
    hint: "Wait until it ends. If it has ended, remove this file.",
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
