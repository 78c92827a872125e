import type { JSX } from "react";
import { controlStatuses } from "../../compliance/index.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import { type ComplianceReport, controlStatusWords, totalCounts } from "../views/compliance-report.ts";
import { ComplianceFindings } from "./compliance-findings.tsx";
import { ControlStatusMark, FrameworkSection } from "./compliance-framework.tsx";
import { ComplianceScores } from "./compliance-scores.tsx";
import { bounded } from "./facts.tsx";
import { InputsTable } from "./inputs-table.tsx";
import { Section } from "./parts.tsx";
import { ProblemsSection } from "./provenance.tsx";
import { ShapeSheet } from "./shapes.tsx";

/** The body of the page: counts with denominators, each framework by status, then the findings behind the controls. */
export function ComplianceDocument({ report }: { readonly report: ComplianceReport }): JSX.Element {
  const { frameworks, findings, profile, problems } = report;
  return (
    <>
      <ShapeSheet />
      <a className="skip" href="#main">
        Skip to the scorecards
      </a>
      <Header report={report} />
      <main id="main" tabIndex={-1}>
        <ComplianceScores frameworks={frameworks} />
        {profile === undefined || profile.outOfScope.length === 0 ? null : (
          <Section id="scope" title="Out of scope" lead={`What the profile ${profile.id} does not answer.`}>
            <ul>
              {profile.outOfScope.map((sentence) => (
                <li key={sentence}>{bounded(sentence)}</li>
              ))}
            </ul>
          </Section>
        )}
        {frameworks.map((framework) => (
          <FrameworkSection key={framework.id} framework={framework} />
        ))}
        <ComplianceFindings findings={findings} />
        <ProblemsSection problems={problems} />
        <Made report={report} />
      </main>
    </>
  );
}

function Header({ report }: { readonly report: ComplianceReport }): JSX.Element {
  const { title, asOf, profile, frameworks } = report;
  const totals = totalCounts(frameworks);
  return (
    <header>
      <h1>{bounded(title)}</h1>
      <dl className="facts">
        <div>
          <dt>As of</dt>
          <dd className="number">{formatTime(asOf, "minute")}</dd>
        </div>
        {profile === undefined ? null : (
          <div>
            <dt>Profile</dt>
            <dd>
              {profile.id} ({bounded(profile.title)})
            </dd>
          </div>
        )}
        <div>
          <dt>Frameworks</dt>
          <dd>{formatCount(frameworks.length)}</dd>
        </div>
      </dl>
      <dl className="counts">
        {controlStatuses
          .filter((status) => totals[status] > 0 || status === "FAIL" || status === "PASS")
          .map((status) => (
            <div key={status} className={totals[status] === 0 ? "zero" : undefined}>
              <dt>
                <ControlStatusMark status={status} text={controlStatusWords[status]} />
              </dt>
              <dd>{formatCount(totals[status])}</dd>
            </div>
          ))}
      </dl>
      <p className="lead">
        Controls of {plural(frameworks.length, "framework")}, counted once in each. Only what is marked passed was
        tested wholly; passed in part, for a person and not evaluated are no pass.
      </p>
    </header>
  );
}

function Made({ report }: { readonly report: ComplianceReport }): JSX.Element {
  const { inputs, toolVersion, asOf } = report;
  return (
    <Section
      id="made"
      title="How this was made"
      lead={`trailproof ${toolVersion}, command compliance. Ages and reviews count up to ${formatTime(asOf)}. Nothing was asked of AWS while it was made.`}
    >
      <InputsTable inputs={inputs} />
    </Section>
  );
}
