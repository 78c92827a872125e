import type { JSX } from "react";
import { type Finding, isAtLeast } from "../../model/index.ts";
import type { FindingGroup } from "../summary.ts";
import { plural, resourceName } from "../words.ts";
import type { ReportView } from "./document.tsx";
import { bounded, Facts } from "./facts.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { SeverityMark } from "./shapes.tsx";

/** Everything that failed, by check: the reason, what it rests on, and how to fix it. */
export function FindingsSection({ view: { failed, summary } }: { readonly view: ReportView }): JSX.Element | null {
  if (failed.length === 0) return null;
  const listed = failed.reduce((sum, { findings }) => sum + findings.length, 0);
  const elsewhere = summary.byStatus.FAIL - listed;
  const rowLimit = Math.min(50, Math.max(5, Math.floor(pageRows / failed.length)));
  return (
    <Section
      id="findings"
      title="Findings"
      lead={`${plural(listed, "finding")} by check, worst first.${elsewhere > 0 ? ` ${plural(elsewhere, "more stands", "more stand")} under Detections.` : ""}`}
    >
      {failed.slice(0, pageGroups).map((group, at) => (
        <CheckFold key={`${group.source.type} ${group.source.id}`} group={group} at={at} rowLimit={rowLimit} />
      ))}
      <Showing shown={Math.min(pageGroups, failed.length)} total={failed.length} what="checks" />
    </Section>
  );
}

/** What a page can hold and still open at once. */
const pageRows = 2000;
const pageGroups = 400;
const controlLimit = 30;

function CheckFold({
  group,
  at,
  rowLimit,
}: {
  readonly group: FindingGroup;
  readonly at: number;
  readonly rowLimit: number;
}): JSX.Element {
  const { source, severity, findings } = group;
  const commands = new Set(findings.map(({ remediation }) => remediation.cli));
  const [first] = findings;
  return (
    <Fold
      className="group"
      open={isAtLeast(severity, "high")}
      summary={
        <>
          <SeverityMark severity={severity} />
          <h3>{bounded(source.title)}</h3>
          <span className="id">{bounded(source.id)}</span>
          <span className="number">{plural(findings.length, "resource")}</span>
        </>
      }
    >
      <div className="inside" id={`finding-${at}`}>
        {first === undefined ? null : <Fix finding={first} shared={commands.size === 1} />}
        <DataTable
          caption={`Resources that fail ${bounded(source.id)}`}
          columns={[{ header: "Resource", size: "narrow" }, { header: "Finding" }]}
          rows={findings
            .slice(0, rowLimit)
            .map((finding) => [
              <ResourceCell key="resource" finding={finding} differs={finding.severity !== severity} />,
              <ReasonCell key="reason" finding={finding} withCommand={commands.size > 1} />,
            ])}
        />
        <Showing shown={Math.min(rowLimit, findings.length)} total={findings.length} what="resources" />
      </div>
    </Fold>
  );
}

/** The fix, with its command where that is the same for all resources, and the controls that ask for it. */
export function Fix({
  finding,
  shared,
  label = "Fix",
}: {
  readonly finding: Finding;
  readonly shared: boolean;
  readonly label?: string;
}): JSX.Element {
  const { remediation, controls } = finding;
  return (
    <div className="fix">
      <p>
        <strong>{label}</strong> {bounded(remediation.text)}
      </p>
      {shared && remediation.cli !== undefined ? <Command text={remediation.cli} /> : null}
      {controls.length === 0 ? null : (
        <ul className="tags" aria-label="Controls">
          {controls.slice(0, controlLimit).map((control) => (
            <li key={control}>{bounded(control)}</li>
          ))}
          {controls.length > controlLimit ? <li>and {controls.length - controlLimit} more</li> : null}
        </ul>
      )}
    </div>
  );
}

function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <pre>
      <code>{bounded(text, 2000)}</code>
    </pre>
  );
}

function ResourceCell({ finding, differs }: { readonly finding: Finding; readonly differs: boolean }): JSX.Element {
  const { resource, severity } = finding;
  return (
    <>
      {bounded(resourceName(resource))}
      {differs ? (
        <>
          {" "}
          <SeverityMark severity={severity} />
        </>
      ) : null}
      <small className="arn">{bounded(resource.arn)}</small>
    </>
  );
}

function ReasonCell({
  finding,
  withCommand,
}: {
  readonly finding: Finding;
  readonly withCommand: boolean;
}): JSX.Element {
  const { reason, evidence, remediation } = finding;
  return (
    <>
      {bounded(reason)}
      <Facts facts={evidence.map(({ source, field, value }) => [`${source}: ${field}`, value] as const)} />
      {withCommand && remediation.cli !== undefined ? (
        <Fold summary="Command" className="command">
          <Command text={remediation.cli} />
        </Fold>
      ) : null}
    </>
  );
}
