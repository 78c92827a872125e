import { renderCsv } from "./csv.ts";
import { renderJson } from "./json.ts";
import { renderJsonl } from "./jsonl.ts";
import { renderMarkdown } from "./md.ts";
import type { Report } from "./report.ts";
import { renderTable, type TableOptions } from "./table.ts";

export const reportFormats = ["table", "json", "jsonl", "csv", "md", "html"] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** Only `table` looks at them. */
export interface RenderOptions extends TableOptions {}

/**
 * A report as text, in pieces to be written one after the other: of a large account `json` is longer than all the rest
 * of the program's memory. The same report and options give the same bytes.
 */
export async function renderReport(
  format: ReportFormat,
  report: Report,
  options: RenderOptions = {},
): Promise<Iterable<string>> {
  return renderers[format](report, options);
}

const renderers: {
  readonly [format in ReportFormat]: (
    report: Report,
    options: RenderOptions,
  ) => Iterable<string> | Promise<Iterable<string>>;
} = {
  table: (report, options) => [renderTable(report, options)],
  json: renderJson,
  jsonl: renderJsonl,
  csv: renderCsv,
  md: (report) => [renderMarkdown(report)],
  // React takes longer to load than all other formats take to render.
  html: async (report) => [(await import("./html/page.ts")).renderHtml(report)],
};
