import type { Finding, Severity } from "../../model/index.ts";
import { type ReportSummary, summarize } from "../text/summary.ts";
import { createTerminal, type Terminal, type TerminalOptions } from "../text/terminal.ts";
import { formatCount, formatTime, plural, statusWords, worstFirst } from "../text/words.ts";
import type { Report } from "../views/report.ts";
import { activityLines, explanationSections, ruleLines, timelineLines } from "./table-detections.ts";
import { findingLines, ruleFindingLines, suppressedLines, unknownLines } from "./table-findings.ts";
import { labLines } from "./table-lab.ts";
import { problemLines } from "./table-problems.ts";

export interface TableOptions extends TerminalOptions {
  /** List findings of every status, not only those that failed. Unless given: when there is nothing to act on. */
  readonly all?: boolean | undefined;
  /** Milder failed findings are counted in one line instead of listed. */
  readonly floor?: Severity | undefined;
}

/**
 * The report for a person at a terminal: worst first, bounded, with every row that is left out counted. What passed is
 * counted and not listed; what could not be evaluated is never among it.
 */
export function renderTable(report: Report, options: TableOptions = {}): string {
  const terminal = createTerminal(options);
  const summary = summarize(report);
  const all = options.all ?? report.findings.every(isSettled);
  const listing = { all, floor: options.floor ?? "informational" } as const;
  const folded = ruleFindingLines(report.findings, terminal, listing);
  const sections = [
    headLines(report, terminal),
    findingLines(report.findings, terminal, listing),
    unknownLines(report.findings, terminal),
    suppressedLines(report.findings, terminal),
    folded.length > 0 ? folded : ruleLines(report.detections, terminal),
    timelineLines(report.detections, terminal),
    explanationSections(report.detections, terminal),
    activityLines(report.activity ?? [], terminal),
    labLines(report.lab ?? [], terminal),
    problemLines(report.problems, terminal),
    [...summaryLines(report, summary, terminal), ...nextLines(report, terminal)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function isSettled({ status }: Finding): boolean {
  return status !== "FAIL" && status !== "UNKNOWN";
}

function headLines({ account, asOf, findings, stats }: Report, terminal: Terminal): readonly string[] {
  const checks = new Set(findings.filter(({ source }) => source.type === "check").map(({ source }) => source.id));
  const resources = new Set(findings.map(({ resource }) => `${resource.type} ${resource.arn}`));
  const parts = [
    account === "" ? "Account not named by any input" : `Account ${account}`,
    `as of ${formatTime(asOf, "minute")}`,
    checks.size > 0 && `${plural(checks.size, "check")} on ${plural(resources.size, "resource")}`,
    stats !== undefined && `${plural(stats.events, "event")} in ${plural(stats.files, "file")}`,
    stats !== undefined && plural(stats.rulesLoaded, "rule"),
  ];
  return terminal.text(parts.filter((part) => part !== false).join("   "), "strong");
}

/** `2 critical · 7 high · 29 passed · 2 not evaluated`: what passed and what is unknown are said even when zero. */
function summaryLines(report: Report, summary: ReportSummary, terminal: Terminal): readonly string[] {
  const { bySeverity, byStatus, detections, hidden } = summary;
  const say = (count: number, word: string, always = false): readonly string[] =>
    count > 0 || always ? [`${formatCount(count)} ${word}`] : [];
  const join = (parts: readonly string[]): string => parts.join(` ${terminal.mark("dot")} `);
  const posture = [
    ...worstFirst.flatMap((severity) => say(bySeverity[severity], severity)),
    ...(byStatus.FAIL === 0 ? [`0 ${statusWords.FAIL}`] : []),
    ...say(byStatus.PASS, statusWords.PASS, true),
    ...say(byStatus.UNKNOWN, statusWords.UNKNOWN, true),
    ...say(byStatus.NOT_APPLICABLE, statusWords.NOT_APPLICABLE),
    ...say(byStatus.SUPPRESSED, statusWords.SUPPRESSED),
  ];
  const behaviour = [
    `${plural(detections.total, "detection")}`,
    ...worstFirst.flatMap((level) => say(detections.byLevel[level], level)),
  ];
  return [
    ...(report.kind === "detect" && report.findings.length === 0 ? [] : terminal.text(join(posture), "strong")),
    ...(report.kind === "audit" ? [] : terminal.text(join(behaviour), "strong")),
    ...(hidden > 0 ? terminal.text(`${plural(hidden, "finding")} left out by your filter`, "quiet") : []),
  ];
}

function nextLines({ next = [] }: Report, terminal: Terminal): readonly string[] {
  return next.length === 0 ? [] : terminal.text(`Next: ${next.join(` ${terminal.mark("dot")} `)}`);
}
