import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

/** `leave`: the visitor has dealt with a directory itself. */
export type Visit = "descend" | "leave";

/** What something in a directory is, links followed. */
export type Kind = Pick<Stats, "isFile" | "isDirectory">;

/** Visits everything below a directory in order; no directory twice, whatever links lead to it. */
export function walk(
  top: string,
  visit: (path: string, kind: Kind) => Visit,
  unreadable: (path: string, message: string) => void,
): void {
  const visited = new Set<string>();
  descend(top);

  function descend(directory: string): void {
    try {
      const real = realpathSync(directory || ".");
      if (visited.has(real)) return;
      visited.add(real);
      const entries = readdirSync(directory || ".", { withFileTypes: true }).sort(byName);
      // A name holds no separator, so that what `join` puts before one it puts before all.
      const before = directory === "" ? "" : join(directory, "x").slice(0, -1);
      for (const entry of entries) visitEntry(before + entry.name, entry);
    } catch (error) {
      unreadable(
        directory,
        `This directory cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }

  function visitEntry(path: string, entry: Dirent): void {
    // The directory says what most are; to ask for each of thousands of files takes longer than to start to read them.
    const kind = entry.isFile() || entry.isDirectory() ? entry : statOf(path);
    if (kind === undefined) unreadable(path, "This link leads nowhere.");
    else if (visit(path, kind) === "descend" && kind.isDirectory()) descend(path);
  }
}

/** Undefined for what is not there, a link in a circle included. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function byName({ name: a }: Dirent, { name: b }: Dirent): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
