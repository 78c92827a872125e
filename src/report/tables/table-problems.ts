import { formatLocation, type ProblemRecord } from "../../model/index.ts";
import type { Terminal } from "../text/terminal.ts";
import { formatCount } from "../text/words.ts";

const problemLimit = 10;

/** What could not be read, each with its place and what to do about it; the first few of them. */
export function problemLines(problems: readonly ProblemRecord[], terminal: Terminal): readonly string[] {
  if (problems.length === 0) return [];
  const shown = problems
    .slice(0, problemLimit)
    .flatMap(({ location, message, hint }) => [
      ...terminal.text(`${location === undefined ? "" : `${formatLocation(location)}: `}${message}`, undefined, " "),
      ...(hint === undefined ? [] : terminal.text(hint, "quiet", "   ")),
    ]);
  const more = problems.length - problemLimit;
  return [
    ...terminal.text(`Problems (${formatCount(problems.length)}): what they concern was not read`, "strong"),
    ...shown,
    ...(more > 0
      ? terminal.text(`${terminal.mark("ellipsis")} ${formatCount(more)} more (use -o json)`, "quiet", " ")
      : []),
  ];
}
