import type { Leaver } from "../../audit/index.ts";
import { Problem } from "../../model/index.ts";
import { endOfDay } from "./end-of-day.ts";

/**
 * Reads a list of people who have left: a line for each, the name of the user (or an ARN) and, after a comma, the
 * day. A name with a comma stands in quotes. Empty lines and lines that begin with `#` are skipped, and so is a first
 * line `name,leftAt`. Somebody who left on a day had every right to work on it: the next midnight (UTC) counts.
 */
export function parseLeavers(text: string, file: string): { leavers: readonly Leaver[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const leavers: Leaver[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const entry = line.trim();
    if (entry === "" || entry.startsWith("#") || (index === 0 && /^name\s*,\s*leftAt$/i.test(entry))) continue;
    const read = readLine(line);
    if ("name" in read) leavers.push(read);
    else {
      const location = { file, line: index + 1, column: read.column, excerpt: line };
      problems.push(new Problem("config.invalid", read.mistake, { location }));
    }
  }
  return { leavers, problems };
}

function readLine(line: string): Leaver | { readonly mistake: string; readonly column: number } {
  const [, quoted, plain, day] = /^\s*(?:"([^"]+)"|([^",]+))(?:,(.*))?$/.exec(line) ?? [];
  const name = (quoted ?? plain ?? "").trim();
  if (name === "") return { mistake: "The line must be a name and, after a comma, a day.", column: 1 };
  if (/\s/.test(name)) return { mistake: `${JSON.stringify(name)} is no name of a user: it holds a blank.`, column: 1 };
  if (day === undefined) return { name };
  const leftAt = endOfDay(day.trim());
  if (leftAt !== undefined) return { name, leftAt };
  const mistake = `${JSON.stringify(day.trim())} is no day or time such as 2026-10-31.`;
  return { mistake, column: line.length - day.trimStart().length + 1 };
}
