import { renderUsageCsv, renderUsageJson, renderUsageJsonl } from "./data/usage-data.ts";
import { renderUsageOcsf } from "./exports/ocsf-usage.ts";
import { renderUsageMarkdown } from "./markdown/usage-md.ts";
import { renderUsageTable } from "./tables/usage-table.ts";
import type { TerminalOptions } from "./text/terminal.ts";
import type { UsageReport } from "./views/usage-report.ts";

export const usageFormats = ["table", "json", "jsonl", "csv", "md", "html", "ocsf"] as const;

export type UsageFormat = (typeof usageFormats)[number];

/** Usage as text, in pieces. The same report and options give the same bytes. */
export async function renderUsage(
  format: UsageFormat,
  report: UsageReport,
  options: TerminalOptions = {},
): Promise<Iterable<string>> {
  switch (format) {
    case "table":
      return [renderUsageTable(report, options)];
    case "json":
      return renderUsageJson(report);
    case "jsonl":
      return renderUsageJsonl(report);
    case "csv":
      return renderUsageCsv(report);
    case "md":
      return [renderUsageMarkdown(report)];
    case "ocsf":
      return renderUsageOcsf(report);
    case "html":
      return [(await import("./html/usage-page.ts")).renderUsageHtml(report)];
  }
}
