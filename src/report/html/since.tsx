import type { JSX } from "react";
import { compareSeverity, type Finding } from "../../model/index.ts";
import { formatCount, formatTime, plural, resourceName } from "../text/words.ts";
import type { EarlierFinding } from "../views/report-since.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, PlaceLink, Section, Showing } from "./parts.tsx";
import type { ReportView } from "./report-view.ts";
import { SeverityMark } from "./shapes.tsx";

/** What is new, fixed and still there since an earlier result; what nobody can say stands apart from what is fixed. */
export function SinceSection({ view: { report, placeOf } }: { readonly view: ReportView }): JSX.Element | null {
  const { since, findings } = report;
  if (since === undefined) return null;
  const byUid = new Map(findings.filter(({ status }) => status === "FAIL").map((finding) => [finding.uid, finding]));
  const of = (uids: readonly string[]): readonly Finding[] =>
    uids.flatMap((uid) => byUid.get(uid) ?? []).toSorted((a, b) => compareSeverity(b.severity, a.severity));
  const when = since.asOf === undefined ? "" : `, as of ${formatTime(since.asOf, "minute")}`;
  return (
    <Section
      id="since"
      title="Since last time"
      lead={`Compared with ${bounded(since.source, 120)}${when}. ${counts(since)}`}
    >
      <FindingList name="New" open findings={of(since.added)} total={since.added.length} placeOf={placeOf} />
      <EarlierList name="Fixed" open findings={since.fixed} />
      <EarlierList name="Nobody can say" open findings={since.unclear} />
      <EarlierList name="Suppressed since" findings={since.suppressed} />
      <FindingList name="Still there" findings={of(since.still)} total={since.still.length} placeOf={placeOf} />
      {since.notes.map((note) => (
        <p key={note} className="showing">
          {bounded(note)}
        </p>
      ))}
    </Section>
  );
}

const rowLimit = 40;

function counts({ added, fixed, still, unclear }: NonNullable<ReportView["report"]["since"]>): string {
  return `${formatCount(added.length)} new, ${formatCount(fixed.length)} fixed, ${formatCount(still.length)} still there${unclear.length > 0 ? `, ${formatCount(unclear.length)} of which nobody can say` : ""}.`;
}

function FindingList({
  name,
  open = false,
  findings,
  total,
  placeOf,
}: {
  readonly name: string;
  readonly open?: boolean;
  readonly findings: readonly Finding[];
  /** With those that a filter left out. */
  readonly total: number;
  readonly placeOf: ReportView["placeOf"];
}): JSX.Element | null {
  if (total === 0) return null;
  return (
    <Fold open={open} className="part" summary={<h3>{`${name} (${formatCount(total)})`}</h3>}>
      <div className="stack">
        <DataTable
          caption={`${name}: ${plural(total, "finding")}`}
          columns={[
            { header: "Severity", size: "level" },
            { header: "Check or rule", size: "narrow" },
            { header: "Finding" },
          ]}
          rows={findings.slice(0, rowLimit).map(({ severity, source, title, resource, reason }) => {
            const place = placeOf(source.id);
            return [
              <SeverityMark key="severity" severity={severity} />,
              <PlaceLink key="source" place={place} text={title} />,
              <>
                {bounded(resourceName(resource))}
                <small className="hint">{bounded(reason, 300)}</small>
              </>,
            ];
          })}
        />
      </div>
      <Showing shown={Math.min(rowLimit, findings.length)} total={total} what="findings" />
    </Fold>
  );
}

function EarlierList({
  name,
  open = false,
  findings,
}: {
  readonly name: string;
  readonly open?: boolean;
  readonly findings: readonly EarlierFinding[];
}): JSX.Element | null {
  if (findings.length === 0) return null;
  return (
    <Fold open={open} className="part" summary={<h3>{`${name} (${formatCount(findings.length)})`}</h3>}>
      <div className="stack">
        <DataTable
          caption={`${name}: ${plural(findings.length, "finding")} of the earlier result`}
          columns={[
            { header: "Severity", size: "level" },
            { header: "Check or rule", size: "narrow" },
            { header: "Resource, and what became of it" },
          ]}
          rows={findings
            .toSorted((a, b) => compareSeverity(b.severity, a.severity))
            .slice(0, rowLimit)
            .map(({ severity, title, resource, now }) => [
              <SeverityMark key="severity" severity={severity} />,
              bounded(title),
              <>
                {bounded(resource)}
                <small className="hint">{now}</small>
              </>,
            ])}
        />
      </div>
      <Showing shown={Math.min(rowLimit, findings.length)} total={findings.length} what="findings" />
    </Fold>
  );
}
