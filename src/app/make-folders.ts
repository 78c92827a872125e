import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { statOf } from "../logs/index.ts";

/** Makes a folder and those above it. Node's own `recursive` never ends where the system refuses a folder as not there, as below /proc. */
export function makeFolders(folder: string, mode: number = 0o777): void {
  if (statOf(folder)?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder && statOf(parent) === undefined) makeFolders(parent, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!statOf(folder)?.isDirectory()) throw error;
  }
}

/** What cannot be removed was never made: it must not hide the error that led here. */
export function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Below a file, for example.
  }
}

/** Where to write to what somebody named: behind links, and whether it is a device or a pipe, which must stay what it is. */
export function writablePlace(named: string): { readonly path: string; readonly isSpecial: boolean } {
  const found = statOf(named);
  if (found === undefined || found.isDirectory()) return { path: named, isSpecial: false };
  if (!found.isFile()) return { path: named, isSpecial: true };
  return { path: realpathSync(named), isSpecial: false };
}
