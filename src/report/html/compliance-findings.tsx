import type { JSX } from "react";
import type { Finding } from "../../model/index.ts";
import { resourceName, statusWords } from "../text/words.ts";
import { bounded } from "./facts.tsx";
import { DataTable, Fold, Section, Showing } from "./parts.tsx";
import { SeverityMark } from "./shapes.tsx";

/** What the controls rest on: findings that are neither passed nor without application, check by check. */
export function ComplianceFindings({ findings }: { readonly findings: readonly Finding[] }): JSX.Element | null {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (finding.status === "PASS" || finding.status === "NOT_APPLICABLE") continue;
    const group = groups.get(finding.source.id);
    if (group === undefined) groups.set(finding.source.id, [finding]);
    else group.push(finding);
  }
  if (groups.size === 0) return null;
  return (
    <Section id="findings" title="Findings" lead="What failed, was not evaluated or is suppressed, check by check.">
      {[...groups].map(([check, group]) => (
        <Fold
          key={check}
          id={`check-${check}`}
          summary={bounded(`${check} ${group[0]?.source.title ?? ""} (${group.length})`)}
        >
          <DataTable
            caption={`Findings of ${bounded(check)}`}
            columns={[
              { header: "Resource", size: "narrow" },
              { header: "Status" },
              { header: "Severity" },
              { header: "Reason" },
            ]}
            rows={group
              .slice(0, findingLimit)
              .map(({ resource, status, severity, reason }) => [
                bounded(resourceName(resource)),
                statusWords[status],
                <SeverityMark key="severity" severity={severity} />,
                bounded(reason),
              ])}
          />
          <Showing shown={Math.min(findingLimit, group.length)} total={group.length} what="findings" />
        </Fold>
      ))}
    </Section>
  );
}

const findingLimit = 100;
