import { hash } from "node:crypto";
import type { ControlResult, FrameworkResult } from "../../compliance/index.ts";
import { compareSeverity, type Finding, rootArn, type Severity } from "../../model/index.ts";
import type { ComplianceReport } from "../views/compliance-report.ts";
import { complianceStatuses } from "./ocsf.ts";
import { ocsfLine } from "./ocsf-event.ts";

/** A Compliance Finding (2003) of OCSF 1.6.0 for each control of each framework, one a line. */
export function* renderComplianceOcsf(report: ComplianceReport): Iterable<string> {
  const byUid = new Map(report.findings.map((finding) => [finding.uid, finding]));
  for (const framework of report.frameworks) {
    for (const control of framework.controls) yield controlLine(control, framework, report, byUid);
  }
}

function controlLine(
  control: ControlResult,
  framework: FrameworkResult,
  { account, asOf, toolVersion }: ComplianceReport,
  byUid: ReadonlyMap<string, Finding>,
): string {
  const { id, title, status, reason, coverage, checks, findings, note, attestation } = control;
  const [statusId, caption] = complianceStatuses[status];
  const isOpen = status === "FAIL" || status === "UNKNOWN" || status === "MANUAL";
  return ocsfLine({
    class: 2003,
    uid: hash("sha256", [account, framework.id, id].join("\n"), "hex").slice(0, 32),
    title: `${framework.id} ${id} ${title}`,
    message: reason,
    severity: worstOf(findings.flatMap((uid) => byUid.get(uid) ?? [])),
    status: isOpen ? { id: 1, name: "New" } : { id: 99, name: status },
    account,
    region: "",
    toolVersion,
    time: asOf,
    firstSeen: asOf,
    asOf,
    findingInfo: {},
    members: {
      compliance: {
        standards: [`${framework.title} ${framework.version}`],
        control: id,
        desc: title,
        status_id: statusId,
        status: caption,
        status_detail: reason,
        checks: checks.map((answer) => {
          const [answerId, answerCaption] =
            answer.status === "NOT_ASKED" ? [0, "NOT_ASKED"] : complianceStatuses[answer.status];
          return { uid: answer.check, status_id: answerId, status: answerCaption };
        }),
      },
      resources: [
        account === ""
          ? { name: "unknown", type: "AWS::::Account" }
          : { uid: rootArn(account), name: account, type: "AWS::::Account" },
      ],
    },
    unmapped: {
      framework: framework.id,
      status,
      coverage,
      findings,
      ...(note !== undefined && { note }),
      ...(attestation && { attestation: { ...attestation } }),
    },
  });
}

/** Of what failed; a control without such a finding is only told. */
function worstOf(findings: readonly Finding[]): Severity {
  return findings
    .filter(({ status }) => status === "FAIL")
    .map(({ severity }) => severity)
    .reduce<Severity>((worst, severity) => (compareSeverity(severity, worst) > 0 ? severity : worst), "informational");
}
