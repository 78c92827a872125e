import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Blobs } from "./table.ts";
import type { Undo } from "./tables.ts";

export interface FolderBlobs extends Blobs {
  /** What was deleted is gone. */
  settle(): void;
  /** What was deleted is there again; what was put is taken back by its undo. */
  takeBack(): void;
}

/** A file for each, named by the hash of its name, so that names can be anything. Deleted when the commit is written. */
export function folderBlobs(dir: string, undos: Undo[]): FolderBlobs {
  const deleted = new Set<string>();
  const made = new Set<string>();

  function pathOf(name: string): string {
    const hash = createHash("sha256").update(name).digest("hex");
    return join(dir, hash.slice(0, 2), hash.slice(2));
  }
  function makeFolder(folder: string): void {
    if (made.has(folder)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    made.add(folder);
  }

  return {
    put(name, bytes) {
      const path = pathOf(name);
      makeFolder(dirname(path));
      undos.push(() => rmSync(path, { force: true }));
      writeFileSync(path, bytes, { mode: 0o600 });
    },
    get(name) {
      if (deleted.has(name)) return undefined;
      try {
        return readFileSync(pathOf(name));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw error;
      }
    },
    delete(name) {
      if (existsSync(pathOf(name))) deleted.add(name);
    },
    settle() {
      for (const name of deleted) rmSync(pathOf(name), { force: true });
      deleted.clear();
    },
    takeBack: () => deleted.clear(),
  };
}
