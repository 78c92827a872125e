import { existsSync } from "node:fs";
import { Problem } from "../../model/index.ts";

/** A file, and the trail, bucket or ARN that it is about, if the user said so. */
export interface SubjectFile {
  readonly subject?: string;
  readonly file: string;
}

/**
 * Reads `FILE` or `SUBJECT=FILE`. Paths and user names may hold `=` themselves: an existing file wins, first for the
 * whole text, then for what follows the first `=`, the second, ... Throws a Problem `cli.usage` when a side is empty.
 */
export function parseSubjectFile(text: string): SubjectFile {
  if (text === "") throw unusable(text);
  if (!text.includes("=") || existsSync(text)) return { file: text };
  const splits = [...text.matchAll(/=/g)].map(({ index }) => ({
    subject: text.slice(0, index),
    file: text.slice(index + 1),
  }));
  const split = splits.find(({ file }) => file === "-" || (file !== "" && existsSync(file))) ?? splits[0];
  if (split === undefined || split.subject === "" || split.file === "") throw unusable(text);
  return split;
}

function unusable(text: string): Problem {
  return new Problem("cli.usage", `${JSON.stringify(text)} is neither FILE nor SUBJECT=FILE.`, {
    hint: "Write a file, or the subject, an equals sign and a file: my-trail=status.json.",
  });
}
