import { auditSnapshot, type Beside, credentialAges, usageCells } from "../../audit/index.ts";
import { controlsOf } from "../../compliance/index.ts";
import {
  type Finding,
  type FindingStatus,
  isAtLeast,
  Problem,
  type ProblemRecord,
  type Severity,
  type Snapshot,
  toProblemRecord,
} from "../../model/index.ts";
import type { Report } from "../../report/index.ts";
import { loadFrameworks } from "../frameworks/load-frameworks.ts";
import type { Settings } from "../settings/settings.ts";
import { suppressFindings } from "../settings/suppress-findings.ts";
import { toolVersion } from "../version.ts";

/** Which findings a report shows. Counting for a gate happens before this. */
export interface FindingFilter {
  readonly severity?: Severity;
  readonly statuses?: readonly FindingStatus[];
}

/** Asks every check of a snapshot. Never calls AWS; the same snapshot gives the same report. */
export function auditAccount(
  snapshot: Snapshot,
  settings: Settings,
  problems: readonly (Problem | ProblemRecord)[],
  beside: Beside = {},
): Report {
  const frameworks = loadFrameworks();
  const audited = auditSnapshot(snapshot, settings.audit, controlsOf(frameworks.frameworks), undefined, beside);
  const { findings, notes } = suppressFindings(audited, settings.suppressions, "check", snapshot.takenAt);
  const usage = usageCells(snapshot);
  const inputs = inputsOf(snapshot);
  const places = placesOf(snapshot, inputs);
  return {
    kind: "audit",
    title: `IAM audit of ${snapshot.account || "an account that no input names"}`,
    toolVersion: toolVersion(),
    account: snapshot.account,
    asOf: snapshot.takenAt,
    findings,
    detections: [],
    ...(notes.length > 0 && { notes }),
    problems: [...problems, ...frameworks.problems].map((one) => (one instanceof Problem ? toProblemRecord(one) : one)),
    inputs,
    ...(places.length > 0 && { places }),
    credentialAges: credentialAges(snapshot),
    ...(usage.length > 0 && { usage }),
  };
}

function inputsOf(snapshot: Snapshot): Report["inputs"] {
  const { sources, trailVerdicts } = snapshot;
  return [
    ...Object.entries(sources),
    ...(trailVerdicts === undefined ? [] : [["trail-verdicts", trailVerdicts.source] as const]),
  ].flatMap(([source, record]) => record.origins.map(({ file, sha256 }) => ({ source, file, sha256 })));
}

/** The lines of a credential report that was given as CSV: in the JSON of AWS CLI it is one long text. */
function placesOf({ credentialReport }: Snapshot, inputs: Report["inputs"]): NonNullable<Report["places"]> {
  const source = "credential-report";
  const files = inputs.filter((input) => input.source === source);
  if (credentialReport === undefined || files.length !== 1 || !/[.]csv$/i.test(files[0]?.file ?? "")) return [];
  return credentialReport.rows.map(({ arn, line }) => ({ source, resource: arn, line }));
}

/** The report with only the findings that were asked for. */
export function filterFindings(report: Report, { severity, statuses }: FindingFilter): Report {
  const wanted = (finding: Finding): boolean =>
    (severity === undefined || isAtLeast(finding.severity, severity)) &&
    (statuses === undefined || statuses.includes(finding.status));
  const findings = report.findings.filter(wanted);
  const hidden = report.findings.length - findings.length;
  return { ...report, findings, ...(hidden > 0 && { hiddenFindings: hidden }) };
}
