import type { JSX } from "react";
import { type Finding, isAtLeast } from "../../model/index.ts";
import type { FindingGroup } from "../text/summary.ts";
import { plural, resourceName } from "../text/words.ts";
import { bounded, Facts } from "./facts.tsx";
import { RestOfResources, type Room } from "./findings-rest.tsx";
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
  const pageRows = listed > manyRows ? fewRows : manyRows;
  const rowLimit = Math.min(50, Math.max(5, Math.floor(pageRows / failed.length)));
  const room = { characters: Math.floor(pageCharacters / failed.length), names: Math.floor(pageNames / failed.length) };
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
          room={room}
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

/** What a page can hold and still open at once. Of an account with more findings fewer stand in rows, and more on a line each. */
const manyRows = 1500;
const fewRows = 600;
/** Beyond these, also what is grave is folded: a browser lays out what is open. */
const openRows = 300;
/** Of findings that stand on a line of their own below the table. */
const pageCharacters = 700_000;
/** Of resources beyond those. */
const pageNames = 6000;
const controlLimit = 30;

function CheckFold({
  group,
  at,
  rowLimit,
  room,
  open,
  added,
}: {
  readonly group: FindingGroup;
  readonly at: number;
  readonly rowLimit: number;
  readonly room: Room;
  readonly open: boolean;
  readonly added: ReadonlySet<string>;
}): JSX.Element {
  const { source, severity, findings } = group;
  const commands = new Set(findings.map(({ remediation }) => remediation.cli));
  const [first] = findings;
  const rest = findings.slice(rowLimit);
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
        {rest.length === 0 || commands.size === 1 ? null : <CommandOfAll findings={findings} />}
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
        <RestOfResources findings={rest} room={room} total={findings.length} />
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

/** Where commands differ by the name of their resource alone, the one that stands for all. */
function CommandOfAll({ findings }: { readonly findings: readonly Finding[] }): JSX.Element | null {
  const [command, ...others] = new Set(
    findings.map(({ remediation: { cli = "" }, resource }) => cli.replaceAll(resourceName(resource), "NAME")),
  );
  if (command === undefined || others.length > 0 || !command.includes("NAME")) return null;
  return (
    <Fold summary="Command for each of them" className="command">
      <small className="hint">NAME is the resource:</small>
      <Command text={command} />
    </Fold>
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
