import { randomBytes } from "node:crypto";
import { constants, copyFileSync, renameSync, statSync } from "node:fs";
import { Problem } from "../../model/index.ts";
import { removeIfThere, writablePlace } from "../make-folders.ts";

/** Where what AWS answered is kept beside a plan that was made from it. */
export function keptSnapshotOf(plan: string): string {
  return `${plan}.snapshot.json.gz`;
}

/** The snapshot beside a plan; undefined: there is none. */
export function keptSnapshot(plan: string): string | undefined {
  const file = keptSnapshotOf(plan);
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

/**
 * Keeps the snapshot that a plan was made from beside it, byte for byte and only for its owner, since AWS never answers the same
 * again. Undefined where the plan goes to a device or a pipe. Throws a Problem `output.unwritable`.
 */
export function keepSnapshot(snapshot: string, plan: string): string | undefined {
  const { path, isSpecial } = writablePlace(plan);
  if (isSpecial) return undefined;
  const file = keptSnapshotOf(path);
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    // A copy has the mode of what it was copied from, and a snapshot is its owner's.
    copyFileSync(snapshot, temporary, constants.COPYFILE_EXCL);
    renameSync(temporary, file);
  } catch (cause) {
    removeIfThere(temporary);
    throw new Problem("output.unwritable", `The snapshot cannot be kept: ${(cause as Error).message}`, {
      location: { file },
      cause,
    });
  }
  return file;
}
