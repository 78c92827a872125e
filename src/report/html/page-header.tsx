import type { JSX } from "react";
import { formatCount, formatTime, plural, worstFirst } from "../words.ts";
import type { ReportView } from "./document.tsx";
import { bounded } from "./facts.tsx";
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
          <dd>{inputsRead(view)}</dd>
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

function inputsRead({ report }: ReportView): string {
  const words = [
    report.inputs.length > 0 && plural(report.inputs.length, "input"),
    report.stats && `${plural(report.stats.events, "event")} in ${plural(report.stats.files, "log file")}`,
    report.problems.length > 0 && plural(report.problems.length, "problem"),
  ].filter((word) => typeof word === "string");
  return words.length === 0 ? "nothing" : words.join(", ");
}

function Counts({ view: { report, summary } }: { readonly view: ReportView }): JSX.Element {
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
              <dd>{formatCount(summary.bySeverity[severity])}</dd>
            </div>
          ))
        : null}
      {posture ? (
        <>
          <div className={`apart ${summary.byStatus.UNKNOWN === 0 ? "zero" : ""}`}>
            <dt>
              <Shape name="unknown" /> not evaluated
            </dt>
            <dd>{formatCount(summary.byStatus.UNKNOWN)}</dd>
          </div>
          <div className={summary.byStatus.PASS === 0 ? "zero" : undefined}>
            <dt>
              <Shape name="pass" /> passed
            </dt>
            <dd>{formatCount(summary.byStatus.PASS)}</dd>
          </div>
        </>
      ) : null}
      {report.kind === "audit" ? null : (
        <div className={`${posture ? "apart" : ""} ${summary.detections.total === 0 ? "zero" : ""}`}>
          <dt>{plural(summary.detections.total, "detection").replace(/^\S+ /, "")}</dt>
          <dd>
            {formatCount(summary.detections.total)}{" "}
            <small>{grave > 0 ? `${formatCount(grave)} high or critical` : ""}</small>
          </dd>
        </div>
      )}
    </dl>
  );
}

function parts({ report, failed, summary, detections }: ReportView): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string, boolean])[] = [
    ["now", "What needs you now", true],
    ["credentials", "Credential ages", (report.credentialAges ?? []).length > 0],
    ["activity", "Activity", (report.activity ?? []).length > 0],
    ["usage", "Granted and used", (report.usage ?? []).length > 0],
    ["findings", "Findings", failed.length > 0],
    ["unknown", "Not evaluated", summary.byStatus.UNKNOWN > 0],
    ["detections", "Detections", detections.length > 0],
    ["problems", "Problems", report.problems.length > 0],
    ["made", "How this was made", true],
  ];
  return all.filter(([, , there]) => there).map(([id, name]) => [id, name]);
}
