import { sanitizeMarkdown as clean } from "./sanitize.ts";
import { countStates, type UsageReport } from "./usage-report.ts";
import { principalTitle, stateRows } from "./usage-rows.ts";
import { formatCount, formatTime, plural } from "./words.ts";

/** For a pull-request comment: as many principals as fit, and how many do not. */
export function renderUsageMarkdown(report: UsageReport): string {
  const services = report.principals.flatMap((principal) => principal.services);
  const { unused, used, unknown, protected: kept } = countStates(services);
  const blocks = report.principals.map((principal) =>
    [
      `### ${clean(principalTitle(principal))}`,
      "",
      "| State | Last used | Days | Source | Services |",
      "|---|---|--:|---|---|",
      ...stateRows(principal, 40).map(
        ({ state, lastUsed = "", days, source, text, reason }) =>
          `| ${state} | ${clean(formatTime(lastUsed, "minute"))} | ${days ?? ""} | ${source} | ${clean(text)}${reason === undefined ? "" : `<br>${clean(reason)}`} |`,
      ),
    ].join("\n"),
  );
  let length = 0;
  const firstOut = blocks.findIndex((block) => {
    length += block.length;
    return length > budget;
  });
  const shown = firstOut < 0 ? blocks : blocks.slice(0, firstOut);
  const rest = blocks.length - shown.length;
  return [
    `## ${clean(report.title)}`,
    `As of ${clean(formatTime(report.asOf, "minute"))}, window ${plural(report.windowDays, "day")}  `,
    `**${formatCount(unused)} unused** · ${formatCount(unknown)} unknown · ${formatCount(kept)} protected · ${formatCount(used)} used`,
    ...shown,
    ...(rest > 0 ? [`… ${plural(rest, "more principal")}.`] : []),
    ...(report.problems.length > 0
      ? [`${plural(report.problems.length, "problem")}: what they concern was not read.`]
      : []),
    ...(report.notes.length > 0 ? [report.notes.map((note) => `- ${clean(note)}`).join("\n")] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

/** GitHub refuses comments beyond 65,536 characters. */
const budget = 50_000;
