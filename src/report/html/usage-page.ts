import { createElement } from "react";
import type { UsageReport } from "../views/usage-report.ts";
import { htmlPage } from "./page.ts";
import { UsageDocument } from "./usage-document.tsx";

/** Granted and used as one page that needs nothing else; see {@link htmlPage}. */
export function renderUsageHtml(report: UsageReport): string {
  return htmlPage(report.title, report.toolVersion, createElement(UsageDocument, { report }));
}
