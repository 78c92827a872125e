import { Argument, Command } from "commander";
import { severities } from "../../model/severity.ts";
import type { Io } from "../io.ts";
import { addGateOptions, addReportOptions, choice, collect, oneFile, option, statusList, time } from "../options.ts";
import type { AuditOptions } from "../run/audit.ts";
import { addAwsOptions } from "./aws-options.ts";

/** `audit [SNAPSHOT]`: every posture check, asked of a snapshot or of files that AWS CLI saved. */
export function auditCommand(io: Io): Command {
  const command = new Command("audit")
    .summary("check an account's credentials, policies, trust and trails")
    .description(
      "Asks every posture check of a snapshot, or of answers saved with AWS CLI; with --profile of AWS itself, whose answers are saved\n" +
        "as `collect` does. Calls nothing else.\n" +
        "What was not given is UNKNOWN, never PASS. Without any input the newest snapshot of the workspace is used.",
    )
    .addArgument(new Argument("[snapshot]", "a snapshot file (.json or .json.gz)"))
    .optionsGroup("Saved answers of AWS CLI:")
    .addOption(
      option(
        "--credential-report <file>",
        "the CSV of `aws iam get-credential-report`, or that answer's JSON",
        oneFile,
      ),
    );
  many("--authorization-details <file>", "aws iam get-account-authorization-details; several pages may be given");
  command
    .addOption(option("--account-summary <file>", "aws iam get-account-summary", oneFile))
    .addOption(option("--password-policy <file>", "aws iam get-account-password-policy", oneFile));
  many("--service-last-accessed <[arn=]file>", "aws iam get-service-last-accessed-details");
  many("--trails <file>", "aws cloudtrail describe-trails");
  many("--trail-status <[trail=]file>", "aws cloudtrail get-trail-status");
  many("--event-selectors <[trail=]file>", "aws cloudtrail get-event-selectors");
  many("--insight-selectors <[trail=]file>", "aws cloudtrail get-insight-selectors");
  many("--buckets <file>", "aws s3api list-buckets");
  many("--bucket-policy <[bucket=]file>", "aws s3api get-bucket-policy");
  many("--bucket-acl <[bucket=]file>", "aws s3api get-bucket-acl");
  many("--public-access-block <[bucket=]file>", "aws s3api get-public-access-block");
  many("--bucket-versioning <[bucket=]file>", "aws s3api get-bucket-versioning");
  many("--bucket-lifecycle <[bucket=]file>", "aws s3api get-bucket-lifecycle-configuration");
  addAwsOptions(command)
    .optionsGroup("What is asked:")
    .addOption(option("--as-of <time>", "the clock for ages; else the report's GeneratedTime, else now", time))
    .addOption(option("--config <file>", "thresholds, trusted accounts, trail operators (YAML)"))
    .addOption(option("--workspace <dir>", "where snapshots are kept"))
    .addOption(option("--offline", "open no socket; without --profile audit never does"))
    .optionsGroup("What is shown:")
    .addOption(choice("--severity <level>", "only findings at or above this severity", severities))
    .addOption(option("--status <list>", "only these statuses, such as FAIL,UNKNOWN", statusList));
  addReportOptions(command, ["snapshot"]);
  command.optionsGroup("Gates:");
  addGateOptions(command);
  return command.action(async (snapshot: string | undefined, options: AuditOptions) => {
    const { runAudit } = await import("../run/audit.ts");
    process.exitCode = await runAudit(snapshot, options, io);
  });

  function many(flags: string, description: string): void {
    command.addOption(option(flags, `${description} (repeatable)`, collect));
  }
}
