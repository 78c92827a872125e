import { renderUsageOcsf } from "./ocsf-usage.ts";
import type { TerminalOptions } from "./terminal.ts";
import { renderUsageCsv, renderUsageJson, renderUsageJsonl } from "./usage-data.ts";
import { renderUsageMarkdown } from "./usage-md.ts";
import type { UsageReport } from "./usage-report.ts";
import { renderUsageTable } from "./usage-table.ts";

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
