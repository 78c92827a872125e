import { type Check, defineCheck, type Verdict } from "../check.ts";
import { credentialReport, daysAgo, rootRow, snapshot } from "../examples/example-builders.ts";
import { reportFreshness } from "../identities/report-freshness.ts";
import { gapsReason } from "../sources.ts";
import { sentence } from "../verdict.ts";

/** A report that is no evidence of what is: then no other check of the report can pass. */
export const cred23CredentialReportNotFresh: Check<"account"> = defineCheck({
  id: "CRED-23",
  title: "Credential report missing, partial or stale",
  severity: "informational",
  subject: "account",
  needs: ["credential-report"],
  risk: "A report that is old or cut shows keys that are gone and hides those that were made since.",
  remediation: {
    text: "Make a new report and save the whole answer, which says when the report was made. AWS hands out one for 4 hours.",
    cli: "aws iam generate-credential-report && aws iam get-credential-report --output json > credential-report.json",
  },
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"],
  parameters: {
    evidenceMaxAgeHours: {
      default: 24,
      unit: "hours",
      meaning: "A report that old is no evidence: see CRED-01 to CRED-22.",
    },
  },
  judgesGaps: true,

  evaluate(snapshot, { parameters: { evidenceMaxAgeHours } }): Verdict {
    const value = snapshot.credentialReport?.generatedAt ?? null;
    const evidence = [{ source: "credential-report", field: "GeneratedTime", value }];
    const gaps = gapsReason(snapshot, ["credential-report"]);
    if (gaps !== undefined) return { status: "FAIL", reason: gaps, evidence };
    const freshness = reportFreshness(snapshot, evidenceMaxAgeHours);
    const status = ({ fresh: "PASS", stale: "FAIL", unknown: "UNKNOWN" } as const)[freshness.kind];
    return { status, reason: sentence(freshness.because), evidence };
  },

  examples: [
    { name: "made 23.9 hours ago", given: madeAgo(23.9), expect: "PASS" },
    { name: "made 24.0 hours ago", given: madeAgo(24), expect: "FAIL" },
    { name: "made after the clock", given: madeAgo(-0.1), expect: "UNKNOWN" },
    {
      name: "a bare CSV, which does not say when it was made",
      given: snapshot({ credentialReport: { columns: [], rows: [rootRow()] }, clock: "machine" }),
      expect: "UNKNOWN",
    },
    {
      name: "a line could not be read",
      given: snapshot({
        credentialReport: credentialReport(rootRow()),
        sources: {
          ...snapshot().sources,
          "credential-report": { state: "partial", origins: [], gaps: [{ what: "line 7", cause: "it has 3 cells" }] },
        },
      }),
      expect: "FAIL",
    },
  ],
});

function madeAgo(hours: number) {
  return snapshot({ credentialReport: { columns: [], rows: [rootRow()], generatedAt: daysAgo(hours / 24) } });
}
