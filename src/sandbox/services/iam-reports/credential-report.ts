import { AwsError } from "../../aws-error.ts";
import type { Call, Operations } from "../../call.ts";
import type { CredentialReport } from "../../world/nouns.ts";
import { onAccount } from "../iam/needs.ts";
import { operation } from "../iam/operation.ts";
import { reportCsv } from "./report-csv.ts";

/**
 * A report takes two seconds (or to be asked for twice), and within four hours it is not made anew.
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account".
 */
export const credentialReportOperations: Operations = {
  GenerateCredentialReport: operation({
    members: {},
    needs: onAccount,
    run(call) {
      const report = current(call);
      if (report === undefined || isOld(call, report)) {
        save(call, { startedAt: call.time, generatedAt: "", content: "" });
        return { State: "STARTED", Description: report === undefined ? noReport : oldReport };
      }
      if (isMade(report)) return { State: "COMPLETE" };
      save(call, { ...report, wasAskedFor: true });
      return { State: "INPROGRESS" };
    },
  }),

  GetCredentialReport: operation({
    members: {},
    needs: onAccount,
    run(call) {
      const report = current(call);
      if (report === undefined) {
        throw new AwsError("CredentialReportNotPresentException", "No credential report is present for the account");
      }
      if (!isMade(report)) {
        throw new AwsError("CredentialReportNotReadyException", "The credential report is still being generated");
      }
      if (isOld(call, report)) {
        throw new AwsError("CredentialReportExpiredException", "The most recent credential report has expired");
      }
      return {
        Content: Buffer.from(report.content),
        ReportFormat: "text/csv",
        GeneratedTime: new Date(report.generatedAt),
      };
    },
  }),
};

const noReport = "No report exists. Starting a new report generation task";
const oldReport = "Report is older than 4 hours. Starting a new report generation task";
const makingMs = 2000;
const keptMs = 4 * 60 * 60 * 1000;

/** The report as it is by now: one whose time has come is made. */
function current(call: Call): CredentialReport | undefined {
  const report = call.account.credentialReport.get("report");
  if (report === undefined || isMade(report)) return report;
  const isDue = report.wasAskedFor === true || Date.parse(call.time) - Date.parse(report.startedAt) >= makingMs;
  if (!isDue) return report;
  const made = { startedAt: report.startedAt, generatedAt: call.time, content: reportCsv(call) };
  save(call, made);
  return made;
}

function save({ account }: Call, report: CredentialReport): void {
  account.credentialReport.put("report", report);
}

function isMade({ content }: CredentialReport): boolean {
  return content !== "";
}

function isOld({ time }: Call, report: CredentialReport): boolean {
  return isMade(report) && Date.parse(time) - Date.parse(report.generatedAt) >= keptMs;
}
