import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { statOf } from "../logs/index.ts";
import { type Json, Problem } from "../model/index.ts";
import { makeFolders, removeIfThere, writablePlace } from "./make-folders.ts";

/** Reads what {@link writeState} wrote; undefined when there is no such file yet. Throws a {@link Problem} for anything else. */
export function readState(file: string): Json | undefined {
  if (statOf(file) === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw invalid(file, `The state cannot be read: ${(cause as Error).message}`, cause);
  }
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw invalid(file, "The state is not JSON.", cause);
  }
}

/** Replaces the state whole or not at all. It tells who does what, so that only its owner may read it. */
export function writeState(file: string, state: Json): void {
  const { path, isSpecial } = writablePlace(file);
  const temporary = isSpecial ? path : `${path}.${process.pid}.tmp`;
  try {
    makeFolders(dirname(path));
    const handle = openSync(temporary, "w", 0o600);
    try {
      writeFileSync(handle, JSON.stringify(state));
      if (!isSpecial) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (!isSpecial) renameSync(temporary, path);
  } catch (cause) {
    if (!isSpecial) removeIfThere(temporary);
    throw new Problem("output.unwritable", `The state cannot be written: ${(cause as Error).message}`, {
      location: { file },
      cause,
    });
  }
}

function invalid(file: string, message: string, cause: unknown): Problem {
  return new Problem("state.invalid", message, {
    location: { file },
    hint: "Name another file, or remove this one to begin anew.",
    cause,
  });
}
