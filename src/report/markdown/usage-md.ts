import { escalationMarkdown } from "../data/escalation-data.ts";
import { sanitizeMarkdown as clean } from "../text/sanitize.ts";
import { principalTitle, stateRows } from "../text/usage-rows.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import { allServices, countStates, type UsageReport } from "../views/usage-report.ts";

/**
 * For a pull-request comment: as many principals as fit, and how many do not. Ways to more permissions, where they were asked
 * for, stand in place of the services.
 */
export function renderUsageMarkdown(report: UsageReport): string {
  const { escalation } = report;
  const {
    summary,
    principals: blocks,
    notes,
  } = escalation === undefined ? serviceBlocks(report) : escalationMarkdown(escalation, report.notes);
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
    summary,
    ...shown,
    ...(rest > 0 ? [`… ${plural(rest, "more principal")}.`] : []),
    ...(report.problems.length > 0
      ? [`${plural(report.problems.length, "problem")}: what they concern was not read.`]
      : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${clean(note)}`).join("\n")] : []),
  ]
    .join("\n\n")
    .concat("\n");
}

/** GitHub refuses comments beyond 65,536 characters. */
const budget = 50_000;

function serviceBlocks({ principals, notes }: UsageReport): ReturnType<typeof escalationMarkdown> {
  const { unused, used, unknown, protected: kept } = countStates(allServices(principals));
  return {
    summary: `**${formatCount(unused)} unused** · ${formatCount(unknown)} unknown · ${formatCount(kept)} protected · ${formatCount(used)} used`,
    principals: principals.map((principal) =>
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
    ),
    notes,
  };
}
