import { type CheckAnswer, type ControlResult, type FrameworkResult, summaryOf } from "../../compliance/index.ts";
import { csvRow, jsonText } from "../text/sanitize.ts";
import type { ComplianceReport } from "../views/compliance-report.ts";
import { toFindingJson } from "./json.ts";

/** One object; every list is whole. Controls name findings by their uid. */
export function* renderComplianceJson(report: ComplianceReport): Iterable<string> {
  const { toolVersion, title, account, asOf, profile, frameworks, findings, problems, inputs } = report;
  yield `${jsonText(
    {
      schemaVersion: 1,
      kind: "compliance",
      tool: { name: "trailproof", version: toolVersion },
      title,
      account,
      asOf,
      ...(profile && { profile }),
      summary: frameworks.map(summaryOf),
      frameworks: frameworks.map(frameworkJson),
      findings: findings.map(toFindingJson),
      problems,
      inputs,
    },
    2,
  )}\n`;
}

/** One control of one framework a line. */
export function* renderComplianceJsonl({ account, asOf, frameworks }: ComplianceReport): Iterable<string> {
  for (const { controls } of frameworks) {
    for (const control of controls) {
      yield `${jsonText({ schemaVersion: 1, kind: "control", account, asOf, ...controlJson(control) })}\n`;
    }
  }
}

/** The same, one a row. */
export function* renderComplianceCsv({ account, asOf, frameworks }: ComplianceReport): Iterable<string> {
  yield csvRow(columns);
  for (const { version, controls } of frameworks) {
    for (const control of controls) yield csvRow([account, asOf, ...controlCells(control, version)]);
  }
}

const columns = [
  "account",
  "as_of",
  "framework",
  "version",
  "control",
  "title",
  "coverage",
  "status",
  "reason",
  "checks",
  "findings",
  "detections",
  "baselines",
  "note",
  "attested_by",
  "attested_on",
  "next_review",
  "statement",
] as const;

function controlCells(control: ControlResult, version: string): readonly (string | number | undefined)[] {
  const { framework, id, title, coverage, status, reason, checks, findings, detections, baselines, note } = control;
  const { attestation } = control;
  return [
    framework,
    version,
    id,
    title,
    coverage,
    status,
    reason,
    checks.map(({ check, status }) => `${check} ${status}`).join("; "),
    findings.join(" "),
    detections,
    baselines.join(" "),
    note,
    attestation?.owner,
    attestation?.date,
    attestation?.nextReview,
    attestation?.statement,
  ];
}

function frameworkJson({ controls, ...framework }: FrameworkResult): object {
  return { ...framework, controls: controls.map(controlJson) };
}

/** Exactly these keys, in their order. */
function controlJson(control: ControlResult): object {
  const { framework, id, title, coverage, status, reason, checks, findings, watchedBy, detections } = control;
  const { baselines, note, attestation } = control;
  return {
    framework,
    control: id,
    title,
    coverage,
    status,
    reason,
    checks: checks.map(checkJson),
    findings,
    watchedBy,
    detections,
    baselines,
    ...(note !== undefined && { note }),
    ...(attestation && { attestation }),
  };
}

function checkJson({ check, status, findings, worst, looser }: CheckAnswer): object {
  return { check, status, findings, worst, ...(looser !== undefined && { looser }) };
}
