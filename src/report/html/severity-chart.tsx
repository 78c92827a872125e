import type { JSX } from "react";
import { groupFindings } from "../text/summary.ts";
import { formatCount, plural, worstFirst } from "../text/words.ts";
import { DataTable, Fold, LinkedCount, Section } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";
import { percent } from "./scale.ts";
import { SeverityMark } from "./shapes.tsx";

/** Failed findings by severity, as bars on one scale. Absent when nothing failed. */
export function SeverityChart({
  view: { report, summary, placeOfSeverity },
}: {
  readonly view: ReportView;
}): JSX.Element | null {
  const total = summary.byStatus.FAIL;
  if (total === 0) return null;
  const groups = groupFindings(report.findings.filter(({ status }) => status === "FAIL"));
  const asked = groups.some(({ source }) => source.type === "rule") ? "checks and rules" : "checks";
  const lead = `${plural(total, "failed finding")} of ${plural(groups.length, "check", asked)}`;
  const most = Math.max(...Object.values(summary.bySeverity));
  const sentence = `${lead}: ${worstFirst
    .map((severity) => `${formatCount(summary.bySeverity[severity])} ${severity}`)
    .join(", ")}.`;
  return (
    <Section id="severity" title="Findings by severity" lead={`${lead}.`}>
      <div className="bars">
        {worstFirst.map((severity) => (
          <div key={severity}>
            <SeverityMark severity={severity} />
            <svg className="bar" role="img" aria-labelledby={`bar-${severity}-title bar-${severity}-desc`}>
              <title id={`bar-${severity}-title`}>{severity}</title>
              <desc
                id={`bar-${severity}-desc`}
              >{`${formatCount(summary.bySeverity[severity])} of ${formatCount(total)} failed findings`}</desc>
              <rect className="track" width="100%" height="100%" />
              <rect className={`tone-${severity}`} width={percent(summary.bySeverity[severity] / most)} height="100%" />
            </svg>
            <span className="number">
              <LinkedCount count={summary.bySeverity[severity]} place={placeOfSeverity(severity)} of={severity} />
            </span>
          </div>
        ))}
      </div>
      <Fold summary="Show as table" className="as-table">
        <DataTable
          caption={sentence}
          columns={[
            { header: "Severity" },
            { header: "Failed findings", numeric: true },
            { header: asked === "checks" ? "Checks" : "Checks and rules", numeric: true },
          ]}
          rows={worstFirst.map((severity) => [
            <SeverityMark key={severity} severity={severity} />,
            formatCount(summary.bySeverity[severity]),
            formatCount(
              groups.filter(({ findings }) => findings.some((finding) => finding.severity === severity)).length,
            ),
          ])}
        />
      </Fold>
    </Section>
  );
}
