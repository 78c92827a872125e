import type { JSX } from "react";
import { type Detection, type Finding, isAtLeast } from "../../model/index.ts";
import type { Counted, DetectionGroup } from "../text/summary.ts";
import { attackName, formatCount, formatTime, plural, principalName } from "../text/words.ts";
import { bounded, Facts } from "./facts.tsx";
import { Fix } from "./findings.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { type ReportView, shownGroups } from "./report-view.ts";
import { SeverityMark } from "./shapes.tsx";

/** What the rules found, by rule: who, from where, and the events themselves. */
export function DetectionsSection({
  view: { detections, summary, report },
}: {
  readonly view: ReportView;
}): JSX.Element | null {
  if (detections.length === 0) return null;
  const rowLimit = Math.min(50, Math.max(5, Math.floor(pageRows / detections.length)));
  // What to do stands in the findings that detections fold into.
  const folded = new Map(report.findings.map((finding) => [`${finding.source.type} ${finding.source.id}`, finding]));
  return (
    <Section
      id="detections"
      title="Detections"
      lead={`${plural(summary.detections.total, "match", "matches")} of ${plural(detections.length, "rule")}, worst first. Times are UTC.`}
    >
      {detections.slice(0, shownGroups.rules).map((group, at) => (
        <RuleFold
          key={group.rule.id}
          group={group}
          at={at}
          rowLimit={rowLimit}
          finding={folded.get(`rule ${group.rule.id}`)}
        />
      ))}
      <Showing shown={Math.min(shownGroups.rules, detections.length)} total={detections.length} what="rules" />
    </Section>
  );
}

const pageRows = 1500;
const topCount = 5;

function RuleFold({
  group,
  at,
  rowLimit,
  finding,
}: {
  readonly group: DetectionGroup;
  readonly finding: Finding | undefined;
  readonly at: number;
  readonly rowLimit: number;
}): JSX.Element {
  const { rule, detections, first, last, principals, sourceIps, targets } = group;
  return (
    <Fold
      className="group"
      open={isAtLeast(rule.level, "high")}
      summary={
        <>
          <SeverityMark severity={rule.level} />
          <h3>{bounded(rule.title)}</h3>
          <span className="id">{bounded(techniques(rule.tags).join(", "))}</span>
          <span className="number">{plural(detections.length, "match", "matches")}</span>
        </>
      }
    >
      <div className="inside" id={`detection-${at}`}>
        <dl className="facts">
          <div>
            <dt>When</dt>
            <dd className="number">{[...new Set([formatTime(first), formatTime(last)])].join(" – ")}</dd>
          </div>
          <div>
            <dt>Who</dt>
            <dd>{topValues(principals)}</dd>
          </div>
          <div>
            <dt>From</dt>
            <dd className="number">{topValues(sourceIps)}</dd>
          </div>
          <div>
            <dt>On</dt>
            <dd>{topValues(targets)}</dd>
          </div>
          <div>
            <dt>ATT&amp;CK</dt>
            <dd>{bounded(rule.tags.flatMap((tag) => attackName(tag) ?? []).join(", ")) || "no tag"}</dd>
          </div>
        </dl>
        {finding === undefined ? null : <Fix finding={finding} shared={false} label="Do first" />}
        <DataTable
          caption={bounded(`Matches of ${rule.title}, rule ${rule.id}`)}
          columns={[
            { header: "Time", size: "time" },
            { header: "Who, from where", size: "narrow" },
            { header: "What" },
          ]}
          rows={detections.slice(0, rowLimit).map((detection) => [
            <span key="time" className="number">
              {formatTime(bounded(detection.time))}
            </span>,
            <WhoCell key="who" detection={detection} />,
            <WhatCell key="what" detection={detection} />,
          ])}
        />
        <Showing shown={Math.min(rowLimit, detections.length)} total={detections.length} what="matches" />
      </div>
    </Fold>
  );
}

function WhoCell({ detection: { principal, sourceIp } }: { readonly detection: Detection }): JSX.Element {
  return (
    <>
      {bounded(principalName(principal))}
      <small className="arn">{bounded(sourceIp)}</small>
    </>
  );
}

function WhatCell({ detection }: { readonly detection: Detection }): JSX.Element {
  const { events, match, groupBy } = detection;
  const last = events.at(-1);
  const names = [...new Set(events.map(({ eventName }) => eventName))];
  const facts = [...Object.entries(groupBy), ...Object.entries(match)].filter(([name]) => name !== "eventName");
  return (
    <>
      {bounded(names.join(", "))}
      {events.length > 1 ? <span className="quiet"> {plural(events.length, "event")}</span> : null}
      <Facts facts={facts} />
      {last === undefined ? null : (
        <small className="arn">
          {bounded(last.eventId)} in {bounded(fileName(last.file))}, record {formatCount(last.index)}
        </small>
      )}
    </>
  );
}

/** Log files have names that are unique without their folders. */
function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function techniques(tags: readonly string[]): readonly string[] {
  return [...new Set(tags.flatMap((tag) => attackName(tag) ?? []))].filter((name) => /^T\d{4}/.test(name));
}

function topValues(values: readonly Counted[]): string {
  const more = values.length - topCount;
  const shown = values
    .slice(0, topCount)
    .map(({ value, count }) => (count > 1 ? `${value} ×${formatCount(count)}` : value));
  return shown.length === 0
    ? "not said"
    : bounded(`${shown.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`);
}
