import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { KeptAnswers } from "../../collect/index.ts";
import { isJsonObject, type Json, ownText, ownValue } from "../../model/index.ts";
import { removeIfThere } from "../make-folders.ts";

export interface AnswerStore extends KeptAnswers {
  /** Answers that were there from before. */
  readonly count: number;
  /** The run is over and needs them no more. */
  clear(): void;
}

/** Access Advisor itself is some hours behind; what is older than this is asked again. */
const maxAgeMs = 24 * 3_600_000;

/**
 * Answers of Access Advisor in a file, one a line, written as they come: a run that is killed loses at most one. A line
 * that cannot be read is asked for again.
 */
export function keptAnswers(file: string, now: () => Date): AnswerStore {
  const known = new Map<string, readonly string[]>();
  for (const line of linesOf(file)) {
    const entry = entryOf(line);
    if (entry !== undefined && now().getTime() - entry.at < maxAgeMs) known.set(entry.key, entry.pages);
  }
  let isWritable = true;
  return {
    count: known.size,
    get: (arn, level) => known.get(keyOf(arn, level)),
    keep(arn, level, pages) {
      if (!isWritable) return;
      try {
        const line = JSON.stringify({ arn, level, at: now().toISOString(), pages });
        appendFileSync(file, `\n${line}`, { mode: 0o600 });
      } catch {
        // A full disk costs only the resuming; the snapshot says so itself when it cannot be written.
        isWritable = false;
      }
    },
    clear: () => removeIfThere(file),
  };
}

function linesOf(file: string): readonly string[] {
  try {
    return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  } catch {
    // Unreadable, or larger than a text can be: everything is asked again.
    return [];
  }
}

interface Entry {
  readonly key: string;
  readonly at: number;
  readonly pages: readonly string[];
}

function entryOf(line: string): Entry | undefined {
  const json = parsed(line);
  if (!isJsonObject(json)) return undefined;
  const [arn, level, at] = [ownText(json, "arn"), ownText(json, "level"), Date.parse(ownText(json, "at") ?? "")];
  const pages = ownValue(json, "pages");
  if (arn === undefined || level === undefined || Number.isNaN(at) || !isTexts(pages)) return undefined;
  return { key: keyOf(arn, level), at, pages };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");
}

function parsed(line: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return line === "" ? undefined : (JSON.parse(line) as Json);
  } catch {
    // The last line of a run that was killed.
    return undefined;
  }
}

function keyOf(arn: string, level: string): string {
  return `${level} ${arn}`;
}
