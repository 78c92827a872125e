import type { JSX } from "react";
import type { Finding, FindingStatus } from "../../model/index.ts";
import { groupCauses, groupFindings, groupSuppressed } from "../text/summary.ts";
import { formatCount, plural, resourceName, statusWords } from "../text/words.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { shownGroups, unknownPlaces } from "./report-view.ts";
import { SeverityMark, StatusMark } from "./shapes.tsx";

/** What could not be answered, by cause, with what it would have been worth. */
export function NotEvaluatedSection({ findings }: { readonly findings: readonly Finding[] }): JSX.Element | null {
  const causes = groupCauses(findings);
  if (causes.length === 0) return null;
  const places = unknownPlaces(findings);
  const total = causes.reduce((sum, cause) => sum + cause.findings.length, 0);
  return (
    <Section
      id="unknown"
      title="Not evaluated"
      lead={`${plural(total, "question")} could not be answered and ${total === 1 ? "is" : "are"} not counted as passed.`}
    >
      <div className="causes">
        {causes.slice(0, shownGroups.causes).map(({ cause, checks, findings: own }, causeAt) => {
          const groups = groupFindings(own);
          return (
            <div key={cause} className="cause">
              <p>
                <StatusMark status="UNKNOWN" /> {bounded(cause)}
              </p>
              <ul className="questions">
                {groups.slice(0, shownGroups.questions).map(({ source, severity, findings: same }, at) => (
                  <li key={source.id} id={placeAt(source.id, causeAt, at)}>
                    <SeverityMark severity={severity} /> <span className="id">{source.id}</span> {source.title}
                    {same.length > 1 || own.length === 1 ? (
                      <span className="quiet">
                        {" "}
                        {same.length > 1
                          ? plural(same.length, "resource")
                          : resourceName(same[0]?.resource ?? noResource)}
                      </span>
                    ) : null}
                  </li>
                ))}
              </ul>
              <Showing shown={Math.min(shownGroups.questions, checks.length)} total={checks.length} what="checks" />
            </div>
          );
        })}
      </div>
      <Showing shown={Math.min(shownGroups.causes, causes.length)} total={causes.length} what="causes" />
    </Section>
  );

  function placeAt(sourceId: string, cause: number, at: number): string | undefined {
    const place = `unknown-${cause}-${at}`;
    return places.get(sourceId) === place ? place : undefined;
  }
}

/** What passed, does not apply or is suppressed: counted by check, folded away. */
export function SettledSection({ findings }: { readonly findings: readonly Finding[] }): JSX.Element | null {
  const statuses = (["PASS", "NOT_APPLICABLE", "SUPPRESSED"] as const).filter((status) =>
    findings.some((finding) => finding.status === status),
  );
  if (statuses.length === 0) return null;
  return (
    <Section
      id="settled"
      title={statuses.includes("SUPPRESSED") ? "Passed, not applicable and suppressed" : "Passed and not applicable"}
    >
      {statuses.includes("SUPPRESSED") ? <SuppressedList findings={findings} /> : null}
      {statuses.map((status) => (
        <SettledFold key={status} status={status} findings={findings.filter((finding) => finding.status === status)} />
      ))}
    </Section>
  );
}

/** Who answers for what is suppressed, why and until when: open to the eye, since it would have failed. */
function SuppressedList({ findings }: { readonly findings: readonly Finding[] }): JSX.Element {
  const groups = groupSuppressed(findings);
  return (
    <>
      <ul className="questions">
        {groups.slice(0, shownGroups.causes).map(({ sources, text }) => (
          <li key={text}>
            <StatusMark status="SUPPRESSED" /> <span className="id">{bounded(sources)}</span> {bounded(text)}
          </li>
        ))}
      </ul>
      <Showing shown={Math.min(shownGroups.causes, groups.length)} total={groups.length} what="suppressions" />
    </>
  );
}

const settledLimit = 200;
const noResource = { type: "", arn: "", name: "" };

function SettledFold({
  status,
  findings,
}: {
  readonly status: FindingStatus;
  readonly findings: readonly Finding[];
}): JSX.Element {
  const groups = groupFindings(findings);
  return (
    <Fold
      summary={
        <>
          <StatusMark status={status} /> <span className="number">{formatCount(findings.length)}</span>
        </>
      }
    >
      <DataTable
        caption={`Checks that ${status === "PASS" ? "passed" : `are ${statusWords[status]}`}, with the number of resources`}
        columns={[{ header: "Check", size: "narrow" }, { header: "Title" }, { header: "Resources", numeric: true }]}
        rows={groups
          .slice(0, settledLimit)
          .map((group) => [group.source.id, group.source.title, formatCount(group.findings.length)])}
      />
      <Showing shown={Math.min(settledLimit, groups.length)} total={groups.length} what="checks" />
    </Fold>
  );
}
