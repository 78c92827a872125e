import type { JSX } from "react";
import type { Report } from "../report.ts";
import { type DetectionGroup, type FindingGroup, groupDetections, groupFindings, summarize } from "../summary.ts";
import { ActivityChart } from "./activity-chart.tsx";
import { CredentialChart } from "./credential-chart.tsx";
import { DetectionsSection } from "./detections.tsx";
import { FindingsSection } from "./findings.tsx";
import { NeedsYouNow } from "./needs-you-now.tsx";
import { NotEvaluatedSection, SettledSection } from "./other-statuses.tsx";
import { PageHeader } from "./page-header.tsx";
import { ProblemsSection, ProvenanceSection } from "./provenance.tsx";
import { SeverityChart } from "./severity-chart.tsx";
import { ShapeSheet } from "./shapes.tsx";
import { UsageMap } from "./usage-map.tsx";

/** What the parts of the page share: the report, and what several of them count or list. */
export interface ReportView {
  readonly report: Report;
  readonly summary: ReturnType<typeof summarize>;
  /** Failed findings by check; those of rules only where the detections themselves are not on the page. */
  readonly failed: readonly FindingGroup[];
  readonly detections: readonly DetectionGroup[];
}

/** The body of the page: first what to act on, then the pictures, then everything with its evidence. */
export function ReportDocument({ report }: { readonly report: Report }): JSX.Element {
  const detections = groupDetections(report.detections);
  const shownRules = new Set(detections.map(({ rule }) => rule.id));
  const view: ReportView = {
    report,
    summary: summarize(report),
    failed: groupFindings(
      report.findings.filter(
        ({ status, source }) => status === "FAIL" && !(source.type === "rule" && shownRules.has(source.id)),
      ),
    ),
    detections,
  };
  return (
    <>
      <a className="skip" href="#main">
        Skip to the findings
      </a>
      <ShapeSheet />
      <PageHeader view={view} />
      <main id="main" tabIndex={-1}>
        <NeedsYouNow view={view} />
        <SeverityChart view={view} />
        <CredentialChart ages={report.credentialAges ?? []} />
        <ActivityChart activity={report.activity ?? []} />
        <UsageMap cells={report.usage ?? []} />
        <FindingsSection view={view} />
        <NotEvaluatedSection findings={report.findings} />
        <SettledSection findings={report.findings} />
        <DetectionsSection view={view} />
        <ProblemsSection problems={report.problems} />
        <ProvenanceSection report={report} />
      </main>
    </>
  );
}
