import { controlStatuses, type FrameworkResult } from "../../compliance/index.ts";
import type { Finding, FindingStatus } from "../../model/index.ts";
import { compareText, groupBy } from "../text/summary.ts";
import { formatTime } from "../text/words.ts";
import type { ComplianceReport } from "../views/compliance-report.ts";
import type { Report } from "../views/report.ts";
import { type ExportItem, exportItems, itemName } from "./export-items.ts";
import { type JunitCase, type JunitOutcome, type JunitSuite, junitDocument, problemSuite } from "./junit-document.ts";

/**
 * JUnit XML as Jenkins and GitLab read it: a suite for each check or rule, a case for each resource. FAIL is a failure, UNKNOWN an
 * error, NOT_APPLICABLE and SUPPRESSED are skipped. Problems are errors of a suite of their own, which is always there.
 */
export function* renderJunit(report: Report): Iterable<string> {
  const items = [...exportItems(report)];
  const suites = [...groupBy(items, ({ finding: { source } }) => `${source.type}\n${source.id}`)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => suiteOf(group));
  yield* junitDocument(`trailproof ${report.kind}`, [...suites, problemSuite(report.problems)], report.asOf);
}

/** The same for controls: a suite for each framework, a case for each control. PARTIAL and MANUAL are skipped, never passed. */
export function* renderComplianceJunit(report: ComplianceReport): Iterable<string> {
  const suites = [...report.frameworks.map(frameworkSuite), problemSuite(report.problems)];
  yield* junitDocument("trailproof compliance", suites, report.asOf);
}

function suiteOf(items: readonly [ExportItem, ...ExportItem[]]): JunitSuite {
  const [{ finding: first }] = items;
  const { type, id, title } = first.source;
  return { name: type === "rule" ? title : `${id} ${title}`, cases: items.map(caseOf) };
}

function caseOf(item: ExportItem): JunitCase {
  const { source, status, severity, reason, suppression } = item.finding;
  const suppressed = suppression
    ? `Suppressed by ${suppression.owner} until ${formatTime(suppression.expires, "minute")}: ${suppression.reason}. `
    : "";
  return {
    className: source.type === "rule" ? `rule.${source.title}` : `${source.type}.${source.id}`,
    name: itemName(item),
    outcome: junitOutcomes[status],
    message: suppressed + reason,
    type: status === "FAIL" ? severity : status,
    details: junitDetails(item.finding),
  };
}

/** What is not known is an error: to most readers of JUnit something skipped is no reason to stop. */
export const junitOutcomes: { readonly [status in FindingStatus]: JunitOutcome } = {
  FAIL: "failure",
  UNKNOWN: "error",
  PASS: "passed",
  NOT_APPLICABLE: "skipped",
  SUPPRESSED: "skipped",
};

/** What an analyst reads below the message of a case. */
export function junitDetails({ severity, reason, evidence, remediation }: Finding): string {
  const facts = evidence
    .slice(0, 20)
    .map(
      ({ source, field, value }) => `${source} ${field}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
  return [
    `Severity: ${severity}`,
    reason,
    ...facts,
    ...(evidence.length > facts.length ? [`and ${evidence.length - facts.length} more facts`] : []),
    ...(remediation.text === "" ? [] : [`Fix: ${remediation.text}`]),
    ...(remediation.cli === undefined ? [] : [remediation.cli]),
  ].join("\n");
}

function frameworkSuite({ id, title, version, controls }: FrameworkResult): JunitSuite {
  const ordered = controlStatuses.flatMap((status) => controls.filter((control) => control.status === status));
  return {
    name: `${title} ${version}`,
    cases: ordered.map((control) => ({
      className: id,
      name: `${control.id} ${control.title}`,
      outcome:
        control.status === "FAIL"
          ? "failure"
          : control.status === "UNKNOWN"
            ? "error"
            : control.status === "PASS"
              ? "passed"
              : "skipped",
      message: `${control.status}: ${control.reason}`,
      type: control.status,
      details: [
        control.reason,
        ...(control.note === undefined ? [] : [control.note]),
        ...control.checks.map(({ check, status, findings }) => `${check} ${status} (${findings})`),
      ].join("\n"),
    })),
  };
}
