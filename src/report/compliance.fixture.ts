import { type ComplianceOptions, complianceResults } from "../compliance/index.ts";
import type { Finding, Framework } from "../model/index.ts";
import { asOf, sampleFinding } from "./report-findings.fixture.ts";
import type { ComplianceReport } from "./views/compliance-report.ts";

const control = {
  title: "",
  coverage: "direct",
  answeredBy: [],
  watchedBy: [],
  requires: {},
  decidedBy: {},
  baselines: [],
} as const;

/** Controls of every coverage and status that the sample's findings give. For tests only. */
export const sampleFrameworks: readonly Framework[] = [
  {
    id: "nist-800-53-r5",
    title: "NIST SP 800-53 Security and Privacy Controls",
    version: "Revision 5",
    size: 1189,
    note: "The size counts withdrawn controls too.",
    controls: [
      {
        ...control,
        id: "AC-2(3)",
        title: "Unneeded accounts are disabled",
        answeredBy: ["CRED-12"],
        baselines: ["HIGH"],
      },
      { ...control, id: "AC-6", title: "Least privilege", coverage: "partial", answeredBy: ["ALL-GOOD"] },
      { ...control, id: "AU-9", title: "Audit records are protected", answeredBy: ["NOT-KNOWN"] },
      { ...control, id: "AU-11", title: "Audit records are kept", answeredBy: ["ALL-GOOD"] },
      { ...control, id: "IA-3", title: "Devices are authenticated", answeredBy: ["NO-SUBJECT"] },
      { ...control, id: "IR-4", title: "Incidents are handled", coverage: "evidence", note: "Show the last exercise." },
      {
        ...control,
        id: "PS-4",
        title: "Leavers lose access",
        coverage: "evidence",
        note: "Compare with the personnel.",
      },
    ],
  },
  {
    id: "cis-aws-7.0",
    title: "CIS Amazon Web Services Foundations Benchmark",
    version: "7.0.0",
    controls: [{ ...control, id: "2.12", title: "Access keys are replaced", answeredBy: ["CRED-12"] }],
  },
  {
    id: "aerospace-context",
    title: "Context",
    version: "2026",
    controls: [{ ...control, id: "ED-202A", title: "Airworthiness", coverage: "context", note: "Not judged." }],
  },
];

export function complianceFindings(text = "Because."): readonly Finding[] {
  const check = (id: string) => ({ type: "check", id, title: `${id} is looked for` }) as const;
  return [
    sampleFinding({
      source: check("CRED-12"),
      resource: { type: "iam.user", arn: "arn:aws:iam::111122223333:user/mara.lind", name: "mara.lind" },
      reason: text,
    }),
    sampleFinding({ source: check("ALL-GOOD"), status: "PASS" }),
    sampleFinding({
      source: check("NOT-KNOWN"),
      status: "UNKNOWN",
      reason: `cloudtrail:DescribeTrails was denied. ${text}`,
    }),
    sampleFinding({ source: check("NO-SUBJECT"), status: "NOT_APPLICABLE" }),
  ];
}

/** A made-up report, the same at each run. For tests only. */
export function sampleCompliance(
  overrides: Partial<ComplianceReport> = {},
  options: Partial<ComplianceOptions> = {},
): ComplianceReport {
  const findings = overrides.findings ?? complianceFindings();
  return {
    title: "Compliance of 111122223333",
    toolVersion: "0.1.0",
    account: "111122223333",
    asOf,
    profile: { id: "aerospace", title: "Aerospace supplier", outOfScope: ["Aircraft are not looked at."] },
    frameworks: complianceResults(findings, sampleFrameworks, {
      parameters: {},
      asOf,
      attestations: [
        {
          control: "nist-800-53-r5:PS-4",
          statement: "Compared on the day.",
          owner: "Ana",
          date: "2026-10-01",
          nextReview: "2027-10-01",
        },
      ],
      ...options,
    }),
    findings,
    problems: [
      { code: "input.malformed", message: "Not JSON.", location: { file: "trails.json", line: 3, column: 7 } },
    ],
    inputs: [
      { source: "credential-report", file: "report of today.csv", sha256: "ab".repeat(32) },
      { source: "attestations", file: "attestations.yml", sha256: "cd".repeat(32) },
    ],
    ...overrides,
  };
}
