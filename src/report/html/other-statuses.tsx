import type { JSX } from "react";
import type { Finding, FindingStatus } from "../../model/index.ts";
import { groupCauses, groupFindings } from "../summary.ts";
import { formatCount, plural, resourceName, statusWords } from "../words.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { SeverityMark, StatusMark } from "./shapes.tsx";

/** What could not be answered, by cause, with what it would have been worth. */
export function NotEvaluatedSection({ findings }: { readonly findings: readonly Finding[] }): JSX.Element | null {
  const causes = groupCauses(findings);
  if (causes.length === 0) return null;
  const total = causes.reduce((sum, cause) => sum + cause.findings.length, 0);
  return (
    <Section
      id="unknown"
      title="Not evaluated"
      lead={`${plural(total, "question")} could not be answered and ${total === 1 ? "is" : "are"} not counted as passed.`}
    >
      <div className="causes">
        {causes.slice(0, causeLimit).map(({ cause, checks, findings: own }) => {
          const groups = groupFindings(own);
          return (
            <div key={cause}>
              <p>
                <StatusMark status="UNKNOWN" /> {bounded(cause)}
              </p>
              <ul className="questions">
                {groups.slice(0, questionLimit).map(({ source, severity, findings: same }) => (
                  <li key={source.id}>
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
              <Showing shown={Math.min(questionLimit, checks.length)} total={checks.length} what="checks" />
            </div>
          );
        })}
      </div>
      <Showing shown={Math.min(causeLimit, causes.length)} total={causes.length} what="causes" />
    </Section>
  );
}

/** What passed, does not apply or is suppressed: counted by check, folded away. */
export function SettledSection({ findings }: { readonly findings: readonly Finding[] }): JSX.Element | null {
  const statuses = (["PASS", "NOT_APPLICABLE", "SUPPRESSED"] as const).filter((status) =>
    findings.some((finding) => finding.status === status),
  );
  if (statuses.length === 0) return null;
  return (
    <Section id="settled" title="Passed and not applicable">
      {statuses.map((status) => (
        <SettledFold key={status} status={status} findings={findings.filter((finding) => finding.status === status)} />
      ))}
    </Section>
  );
}

const causeLimit = 60;
const questionLimit = 60;
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
