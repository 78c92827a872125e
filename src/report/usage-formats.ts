import type { ReportFormat } from "./formats.ts";
import type { TerminalOptions } from "./terminal.ts";
import { renderUsageCsv, renderUsageJson, renderUsageJsonl } from "./usage-data.ts";
import { renderUsageMarkdown } from "./usage-md.ts";
import type { UsageReport } from "./usage-report.ts";
import { renderUsageTable } from "./usage-table.ts";

/** Usage as text, in pieces. The same report and options give the same bytes. */
export async function renderUsage(
  format: ReportFormat,
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
    case "html":
      return [(await import("./html/usage-page.ts")).renderUsageHtml(report)];
  }
}
