import { type Finding, findingStatuses, isAtLeast, type Severity } from "../../model/index.ts";
import { groupCauses, groupFindings, groupSuppressed } from "../text/summary.ts";
import type { Cell, Column, Terminal } from "../text/terminal.ts";
import { formatCount, resourceName, worstFirst } from "../text/words.ts";

/** What of the findings is listed. */
export interface Listing {
  /** Every status, not only FAIL. */
  readonly all: boolean;
  readonly floor: Severity;
}

/** Failed findings (or all), worst first; of each check at most ten, the rest counted. Findings of rules have a table of their own. */
export function findingLines(findings: readonly Finding[], terminal: Terminal, listing: Listing): readonly string[] {
  return tableOf(
    findings.filter(({ source }) => source.type !== "rule"),
    terminal,
    listing,
    "CHECK",
  );
}

/** Detections that were folded: a row for each rule and principal, by the rule's title, since its id is no word. */
export function ruleFindingLines(
  findings: readonly Finding[],
  terminal: Terminal,
  listing: Listing,
): readonly string[] {
  const ofRules = findings.filter(({ source }) => source.type === "rule");
  const lines = tableOf(ofRules, terminal, listing, "RULE");
  return lines.length === 0 ? [] : [...terminal.text("Detections by rule and principal", "strong"), ...lines];
}

function tableOf(
  findings: readonly Finding[],
  terminal: Terminal,
  { all, floor }: Listing,
  source: string,
): readonly string[] {
  const wanted = findings.filter(({ status }) => all || status === "FAIL");
  const listed = wanted.filter(({ severity }) => isAtLeast(severity, floor));
  const milder = milderLine(
    wanted.filter(({ severity }) => !isAtLeast(severity, floor)),
    terminal,
  );
  if (listed.length === 0) return milder;
  const columns: readonly Column[] = [
    { header: "SEV" },
    ...(all ? [{ header: "STATUS" }] : []),
    { header: source, flexible: true },
    { header: "RESOURCE", flexible: true },
    { header: "FINDING", flexible: true },
  ];
  return [...terminal.table(columns, findingRows(listed, terminal, all)), ...milder];
}

/** `… and 26 medium, 25 low`. */
function milderLine(findings: readonly Finding[], terminal: Terminal): readonly string[] {
  if (findings.length === 0) return [];
  const counts = worstFirst.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${formatCount(count)} ${severity}`];
  });
  return terminal.text(`${terminal.mark("ellipsis")} and ${counts.join(", ")}`, "quiet", " ");
}

/** `Not evaluated (n): not counted as passed`, one line for each cause. */
export function unknownLines(findings: readonly Finding[], terminal: Terminal): readonly string[] {
  const causes = groupCauses(findings);
  if (causes.length === 0) return [];
  const total = causes.reduce((sum, cause) => sum + cause.findings.length, 0);
  const shown = causes.slice(0, causeLimit).flatMap(({ cause, checks }) => {
    const ids = checks.map(({ value, count }) => (count > 1 ? `${value} ${terminal.mark("times")}${count}` : value));
    return terminal.text(`${ids.join(", ")}: ${cause}`, undefined, " ");
  });
  const more = causes.length - causeLimit;
  return [
    ...terminal.text(`Not evaluated (${formatCount(total)}): not counted as passed`, "strong"),
    ...shown,
    ...(more > 0 ? terminal.text(`${terminal.mark("ellipsis")} ${more} more causes (use -o csv)`, "quiet", " ") : []),
  ];
}

/** `Suppressed (n): not counted as failed`, a line for each who answers for some, and until when. */
export function suppressedLines(findings: readonly Finding[], terminal: Terminal): readonly string[] {
  const groups = groupSuppressed(findings);
  if (groups.length === 0) return [];
  const total = groups.reduce((sum, group) => sum + group.findings.length, 0);
  const more = groups.length - causeLimit;
  return [
    ...terminal.text(`Suppressed (${formatCount(total)}): not counted as failed`, "strong"),
    ...groups.slice(0, causeLimit).flatMap(({ sources, text }) => terminal.text(`${sources} ${text}`, undefined, " ")),
    ...(more > 0 ? terminal.text(`${terminal.mark("ellipsis")} ${more} more (use -o csv)`, "quiet", " ") : []),
  ];
}

const rowsPerCheck = 10;
const causeLimit = 15;

/** Ten rows a check, even where its findings differ in severity and so stand apart. */
function findingRows(findings: readonly Finding[], terminal: Terminal, all: boolean): readonly (readonly Cell[])[] {
  const shown = new Map<string, number>();
  return worstFirst.flatMap((severity) =>
    groupFindings(findings.filter((finding) => finding.severity === severity)).flatMap((group) => {
      const { id } = group.source;
      const before = shown.get(id) ?? 0;
      const ranked = all ? group.findings.toSorted(byStatus) : group.findings;
      const kept = ranked.slice(0, rowsPerCheck - before);
      shown.set(id, before + kept.length);
      const more = ranked.length - kept.length;
      const rest = `${terminal.mark("ellipsis")} ${formatCount(more)} more of ${severity} ${group.source.type === "rule" ? group.source.title : id} (use -o csv)`;
      return [
        ...kept.map((finding) => findingRow(finding, terminal, all)),
        ...(more > 0 ? [[...(all ? [blank, blank] : [blank]), blank, blank, quiet(rest)]] : []),
      ];
    }),
  );
}

function byStatus(a: Finding, b: Finding): number {
  return findingStatuses.indexOf(a.status) - findingStatuses.indexOf(b.status);
}

function findingRow(finding: Finding, terminal: Terminal, all: boolean): readonly Cell[] {
  return [
    terminal.severity(finding.severity),
    ...(all ? [terminal.status(finding.status)] : []),
    { lines: [sourceName(finding)] },
    { lines: [resourceName(finding.resource)] },
    { lines: [finding.reason] },
  ];
}

function sourceName({ source }: Finding): string {
  return source.type === "rule" ? source.title : source.id;
}

const blank: Cell = { lines: [""] };

function quiet(text: string): Cell {
  return { lines: [text], style: "quiet" };
}
