import { controlStatuses, type FrameworkResult } from "../../compliance/index.ts";
import { sanitizeMarkdown as clean } from "../text/sanitize.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import {
  byStatus,
  type ComplianceReport,
  controlStatusWords,
  frameworkName,
  type StatusGroup,
  shareOf,
} from "../views/compliance-report.ts";

/** For a pull-request comment: the counts always, then as many controls as fit, and how many do not. */
export function renderComplianceMarkdown(report: ComplianceReport): string {
  let left = budget;
  const details = report.frameworks.map((framework) => {
    const { text, used } = frameworkDetails(framework, left);
    left -= used;
    return text;
  });
  const { profile, problems } = report;
  return [
    `## ${clean(report.title)}`,
    `As of ${clean(formatTime(report.asOf, "minute"))}. PARTIAL, MANUAL and UNKNOWN are no PASS.`,
    scores(report.frameworks),
    ...details,
    ...(profile === undefined || profile.outOfScope.length === 0
      ? []
      : [`**Out of scope**\n\n${profile.outOfScope.map((sentence) => `- ${clean(sentence)}`).join("\n")}`]),
    ...(problems.length > 0 ? [`${plural(problems.length, "problem")}: what they concern was not read.`] : []),
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}

/** GitHub refuses comments beyond 65,536 characters. */
const budget = 50_000;

function scores(frameworks: readonly FrameworkResult[]): string {
  return [
    `| Framework | ${controlStatuses.join(" | ")} | In the map |`,
    `|---|${controlStatuses.map(() => "--:|").join("")}--:|`,
    ...frameworks.map(
      (framework) =>
        `| ${clean(frameworkName(framework))} | ${controlStatuses.map((status) => formatCount(framework.counts[status])).join(" | ")} | ${shareOf(framework)} |`,
    ),
  ].join("\n");
}

function frameworkDetails(framework: FrameworkResult, left: number): { readonly text: string; readonly used: number } {
  const open = byStatus(framework).filter(({ status }) => ["FAIL", "UNKNOWN", "MANUAL"].includes(status));
  const rows = open.flatMap(rowsOf);
  let used = 0;
  const firstOut = rows.findIndex((row) => {
    used += row.length + 1;
    return used > left;
  });
  const kept = firstOut < 0 ? rows : rows.slice(0, firstOut);
  const rest = rows.length - kept.length;
  if (rows.length === 0) return { text: "", used: 0 };
  const text = [
    "<details>",
    `<summary>${clean(`${framework.title} ${framework.version}`)}: ${open
      .map(({ status, controls }) => `${formatCount(controls.length)} ${controlStatusWords[status]}`)
      .join(", ")}</summary>`,
    "",
    "| Status | Control | Title | Reason |",
    "|---|---|---|---|",
    ...kept,
    ...(rest > 0 ? ["", `… ${plural(rest, "more control")}.`] : []),
    "",
    "</details>",
  ].join("\n");
  return { text, used: Math.min(used, left) };
}

function rowsOf({ status, controls }: StatusGroup): readonly string[] {
  return controls.map(
    ({ id, title, reason, note }) =>
      `| ${status} | ${clean(id)} | ${clean(title)} | ${clean(status === "MANUAL" && note !== undefined ? `${reason} ${note}` : reason)} |`,
  );
}
