import { readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Problem } from "../model/index.ts";
import { makeFolders } from "./make-folders.ts";

/** Where state is kept: the flag, `TRAILPROOF_WORKSPACE` (the caller reads it), else the XDG state folder. */
export function workspaceFolder(
  chosen: string | undefined,
  env: { readonly [name: string]: string | undefined },
): string {
  if (chosen !== undefined) return chosen;
  return join(env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"), "trailproof");
}

/** Makes the workspace, for its owner only: what is kept there tells who may do what. */
export function makeWorkspace(folder: string): void {
  try {
    makeFolders(folder, 0o700);
  } catch (cause) {
    throw new Problem("output.unwritable", `The workspace cannot be made: ${(cause as Error).message}`, {
      location: { file: folder },
      hint: "Name another one by TRAILPROOF_WORKSPACE.",
      cause,
    });
  }
}

/** The newest snapshot below `<workspace>/snapshots`, by the time it was written. */
export function newestSnapshot(workspace: string): string | undefined {
  let newest: { path: string; at: number } | undefined;
  for (const entry of entriesBelow(join(workspace, "snapshots"))) {
    if (!/\.json(\.gz)?$/.test(entry)) continue;
    const at = statSync(entry).mtimeMs;
    if (newest === undefined || at > newest.at) newest = { path: entry, at };
  }
  return newest?.path;
}

function entriesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .sort();
  } catch {
    // No workspace yet: there is no snapshot.
    return [];
  }
}
