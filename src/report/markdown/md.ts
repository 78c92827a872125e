import { type Detection, type Finding, formatLocation, type ProblemRecord } from "../../model/index.ts";
import { sanitizeMarkdown as clean } from "../text/sanitize.ts";
import {
  groupCauses,
  groupDetections,
  groupSuppressed,
  type ReportSummary,
  rankFindings,
  summarize,
} from "../text/summary.ts";
import { formatCount, formatTime, plural, resourceName, statusWords, worstFirst } from "../text/words.ts";
import type { Report, StoryStep } from "../views/report.ts";

/**
 * For a pull-request comment or a step summary: GitHub refuses comments beyond 65,536 characters, so each part has
 * a share of them and counts the rows that did not fit. Detections that were folded into findings stand among these.
 */
export function renderMarkdown(report: Report): string {
  const summary = summarize(report);
  return [
    `## ${clean(report.title)}`,
    headline(report, summary),
    storyTable(report.story ?? []),
    failedTable(report.findings),
    notEvaluated(report.findings),
    suppressedList(report.findings),
    report.findings.some(({ source }) => source.type === "rule") ? "" : detectionTable(report.detections),
    problemList(report.problems),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

function headline(report: Report, { bySeverity, byStatus, detections, hidden }: ReportSummary): string {
  const severe = worstFirst.filter((severity) => bySeverity[severity] > 0);
  const failed =
    severe.length === 0
      ? `**0 ${statusWords.FAIL}**`
      : severe.map((severity) => `**${formatCount(bySeverity[severity])} ${severity}**`).join(" · ");
  const levels = worstFirst.filter((level) => detections.byLevel[level] > 0);
  const posture = [
    failed,
    `${formatCount(byStatus.PASS)} ${statusWords.PASS}`,
    `${formatCount(byStatus.UNKNOWN)} ${statusWords.UNKNOWN}`,
    ...(["NOT_APPLICABLE", "SUPPRESSED"] as const)
      .filter((status) => byStatus[status] > 0)
      .map((status) => `${formatCount(byStatus[status])} ${statusWords[status]}`),
  ];
  const behaviour = [
    plural(detections.total, "detection"),
    ...levels.map((level) => `**${formatCount(detections.byLevel[level])} ${level}**`),
  ];
  return [
    `Account ${report.account === "" ? "not named by any input" : clean(report.account)}, as of ${clean(formatTime(report.asOf, "minute"))}`,
    report.kind === "detect" && report.findings.length === 0 ? "" : posture.join(" · "),
    report.kind === "audit" ? "" : behaviour.join(" · "),
    hidden > 0 ? `${plural(hidden, "finding")} left out by a filter` : "",
  ]
    .filter((line) => line !== "")
    .join("  \n");
}

function storyTable(story: readonly StoryStep[]): string {
  if (story.length === 0) return "";
  const rows = story.map(({ step, text }, at) => `| ${at + 1} | ${clean(step)} | ${clean(short(text))} |`);
  const { kept, rest } = withinBudget(rows, 4_000);
  return [
    "### What was done",
    "",
    "| | Step | What was done and found |",
    "|--:|---|---|",
    ...kept,
    ...(rest > 0 ? ["", `… ${plural(rest, "more step")}.`] : []),
  ].join("\n");
}

function failedTable(findings: readonly Finding[]): string {
  const failed = rankFindings(findings.filter(({ status }) => status === "FAIL"));
  const rows = failed.map(
    ({ severity, source, resource, reason }) =>
      `| ${severity} | ${clean(short(source.type === "rule" ? source.title : source.id))} | ${clean(short(resourceName(resource)))} | ${clean(short(reason))} |`,
  );
  if (rows.length === 0) return "";
  const { kept, rest } = withinBudget(rows, 26_000);
  return [
    `### Failed (${formatCount(rows.length)})`,
    "",
    "| Severity | Check or rule | Resource | Finding |",
    "|---|---|---|---|",
    ...kept,
    ...(rest > 0 ? ["", `… ${formatCount(rest)} more.`] : []),
  ].join("\n");
}

function notEvaluated(findings: readonly Finding[]): string {
  const causes = groupCauses(findings);
  if (causes.length === 0) return "";
  const total = causes.reduce((sum, cause) => sum + cause.findings.length, 0);
  const rows = causes.map(({ cause, checks }) => {
    const ids = checks.map(({ value, count }) => (count > 1 ? `${value} ×${count}` : value)).join(", ");
    return `- ${clean(short(ids))}: ${clean(short(cause))}`;
  });
  const { kept, rest } = withinBudget(rows, 10_000);
  return [
    "<details>",
    `<summary>Not evaluated (${formatCount(total)}): not counted as passed</summary>`,
    "",
    ...kept,
    ...(rest > 0 ? ["", `… ${plural(rest, "more cause", "more causes")}.`] : []),
    "",
    "</details>",
  ].join("\n");
}

function suppressedList(findings: readonly Finding[]): string {
  const groups = groupSuppressed(findings);
  if (groups.length === 0) return "";
  const total = groups.reduce((sum, group) => sum + group.findings.length, 0);
  const rows = groups.map(({ sources, text }) => `- ${clean(short(sources))} ${clean(short(text))}`);
  const { kept, rest } = withinBudget(rows, 4_000);
  return [
    "<details>",
    `<summary>Suppressed (${formatCount(total)}): not counted as failed</summary>`,
    "",
    ...kept,
    ...(rest > 0 ? ["", `… ${formatCount(rest)} more.`] : []),
    "",
    "</details>",
  ].join("\n");
}

function detectionTable(detections: readonly Detection[]): string {
  if (detections.length === 0) return "";
  const groups = groupDetections(detections);
  const rows = groups.map(({ rule, detections: matches, first, last, principals }) => {
    const who = principals.slice(0, 3).map(({ value }) => value);
    const more = principals.length > 3 ? ` +${formatCount(principals.length - 3)} more` : "";
    const times = [...new Set([formatTime(first, "minute"), formatTime(last, "minute")])].join(" – ");
    return `| ${rule.level} | ${formatCount(matches.length)} | ${clean(short(rule.title))} | ${clean(short(who.join(", ")))}${more} | ${clean(short(times))} |`;
  });
  const { kept, rest } = withinBudget(rows, 16_000);
  return [
    `### Detections (${formatCount(detections.length)})`,
    "",
    "| Level | Count | Rule | Who | When |",
    "|---|--:|---|---|---|",
    ...kept,
    ...(rest > 0 ? ["", `… ${plural(rest, "more rule", "more rules")}.`] : []),
  ].join("\n");
}

function problemList(problems: readonly ProblemRecord[]): string {
  if (problems.length === 0) return "";
  const rows = problems.map(({ location, message, hint }) => {
    const place = location === undefined ? "" : `${formatLocation(location)}: `;
    return `- ${clean(short(place + message))}${hint === undefined ? "" : ` ${clean(short(hint))}`}`;
  });
  const { kept, rest } = withinBudget(rows, 8_000);
  return [
    `### Problems (${formatCount(problems.length)})`,
    "",
    "What they concern was not read.",
    "",
    ...kept,
    ...(rest > 0 ? ["", `… ${formatCount(rest)} more.`] : []),
  ].join("\n");
}

/** The rows that fit into `budget` characters, and how many do not. */
function withinBudget(
  rows: readonly string[],
  budget: number,
): { readonly kept: readonly string[]; readonly rest: number } {
  let used = 0;
  const firstOut = rows.findIndex((row) => {
    used += row.length + 1;
    return used > budget;
  });
  const kept = firstOut < 0 ? rows : rows.slice(0, firstOut);
  return { kept, rest: rows.length - kept.length };
}

/** One text must not use up the share of the whole table. Longer than any ARN in practice. */
function short(text: string): string {
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}
