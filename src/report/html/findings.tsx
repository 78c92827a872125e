import type { JSX } from "react";
import { type Finding, isAtLeast } from "../../model/index.ts";
import type { FindingGroup } from "../summary.ts";
import { plural, resourceName } from "../words.ts";
import { bounded, Facts } from "./facts.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { type ReportView, shownGroups } from "./report-view.ts";
import { SeverityMark } from "./shapes.tsx";

/** Everything that failed, by check: the reason, what it rests on, and how to fix it. */
export function FindingsSection({
  view: { failed, summary, added },
}: {
  readonly view: ReportView;
}): JSX.Element | null {
  if (failed.length === 0) return null;
  const listed = failed.reduce((sum, { findings }) => sum + findings.length, 0);
  const elsewhere = summary.byStatus.FAIL - listed;
  const rowLimit = Math.min(50, Math.max(5, Math.floor(pageRows / failed.length)));
  const nameLimit = Math.floor(pageNames / failed.length);
  return (
    <Section
      id="findings"
      title="Findings"
      lead={`${plural(listed, "finding")} by check, worst first.${elsewhere > 0 ? ` ${plural(elsewhere, "more stands", "more stand")} under Detections.` : ""}`}
    >
      {failed.slice(0, shownGroups.checks).map((group, at) => (
        <CheckFold
          key={`${group.source.type} ${group.source.id}`}
          group={group}
          at={at}
          rowLimit={rowLimit}
          nameLimit={nameLimit}
          open={isAtLeast(group.severity, "high") && rowsBefore(at) < openRows}
          added={added}
        />
      ))}
      <Showing shown={Math.min(shownGroups.checks, failed.length)} total={failed.length} what="checks" />
    </Section>
  );

  function rowsBefore(at: number): number {
    return failed.slice(0, at).reduce((sum, { findings }) => sum + Math.min(rowLimit, findings.length), 0);
  }
}

/** What a page can hold and still open at once. */
const pageRows = 2000;
/** Beyond these, also what is grave is folded: a browser lays out what is open. */
const openRows = 300;
/** Of resources that have no row of their own. */
const pageNames = 6000;
const controlLimit = 30;

function CheckFold({
  group,
  at,
  rowLimit,
  nameLimit,
  open,
  added,
}: {
  readonly group: FindingGroup;
  readonly at: number;
  readonly rowLimit: number;
  readonly nameLimit: number;
  readonly open: boolean;
  readonly added: ReadonlySet<string>;
}): JSX.Element {
  const { source, severity, findings } = group;
  const commands = new Set(findings.map(({ remediation }) => remediation.cli));
  const [first] = findings;
  return (
    <Fold
      className="group"
      open={open}
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
              <ResourceCell
                key="resource"
                finding={finding}
                differs={finding.severity !== severity}
                isNew={added.has(finding.uid)}
              />,
              <ReasonCell key="reason" finding={finding} withCommand={commands.size > 1} />,
            ])}
        />
        <RestOfResources findings={findings.slice(rowLimit)} nameLimit={nameLimit} total={findings.length} />
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

/** Those beyond the table by name, so that none can be missed or looked for in vain. */
function RestOfResources({
  findings,
  nameLimit,
  total,
}: {
  readonly findings: readonly Finding[];
  readonly nameLimit: number;
  readonly total: number;
}): JSX.Element | null {
  if (findings.length === 0) return null;
  const named = findings.slice(0, nameLimit);
  return (
    <>
      <p className="showing">
        {plural(findings.length, "more resource")}, whose reasons are in the JSON and CSV outputs:
      </p>
      <ul className="rest">
        {named.map(({ uid, resource }) => (
          <li key={uid}>{bounded(resourceName(resource), 80)}</li>
        ))}
      </ul>
      <Showing shown={total - findings.length + named.length} total={total} what="resources" />
    </>
  );
}

function ResourceCell({
  finding,
  differs,
  isNew,
}: {
  readonly finding: Finding;
  readonly differs: boolean;
  readonly isNew: boolean;
}): JSX.Element {
  const { resource, severity } = finding;
  return (
    <>
      {bounded(resourceName(resource))}
      {isNew ? <span className="new">new</span> : null}
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
