import type { JSX } from "react";
import { byStatus, frameworkName, shareOf } from "../views/compliance-report.ts";
import { StatusFold } from "./compliance-framework.tsx";
import { ScoreTable } from "./compliance-scores.tsx";
import { bounded } from "./facts.tsx";
import { Fold, Section } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";

/** Frameworks in counts with denominators, and their controls by status; each check of a control leads to its findings. */
export function ReportComplianceSection({
  view: { report, placeOf },
}: {
  readonly view: ReportView;
}): JSX.Element | null {
  const { compliance } = report;
  if (compliance === undefined) return null;
  const { frameworks, profile } = compliance;
  return (
    <Section
      id="compliance"
      title="Compliance"
      lead={`${profile === undefined ? "" : `Profile ${profile.id}. `}Counts of controls, no score: only what is marked passed was tested wholly. A framework has more controls than this tool can look at; the last column says how many.`}
    >
      <ScoreTable frameworks={frameworks} />
      {frameworks.map((framework) => (
        <Fold
          key={framework.id}
          id={framework.id}
          className="part"
          summary={<h3>{`${framework.title} ${framework.version}: ${shareOf(framework)} controls`}</h3>}
        >
          <div className="nested">
            {framework.note === undefined ? null : (
              <p className="quiet">
                {frameworkName(framework)}: {framework.note}
              </p>
            )}
            {byStatus(framework).map((group) => (
              <StatusFold key={group.status} framework={framework.id} group={group} placeOf={placeOf} />
            ))}
          </div>
        </Fold>
      ))}
      {profile === undefined || profile.outOfScope.length === 0 ? null : (
        <Fold className="part" summary={<h3>Out of scope</h3>}>
          <ul className="notes">
            {profile.outOfScope.map((text) => (
              <li key={text}>{bounded(text)}</li>
            ))}
          </ul>
        </Fold>
      )}
    </Section>
  );
}
