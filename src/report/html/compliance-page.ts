import { createElement } from "react";
import type { ComplianceReport } from "../views/compliance-report.ts";
import { ComplianceDocument } from "./compliance-document.tsx";
import { htmlPage } from "./page.ts";

/** Control by control as one page that needs nothing else; see {@link htmlPage}. */
export function renderComplianceHtml(report: ComplianceReport): string {
  return htmlPage(report.title, report.toolVersion, createElement(ComplianceDocument, { report }));
}
