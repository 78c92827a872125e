import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

/** `leave`: the visitor has dealt with a directory itself. */
export type Visit = "descend" | "leave";

/** Visits everything below a directory in order; no directory twice, whatever links lead to it. */
export function walk(
  top: string,
  visit: (path: string, stat: Stats) => Visit,
  unreadable: (path: string, message: string) => void,
): void {
  const visited = new Set<string>();
  descend(top);

  function descend(directory: string): void {
    try {
      const real = realpathSync(directory || ".");
      if (visited.has(real)) return;
      visited.add(real);
      for (const name of readdirSync(directory || ".").sort(byCharacters)) {
        visitPath(directory === "" ? name : join(directory, name));
      }
    } catch (error) {
      unreadable(
        directory,
        `This directory cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }

  function visitPath(path: string): void {
    const stat = statOf(path);
    if (stat === undefined) unreadable(path, "This link leads nowhere.");
    else if (visit(path, stat) === "descend" && stat.isDirectory()) descend(path);
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

function byCharacters(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
