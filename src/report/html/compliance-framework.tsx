import type { JSX } from "react";
import type { CheckAnswer, ControlResult, ControlStatus, FrameworkResult } from "../../compliance/index.ts";
import { formatCount, plural } from "../text/words.ts";
import { byStatus, controlStatusWords, frameworkName, type StatusGroup, shareOf } from "../views/compliance-report.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, Section } from "./parts.tsx";
import { Shape, type ShapeName } from "./shapes.tsx";

/** The controls of one framework, a fold for each status, worst first; what failed is open. */
export function FrameworkSection({ framework }: { readonly framework: FrameworkResult }): JSX.Element {
  const { id, title, version, note } = framework;
  return (
    <Section
      id={id}
      title={`${title} ${version}`}
      lead={`${frameworkName(framework)}: ${shareOf(framework)} controls are in the map.${note === undefined ? "" : ` ${note}`}`}
    >
      {byStatus(framework).map((group) => (
        <StatusFold key={group.status} framework={id} group={group} />
      ))}
    </Section>
  );
}

/** A status as shape and word. */
export function ControlStatusMark({
  status,
  text,
}: {
  readonly status: ControlStatus;
  readonly text: string;
}): JSX.Element {
  return (
    <span className="mark">
      <Shape name={shapes[status]} />
      {text}
    </span>
  );
}

const shapes: { readonly [status in ControlStatus]: ShapeName } = {
  FAIL: "never",
  UNKNOWN: "unknown",
  MANUAL: "medium",
  PARTIAL: "low",
  ATTESTED: "informational",
  PASS: "pass",
  NOT_APPLICABLE: "neutral",
  CONTEXT: "neutral",
};

/** `placeOf`: where the findings of a check stand on the page; undefined: it has none that are not in order. */
export function StatusFold({
  framework,
  group,
  placeOf = (check) => `check-${check}`,
}: {
  readonly framework: string;
  readonly group: StatusGroup;
  readonly placeOf?: (check: string) => string | undefined;
}): JSX.Element {
  const { status, controls } = group;
  const words = controlStatusWords[status];
  return (
    <Fold
      id={`${framework}-${status}`}
      open={status === "FAIL"}
      summary={<ControlStatusMark status={status} text={`${words} (${formatCount(controls.length)})`} />}
    >
      <DataTable
        caption={`${framework}: ${words}`}
        columns={[
          { header: "Control", size: "time" },
          { header: "Title and reason" },
          { header: "Checks", size: "narrow" },
        ]}
        rows={controls.map((control) => [
          <span key="id">
            {control.id}
            {control.baselines.length === 0 ? null : (
              <small className="hint">{control.baselines.map((level) => level.charAt(0)).join(" ")}</small>
            )}
          </span>,
          <Reason key="reason" control={control} />,
          <Checks key="checks" checks={control.checks} placeOf={placeOf} />,
        ])}
      />
    </Fold>
  );
}

function Reason({ control }: { readonly control: ControlResult }): JSX.Element {
  const { title, status, reason, note, attestation, detections } = control;
  return (
    <>
      {bounded(title)}
      {status === "CONTEXT" ? null : <small className="hint">{bounded(reason)}</small>}
      {note === undefined ? null : <small className="hint">{bounded(note)}</small>}
      {attestation === undefined ? null : (
        <small className="hint">
          {bounded(attestation.owner)}, {attestation.date}: {bounded(attestation.statement)}
        </small>
      )}
      {detections === 0 ? null : (
        <small className="hint">{plural(detections, "finding")} of rules for the record.</small>
      )}
    </>
  );
}

/** Each check leads to its findings, where it has some that are not in order. */
function Checks({
  checks,
  placeOf,
}: {
  readonly checks: readonly CheckAnswer[];
  readonly placeOf: (check: string) => string | undefined;
}): JSX.Element {
  return (
    <ul>
      {checks.map(({ check, status, worst, findings }) => {
        const isFault = status === "FAIL" || status === "UNKNOWN" || status === "SUPPRESSED";
        const place = isFault ? placeOf(check) : undefined;
        const words = status === "NOT_ASKED" ? "not asked" : status;
        return (
          <li key={check}>
            {place === undefined ? check : <a href={`#${place}`}>{check}</a>} {words}
            {findings > 1 ? ` (${formatCount(worst)} of ${formatCount(findings)})` : ""}
          </li>
        );
      })}
    </ul>
  );
}
