import type { JSX } from "react";
import { formatLocation, type ProblemRecord } from "../../model/index.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import type { Report } from "../views/report.ts";
import { bounded } from "./facts.tsx";
import { InputsTable } from "./inputs-table.tsx";
import { DataTable, Section, Showing } from "./parts.tsx";

/** What could not be read, with its place and what to do. */
export function ProblemsSection({ problems }: { readonly problems: readonly ProblemRecord[] }): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <Section
      id="problems"
      title="Problems"
      lead={`${plural(problems.length, "problem")}: what they concern was not read.`}
    >
      <DataTable
        caption="Problems with inputs and rules"
        columns={[{ header: "Place", size: "narrow" }, { header: "Problem" }]}
        rows={problems.slice(0, problemLimit).map(({ code, location, message, hint }) => [
          <span key="place" className="arn">
            {location === undefined ? code : bounded(formatLocation(location))}
          </span>,
          <>
            {bounded(message)}
            {hint === undefined ? null : <small className="hint">{bounded(hint)}</small>}
          </>,
        ])}
      />
      <Showing shown={Math.min(problemLimit, problems.length)} total={problems.length} what="problems" />
    </Section>
  );
}

/** Enough to make the same report again, and to prove that it rests on these bytes. */
export function ProvenanceSection({ report }: { readonly report: Report }): JSX.Element {
  const { inputs, stats, toolVersion, asOf, hiddenFindings = 0 } = report;
  return (
    <Section
      id="made"
      title="How this was made"
      lead={`trailproof ${toolVersion}, command ${report.kind}. Ages count up to ${formatTime(asOf)}. Nothing was asked of AWS while it was made.`}
    >
      {hiddenFindings > 0 ? <p>{plural(hiddenFindings, "finding")} left out by a filter.</p> : null}
      {stats === undefined ? null : (
        <p>
          {plural(stats.records, "record")} read from {plural(stats.files, "file")}: {plural(stats.events, "event")} and{" "}
          {plural(stats.duplicates, "duplicate")}. {plural(stats.rulesLoaded, "rule")} asked,{" "}
          {formatCount(stats.rulesRejected)} rejected.
          {stats.evictedGroups > 0
            ? ` Correlation state was bounded: ${plural(stats.evictedGroups, "group")} were given up.`
            : ""}
        </p>
      )}
      <InputsTable inputs={inputs} />
    </Section>
  );
}

const problemLimit = 100;
