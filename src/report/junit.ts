import { controlStatuses, type FrameworkResult } from "../compliance/index.ts";
import { type Finding, type FindingStatus, formatLocation, type ProblemRecord } from "../model/index.ts";
import type { ComplianceReport } from "./compliance-report.ts";
import { type ExportItem, exportItems, itemName } from "./export-items.ts";
import type { Report } from "./report.ts";
import { compareText, groupBy } from "./summary.ts";
import { formatTime } from "./words.ts";
import { xmlAttribute, xmlText } from "./xml.ts";

/**
 * JUnit XML as Jenkins and GitLab read it: a suite for each check or rule, a case for each resource. FAIL is a failure, UNKNOWN an
 * error, NOT_APPLICABLE and SUPPRESSED are skipped. Problems are errors of a suite of their own, which is always there.
 */
export function* renderJunit(report: Report): Iterable<string> {
  const items = [...exportItems(report)];
  const suites = [...groupBy(items, ({ finding: { source } }) => `${source.type}\n${source.id}`)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, group]) => suiteOf(group));
  yield* document(`trailproof ${report.kind}`, [...suites, problemSuite(report.problems)], report.asOf);
}

/** The same for controls: a suite for each framework, a case for each control. PARTIAL and MANUAL are skipped, never passed. */
export function* renderComplianceJunit(report: ComplianceReport): Iterable<string> {
  const suites = [...report.frameworks.map(frameworkSuite), problemSuite(report.problems)];
  yield* document("trailproof compliance", suites, report.asOf);
}

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

interface Case {
  readonly className: string;
  readonly name: string;
  readonly outcome: Outcome;
  /** The line that a list of tests shows; nothing for a case that passed. */
  readonly message: string;
  /** Status or severity. */
  readonly type: string;
  readonly details: string;
}

type Outcome = "passed" | "failure" | "error" | "skipped";

function* document(name: string, suites: readonly Suite[], time: string): Iterable<string> {
  const all = suites.flatMap(({ cases }) => cases);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xmlAttribute(name, 200)}" tests="${all.length}" failures="${count(all, "failure")}" errors="${count(all, "error")}">\n`;
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(time)?.[0];
  for (const { name: suite, cases } of suites) {
    yield `  <testsuite name="${xmlAttribute(suite, 500)}" tests="${cases.length}" failures="${count(cases, "failure")}" errors="${count(cases, "error")}" skipped="${count(cases, "skipped")}"${stamp === undefined ? "" : ` timestamp="${stamp}"`}>\n`;
    for (const one of cases) yield caseText(one);
    yield "  </testsuite>\n";
  }
  yield "</testsuites>\n";
}

function count(cases: readonly Case[], outcome: Outcome): number {
  return cases.filter((each) => each.outcome === outcome).length;
}

function caseText({ className, name, outcome, message, type, details }: Case): string {
  const open = `    <testcase classname="${xmlAttribute(className, 500)}" name="${xmlAttribute(name, 1_000)}"`;
  if (outcome === "passed") return `${open}/>\n`;
  return `${open}>\n      <${outcome} type="${xmlAttribute(type, 100)}" message="${xmlAttribute(message, 2_000)}">${xmlText(details, 10_000)}</${outcome}>\n    </testcase>\n`;
}

function suiteOf(items: readonly [ExportItem, ...ExportItem[]]): Suite {
  const [{ finding: first }] = items;
  const { type, id, title } = first.source;
  return { name: type === "rule" ? title : `${id} ${title}`, cases: items.map(caseOf) };
}

function caseOf(item: ExportItem): Case {
  const { source, status, severity, reason, suppression } = item.finding;
  const suppressed = suppression
    ? `Suppressed by ${suppression.owner} until ${formatTime(suppression.expires, "minute")}: ${suppression.reason}. `
    : "";
  return {
    className: source.type === "rule" ? `rule.${source.title}` : `${source.type}.${source.id}`,
    name: itemName(item),
    outcome: outcomes[status],
    message: suppressed + reason,
    type: status === "FAIL" ? severity : status,
    details: detailsOf(item.finding),
  };
}

const outcomes: { readonly [status in FindingStatus]: Outcome } = {
  FAIL: "failure",
  UNKNOWN: "error",
  PASS: "passed",
  NOT_APPLICABLE: "skipped",
  SUPPRESSED: "skipped",
};

function detailsOf({ severity, reason, evidence, remediation }: Finding): string {
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

function frameworkSuite({ id, title, version, controls }: FrameworkResult): Suite {
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

/** One case that passed says that all was read: a file without any test is an error to some readers. */
function problemSuite(problems: readonly ProblemRecord[]): Suite {
  const className = "trailproof.inputs";
  if (problems.length === 0) {
    return {
      name: "inputs",
      cases: [{ className, name: "everything was read", outcome: "passed", message: "", type: "", details: "" }],
    };
  }
  return {
    name: "inputs",
    cases: problems.map(({ code, message, location, hint = "" }, at) => ({
      className,
      name: `${at + 1} ${location === undefined ? code : formatLocation(location)}`,
      outcome: "error",
      message,
      type: code,
      details: `${message}\n${hint}`,
    })),
  };
}
