import type { JSX } from "react";
import type { Report } from "../views/report.ts";
import { ActivityChart } from "./activity-chart.tsx";
import { AttackMatrix } from "./attack-matrix.tsx";
import { CredentialChart } from "./credential-chart.tsx";
import { DetectionTimeline } from "./detection-timeline.tsx";
import { DetectionsSection } from "./detections.tsx";
import { EscalationSection } from "./escalation.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { FindingsSection } from "./findings.tsx";
import { IdentitiesSection } from "./identities.tsx";
import { NeedsYouNow } from "./needs-you-now.tsx";
import { NotEvaluatedSection, SettledSection } from "./other-statuses.tsx";
import { PageHeader } from "./page-header.tsx";
import { ProblemsSection, ProvenanceSection } from "./provenance.tsx";
import { ReportComplianceSection } from "./report-compliance.tsx";
import { viewOf } from "./report-view.ts";
import { SeverityChart } from "./severity-chart.tsx";
import { ShapeSheet } from "./shapes.tsx";
import { SinceSection } from "./since.tsx";
import { LabSection, StorySection } from "./story.tsx";
import { TrailCoverageSection } from "./trail-coverage.tsx";
import { UsageMap } from "./usage-map.tsx";

/** The body of the page: first what to act on, then who and what, then everything with its evidence. */
export function ReportDocument({ report }: { readonly report: Report }): JSX.Element {
  const view = viewOf(report);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the findings
      </a>
      <ShapeSheet />
      <PageHeader view={view} />
      <FilterBar view={view} />
      <main id="main" tabIndex={-1}>
        <NeedsYouNow view={view} />
        <SinceSection view={view} />
        <StorySection story={report.story ?? []} />
        <SeverityChart view={view} />
        <IdentitiesSection view={view} />
        <CredentialChart ages={report.credentialAges ?? []} />
        <UsageMap cells={report.usage ?? []} />
        <EscalationSection escalation={report.escalation} />
        <ActivityChart activity={report.activity ?? []} />
        <DetectionTimeline view={view} />
        <AttackMatrix groups={view.detections} />
        <TrailCoverageSection coverage={report.trailCoverage} />
        <ReportComplianceSection view={view} />
        <FindingsSection view={view} />
        <NotEvaluatedSection findings={report.findings} />
        <SettledSection findings={report.findings} />
        <DetectionsSection view={view} />
        <LabSection lab={report.lab ?? []} />
        <ProblemsSection problems={report.problems} />
        <ProvenanceSection report={report} />
      </main>
    </>
  );
}
