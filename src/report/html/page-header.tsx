import type { JSX } from "react";
import { formatCount, formatTime, plural, worstFirst } from "../text/words.ts";
import { columnsOf } from "./attack-matrix.tsx";
import { spanOf } from "./detection-timeline.tsx";
import { bounded } from "./facts.tsx";
import { LinkedCount } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";
import { Shape } from "./shapes.tsx";

/** Title, what was looked at and when, the counts, and the way to each part. */
export function PageHeader({ view }: { readonly view: ReportView }): JSX.Element {
  const { report } = view;
  return (
    <header>
      <h1>{bounded(report.title)}</h1>
      <dl className="facts">
        <div>
          <dt>Account</dt>
          <dd className="number">{report.account === "" ? "not named by any input" : bounded(report.account)}</dd>
        </div>
        <div>
          <dt>As of</dt>
          <dd className="number">{formatTime(report.asOf, "minute")}</dd>
        </div>
        <div>
          <dt>Read</dt>
          <dd>
            <InputsRead view={view} />
          </dd>
        </div>
      </dl>
      <Counts view={view} />
      <nav aria-label="Parts of this report">
        <ul>
          {parts(view).map(([id, name]) => (
            <li key={id}>
              <a href={`#${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

function InputsRead({ view: { report } }: { readonly view: ReportView }): JSX.Element {
  const read = [
    report.inputs.length > 0 && plural(report.inputs.length, "input"),
    report.stats && `${plural(report.stats.events, "event")} in ${plural(report.stats.files, "log file")}`,
  ].filter((word) => typeof word === "string");
  const problems = report.problems.length;
  return (
    <>
      {read.length > 0 ? <a href="#made">{read.join(", ")}</a> : problems === 0 ? "nothing" : null}
      {read.length > 0 && problems > 0 ? ", " : null}
      {problems > 0 ? <a href="#problems">{plural(problems, "problem")}</a> : null}
    </>
  );
}

function Counts({ view: { report, summary, placeOfSeverity } }: { readonly view: ReportView }): JSX.Element {
  const posture = report.kind !== "detect" || report.findings.length > 0;
  const grave = summary.detections.byLevel.critical + summary.detections.byLevel.high;
  return (
    <dl className="counts">
      {posture
        ? worstFirst.slice(0, 4).map((severity) => (
            <div key={severity} className={summary.bySeverity[severity] === 0 ? "zero" : undefined}>
              <dt>
                <Shape name={severity} /> {severity}
              </dt>
              <dd>
                <LinkedCount count={summary.bySeverity[severity]} place={placeOfSeverity(severity)} of={severity} />
              </dd>
            </div>
          ))
        : null}
      {posture ? (
        <>
          <div className={`apart ${summary.byStatus.UNKNOWN === 0 ? "zero" : ""}`}>
            <dt>
              <Shape name="unknown" /> not evaluated
            </dt>
            <dd>
              <LinkedCount count={summary.byStatus.UNKNOWN} place="unknown" of="not evaluated" />
            </dd>
          </div>
          <div className={summary.byStatus.PASS === 0 ? "zero" : undefined}>
            <dt>
              <Shape name="pass" /> passed
            </dt>
            <dd>
              <LinkedCount count={summary.byStatus.PASS} place="settled" of="passed" />
            </dd>
          </div>
        </>
      ) : null}
      {report.kind === "audit" ? null : (
        <div className={`${posture ? "apart" : ""} ${summary.detections.total === 0 ? "zero" : ""}`}>
          <dt>{plural(summary.detections.total, "detection").replace(/^\S+ /, "")}</dt>
          <dd>
            <LinkedCount count={summary.detections.total} place="detections" of="detections" />
          </dd>
          {grave > 0 ? <dd className="note">{formatCount(grave)} high or critical</dd> : null}
        </div>
      )}
    </dl>
  );
}

function parts({ report, failed, summary, detections }: ReportView): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string, boolean])[] = [
    ["now", "What needs you now", true],
    ["since", "Since last time", report.since !== undefined],
    ["story", "What was done", (report.story ?? []).length > 0],
    ["identities", "Identities", (report.identities ?? []).length > 0],
    ["credentials", "Credential ages", (report.credentialAges ?? []).length > 0],
    ["usage", "Granted and used", (report.usage ?? []).length > 0],
    ["escalation", "Ways to more permissions", report.escalation !== undefined],
    ["activity", "Activity", (report.activity ?? []).length > 0],
    ["timeline", "Detections over time", spanOf(detections) !== undefined],
    ["attack", "ATT&CK", columnsOf(detections).length > 0],
    ["coverage", "What the trails record", report.trailCoverage !== undefined],
    ["compliance", "Compliance", report.compliance !== undefined],
    ["findings", "Findings", failed.length > 0],
    ["unknown", "Not evaluated", summary.byStatus.UNKNOWN > 0],
    ["detections", "Detections", detections.length > 0],
    ["lab", "Activities of the lab", (report.lab ?? []).length > 0],
    ["problems", "Problems", report.problems.length > 0],
    ["made", "How this was made", true],
  ];
  return all.filter(([, , there]) => there).map(([id, name]) => [id, name]);
}
