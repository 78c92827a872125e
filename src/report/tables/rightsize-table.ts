import { type Cell, createTerminal, type Terminal, type TerminalOptions } from "../text/terminal.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import type { RightsizeCheckView, RightsizeView } from "../views/rightsize-view.ts";

/** A plan for a person at a terminal: what goes, what stays, what could not be judged, how much it is, and the proof. */
export function renderRightsizePlan(view: RightsizeView, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  return joined([
    headLines(view, terminal),
    refusalLines(view, terminal),
    disableLines(view, terminal),
    ...view.changes.map(({ policy, how, removed, why }) => [
      ...terminal.text(
        removed === 0
          ? `${policy}: ${how}`
          : `${policy}: ${how}; ${plural(removed, "action")} ${removed === 1 ? "goes" : "go"}`,
        "strong",
      ),
      ...limited(why, whyLimit, terminal),
    ]),
    keptLines(view, terminal),
    measureLines(view, terminal),
    checkLines("Proof", view.checks, terminal),
    endLines(view, terminal),
  ]);
}

/** The checks of a saved plan. */
export function renderRightsizeChecks(checks: readonly RightsizeCheckView[], options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  const end =
    failed.length === 0
      ? checks.some(({ name, nothing }) => name === "replay" && nothing === true)
        ? "The plan holds: the same inputs give it again. It cuts nothing, so that nothing can be lost."
        : "The plan holds: the same inputs give it again, and nothing that was used is lost."
      : `The plan does not hold: ${failed.join(", ")}. Make a new one from the inputs of today.`;
  return joined([checkLines("Checks", checks, terminal), terminal.text(end, "strong")]);
}

/** In a terminal a longer list says less than its count. */
const whyLimit = 15;
const keptLimit = 12;

function headLines({ principal, asOf, windowDays, level }: RightsizeView, terminal: Terminal): readonly string[] {
  const parts = [
    principal,
    `as of ${formatTime(asOf, "minute")}`,
    `window ${plural(windowDays, "day")}`,
    `level ${level}`,
  ];
  return terminal.text(parts.join("   "), "strong");
}

function disableLines({ disable, principal }: RightsizeView, terminal: Terminal): readonly string[] {
  if (disable === undefined) return [];
  const what = `${principal} would be disabled: inline policy ${disable.name} denies it everything; to delete that policy enables it again`;
  return [...terminal.text(what, "strong"), ...limited(disable.why, whyLimit, terminal)];
}

function refusalLines({ refusals }: RightsizeView, terminal: Terminal): readonly string[] {
  if (refusals.length === 0) return [];
  const lines = refusals.map(({ where, reason }) => (where === "" ? reason : `${where}: ${reason}`));
  return [...terminal.text("Left alone", "strong"), ...limited(lines, whyLimit, terminal)];
}

function keptLines({ kept }: RightsizeView, terminal: Terminal): readonly string[] {
  if (kept.length === 0) return [];
  const rows = kept
    .slice(0, keptLimit)
    .map(({ state, reason, what, actions }): readonly Cell[] => [
      { lines: [state], style: state === "used" ? "PASS" : state === "unknown" ? "UNKNOWN" : "quiet" },
      { lines: [formatCount(actions)] },
      { lines: [what, reason] },
    ]);
  const rest = kept.slice(keptLimit).reduce((sum, { actions }) => sum + actions, 0);
  return [
    ...terminal.text("What stays", "strong"),
    ...terminal.table(
      [{ header: "STATE" }, { header: "ACTIONS", align: "right" }, { header: "WHY", flexible: true }],
      rows,
    ),
    ...(rest > 0
      ? terminal.text(`and ${plural(rest, "action")} more for other reasons (use -o json)`, "quiet", " ")
      : []),
  ];
}

function measureLines({ measure }: RightsizeView, terminal: Terminal): readonly string[] {
  const rows = measure.map(({ what, before, after }): readonly Cell[] => [
    { lines: [what] },
    { lines: [formatCount(before)] },
    { lines: [formatCount(after)] },
  ]);
  const columns = [
    { header: "MEASURE" },
    { header: "BEFORE", align: "right" },
    { header: "AFTER", align: "right" },
  ] as const;
  return terminal.table(columns, rows);
}

function checkLines(title: string, checks: readonly RightsizeCheckView[], terminal: Terminal): readonly string[] {
  const rows = checks.map(({ name, ok, detail, nothing }): readonly Cell[] => [
    nothing === true ? { lines: ["- none"], style: "quiet" } : terminal.status(ok ? "PASS" : "FAIL"),
    { lines: [name] },
    { lines: [detail] },
  ]);
  const columns = [{ header: "RESULT" }, { header: "CHECK" }, { header: "WHAT WAS COMPARED", flexible: true }] as const;
  return [...terminal.text(title, "strong"), ...terminal.table(columns, rows)];
}

function endLines({ changes, disable, principal, file }: RightsizeView, terminal: Terminal): readonly string[] {
  const actions = changes.reduce((sum, { removed }) => sum + removed, 0);
  const what =
    changes.length === 0
      ? "Nothing goes."
      : `${plural(changes.length, "policy", "policies")} would change, ${plural(actions, "grant")} would go.`;
  const disabled = disable === undefined ? "" : ` ${principal} would be able to do nothing.`;
  return [
    ...terminal.text(
      `${changes.length === 0 && disable !== undefined ? "No policy changes." : what}${disabled}`,
      "strong",
    ),
    ...terminal.text(
      `The plan is in ${file}; nothing was changed. Check it again with trailproof rightsize verify.`,
      "quiet",
    ),
  ];
}

function limited(lines: readonly string[], limit: number, terminal: Terminal): readonly string[] {
  const more = lines.length - limit;
  return [
    ...lines.slice(0, limit).flatMap((line) => terminal.text(line, undefined, " ")),
    ...(more > 0 ? terminal.text(`and ${formatCount(more)} more (use -o json)`, "quiet", " ") : []),
  ];
}

function joined(sections: readonly (readonly string[])[]): string {
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}
