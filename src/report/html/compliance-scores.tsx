import type { JSX } from "react";
import { type ControlStatus, controlStatuses, type FrameworkResult } from "../../compliance/index.ts";
import { formatCount } from "../text/words.ts";
import { frameworkName, shareOf } from "../views/compliance-report.ts";
import { DataTable, Section } from "./parts.tsx";

/** One row a framework; every number but 0 leads to its controls. */
export function ComplianceScores({ frameworks }: { readonly frameworks: readonly FrameworkResult[] }): JSX.Element {
  return (
    <Section
      id="scores"
      title="Scorecards"
      lead="Counts, no score: what is in the map is what this tool looks at; the rest of a framework is not judged here."
    >
      <ScoreTable frameworks={frameworks} />
    </Section>
  );
}

export function ScoreTable({ frameworks }: { readonly frameworks: readonly FrameworkResult[] }): JSX.Element {
  const shown = controlStatuses.filter(
    (status) => always.includes(status) || frameworks.some(({ counts }) => counts[status] > 0),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable with the keyboard
    <section className="scroll" tabIndex={0} aria-label="Scorecards of the frameworks">
      <DataTable
        caption="Controls by framework and status"
        columns={[
          { header: "Framework" },
          ...shown.map((status) => ({ header: headers[status], numeric: true })),
          { header: "In the map", numeric: true },
        ]}
        rows={frameworks.map((framework) => [
          <a key="name" href={`#${framework.id}`}>
            {frameworkName(framework)}
          </a>,
          ...shown.map((status) => <Count key={status} framework={framework} status={status} />),
          shareOf(framework),
        ])}
      />
    </section>
  );
}

const always: readonly ControlStatus[] = ["FAIL", "UNKNOWN", "MANUAL", "PARTIAL", "PASS"];

const headers: { readonly [status in ControlStatus]: string } = {
  FAIL: "Failed",
  UNKNOWN: "Unknown",
  MANUAL: "Person",
  PARTIAL: "In part",
  ATTESTED: "Attested",
  PASS: "Passed",
  NOT_APPLICABLE: "N/A",
  CONTEXT: "Context",
};

function Count({
  framework,
  status,
}: {
  readonly framework: FrameworkResult;
  readonly status: ControlStatus;
}): JSX.Element {
  const count = framework.counts[status];
  if (count === 0) return <span className="quiet">0</span>;
  return (
    <a href={`#${framework.id}-${status}`} aria-label={`${framework.id}: ${formatCount(count)} ${headers[status]}`}>
      {formatCount(count)}
    </a>
  );
}
