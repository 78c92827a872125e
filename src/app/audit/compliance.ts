import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Beside, effectiveParameters } from "../../audit/index.ts";
import { type Attestation, type ControlStatus, complianceResults, parseAttestations } from "../../compliance/index.ts";
import {
  type Finding,
  isAtLeast,
  Problem,
  type ProblemRecord,
  type Severity,
  type Snapshot,
} from "../../model/index.ts";
import type { ComplianceReport } from "../../report/index.ts";
import type { FrameworkChoice } from "../frameworks/choose-frameworks.ts";
import { loadFrameworks } from "../frameworks/load-frameworks.ts";
import type { GateResult } from "../gate.ts";
import type { Settings } from "../settings/settings.ts";
import { toolVersion } from "../version.ts";
import { auditAccount } from "./audit-account.ts";

export interface Attestations {
  readonly attestations: readonly Attestation[];
  readonly problems: readonly Problem[];
  readonly input: { readonly source: string; readonly file: string; readonly sha256: string };
}

/** Reads what people attest. Every framework of the package may be named, not only those that are shown. */
export function readAttestations(file: string): Attestations {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Problem("input.unreadable", `The attestations cannot be read: ${(cause as Error).message}`, {
      location: { file },
      cause,
    });
  }
  return {
    ...parseAttestations(bytes.toString("utf8"), file, loadFrameworks().frameworks),
    input: { source: "attestations", file, sha256: hash("sha256", bytes, "hex") },
  };
}

/** Asks every check of a snapshot, and says what the answers mean for each control. Never calls AWS. */
export function complianceReport(
  snapshot: Snapshot,
  settings: Settings,
  problems: readonly (Problem | ProblemRecord)[],
  choice: FrameworkChoice,
  attested?: Attestations,
  beside: Beside = {},
): ComplianceReport {
  const audit = auditAccount(snapshot, settings, [...problems, ...(attested?.problems ?? [])], beside);
  const { frameworks, profile, baselineLevel } = choice;
  const speaking = new Set(frameworks.flatMap(({ controls }) => controls.flatMap(({ answeredBy }) => answeredBy)));
  return {
    title: `Compliance of ${snapshot.account || "an account that no input names"}`,
    toolVersion: toolVersion(),
    account: snapshot.account,
    asOf: snapshot.takenAt,
    ...(profile && { profile: { id: profile.id, title: profile.title, outOfScope: profile.outOfScope } }),
    frameworks: complianceResults(audit.findings, frameworks, {
      parameters: effectiveParameters(settings.audit),
      asOf: snapshot.takenAt,
      ...(attested && { attestations: attested.attestations }),
      ...(baselineLevel && { baselineLevel }),
    }),
    findings: audit.findings.filter(({ source }) => speaking.has(source.id)),
    problems: audit.problems,
    inputs: [...audit.inputs, ...(attested ? [attested.input] : [])],
  };
}

/** What closes the gate: statuses of controls, or failed controls with a finding of that severity. */
export const complianceGates = ["fail", "unknown", "manual"] as const;

export type ComplianceGate = (typeof complianceGates)[number];

/**
 * 3 when a control is as bad as was named, or fails by a finding at or above the severity; else 5 when some control is
 * UNKNOWN or something could not be read, unless that was allowed; else 0.
 */
export function complianceGateResult(
  report: ComplianceReport,
  failOn: ComplianceGate | Severity | undefined,
  allowIncomplete: boolean,
): GateResult {
  if (failOn === undefined) return 0;
  const controls = report.frameworks.flatMap((framework) => framework.controls);
  const closing = statusesOf(failOn);
  const severe = severeFindings(report.findings, failOn);
  const isReached = controls.some(
    ({ status, findings }) =>
      closing.includes(status) || (status === "FAIL" && findings.some((uid) => severe.has(uid))),
  );
  if (isReached) return 3;
  const isIncomplete = report.problems.length > 0 || controls.some(({ status }) => status === "UNKNOWN");
  return isIncomplete && !allowIncomplete ? 5 : 0;
}

function statusesOf(failOn: ComplianceGate | Severity): readonly ControlStatus[] {
  if (failOn === "fail") return ["FAIL"];
  if (failOn === "unknown") return ["FAIL", "UNKNOWN"];
  return failOn === "manual" ? ["FAIL", "UNKNOWN", "MANUAL"] : [];
}

function severeFindings(findings: readonly Finding[], failOn: ComplianceGate | Severity): ReadonlySet<string> {
  if (failOn === "fail" || failOn === "unknown" || failOn === "manual") return new Set();
  return new Set(
    findings.flatMap(({ uid, status, severity }) => (status === "FAIL" && isAtLeast(severity, failOn) ? [uid] : [])),
  );
}
