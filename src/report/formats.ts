import { renderCsv } from "./data/csv.ts";
import { renderJson } from "./data/json.ts";
import { renderJsonl } from "./data/jsonl.ts";
import { countWithoutAccount, renderAsff } from "./exports/asff.ts";
import { renderJunit } from "./exports/junit.ts";
import { renderNavigator } from "./exports/navigator.ts";
import { renderOcsf } from "./exports/ocsf.ts";
import { countBeyondSarif, renderSarif, type SarifOptions } from "./exports/sarif.ts";
import { renderMarkdown } from "./markdown/md.ts";
import { renderTable, type TableOptions } from "./tables/table.ts";
import { plural } from "./text/words.ts";
import type { Report } from "./views/report.ts";

export const reportFormats = [
  "table",
  "json",
  "jsonl",
  "csv",
  "md",
  "html",
  "ocsf",
  "asff",
  "sarif",
  "junit",
  "navigator",
] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** `table` and `sarif` look at them; `json` keeps what says which rows a table lists. */
export interface RenderOptions extends TableOptions, SarifOptions {}

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
  ocsf: renderOcsf,
  asff: renderAsff,
  sarif: renderSarif,
  junit: renderJunit,
  navigator: renderNavigator,
  md: (report) => [renderMarkdown(report)],
  // React takes longer to load than all other formats take to render.
  html: async (report) => [(await import("./html/page.ts")).renderHtml(report)],
};

/** What a format leaves out of this report, in sentences; most leave out nothing. */
export function leftOut(format: ReportFormat, report: Report): readonly string[] {
  if (format === "asff") {
    const count = countWithoutAccount(report);
    return count === 0
      ? []
      : [`asff: ${plural(count, "finding")} without an account left out: Security Hub takes none.`];
  }
  if (format === "sarif") {
    const count = countBeyondSarif(report);
    return count === 0 ? [] : [`sarif: ${plural(count, "result")} left out, the mildest: GitHub takes 25,000 a run.`];
  }
  return [];
}
