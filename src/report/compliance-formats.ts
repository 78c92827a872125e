import { renderComplianceCsv, renderComplianceJson, renderComplianceJsonl } from "./data/compliance-data.ts";
import { renderComplianceOscal } from "./exports/compliance-oscal.ts";
import { renderComplianceJunit } from "./exports/junit.ts";
import { renderComplianceOcsf } from "./exports/ocsf-controls.ts";
import { renderComplianceMarkdown } from "./markdown/compliance-md.ts";
import { renderComplianceTable } from "./tables/compliance-table.ts";
import type { TerminalOptions } from "./text/terminal.ts";
import type { ComplianceReport } from "./views/compliance-report.ts";

export const complianceFormats = ["table", "json", "jsonl", "csv", "md", "html", "oscal", "ocsf", "junit"] as const;

export type ComplianceFormat = (typeof complianceFormats)[number];

/** Control by control as text, in pieces. The same report and options give the same bytes. */
export async function renderCompliance(
  format: ComplianceFormat,
  report: ComplianceReport,
  options: TerminalOptions = {},
): Promise<Iterable<string>> {
  switch (format) {
    case "table":
      return [renderComplianceTable(report, options)];
    case "json":
      return renderComplianceJson(report);
    case "jsonl":
      return renderComplianceJsonl(report);
    case "csv":
      return renderComplianceCsv(report);
    case "md":
      return [renderComplianceMarkdown(report)];
    case "oscal":
      return renderComplianceOscal(report);
    case "ocsf":
      return renderComplianceOcsf(report);
    case "junit":
      return renderComplianceJunit(report);
    case "html":
      return [(await import("./html/compliance-page.ts")).renderComplianceHtml(report)];
  }
}
