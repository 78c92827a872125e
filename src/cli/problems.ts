import { formatLocation, type Problem, type ProblemRecord } from "../model/index.ts";
import { sanitizeTerminal } from "../report/index.ts";
import type { Output } from "./io.ts";

/** Prints a problem with its place, a caret under the column where the source line is known, and the hint. */
export function printProblem(output: Output, problem: Problem | ProblemRecord, label = "problem"): void {
  const { message, location, hint } = problem;
  const place = location === undefined ? "" : `${formatLocation(location)}: `;
  output.write(`${label}: ${sanitizeTerminal(`${place}${message}`)}\n`);
  if (location?.excerpt !== undefined && location.column !== undefined) {
    const { excerpt, start } = window(location.excerpt, location.column);
    output.write(`  ${sanitizeTerminal(excerpt)}\n  ${" ".repeat(location.column - 1 - start)}^\n`);
  }
  if (hint !== undefined) output.write(`  ${sanitizeTerminal(hint)}\n`);
}

/** Prints at most `limit` problems and counts the rest: thousands of lines would hide the first. */
export function printProblems(output: Output, problems: readonly (Problem | ProblemRecord)[], limit: number): void {
  for (const problem of problems.slice(0, limit)) printProblem(output, problem);
  if (problems.length > limit) {
    output.write(`... and ${problems.length - limit} more problems (all are in -o json, or use -v)\n`);
  }
}

/** What stops nothing and is left out with `--quiet`. */
export function printWarnings(output: Output, warnings: readonly ProblemRecord[], isQuiet: boolean): void {
  if (!isQuiet) for (const warning of warnings) printProblem(output, warning, "warning");
}

const excerptWidth = 120;

/** The part of a long line around the column. Tabs become single spaces so that the caret stays under its column. */
function window(line: string, column: number): { excerpt: string; start: number } {
  const flat = line.replaceAll("\t", " ");
  const start = column <= excerptWidth - 20 ? 0 : column - (excerptWidth - 20);
  return { excerpt: flat.slice(start, start + excerptWidth), start };
}
