import { Argument, Command, InvalidArgumentError } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, oneFile, oneOf, option, wholeNumber } from "../options.ts";
import type { TrailPlanCommandOptions } from "../run/trail-plan.ts";
import type { TrailApplyCommandOptions, TrailDestroyCommandOptions } from "../run/trail-run.ts";
import type { TrailStatusCommandOptions } from "../run/trail-status.ts";

export function planCommand(io: Io): Command {
  const command = new Command("plan")
    .summary("plan a trail and its bucket: every resource, document and call; changes nothing")
    .description(
      "Reads what is there and writes a plan: the resources with their policy documents, the calls in order, what costs and what to\n" +
        "know. Good practice unless told otherwise: all regions, all management events, log file validation, a private bucket whose\n" +
        "policy is pinned to the trail. Keys, log groups, roles and topics are given by ARN, or made for the trail.",
    )
    .addArgument(new Argument("[name]", "of the trail; else the preset's"))
    .optionsGroup("What is recorded:")
    .addOption(
      choice(
        "--preset <name>",
        "lab-trail: all data events and Insights, no validation; iam-trail-demo: management events",
        ["lab-trail", "iam-trail-demo"],
      ),
    )
    .addOption(choice("--management-events <which>", "of the account's own settings", ["all", "read", "write", "none"]))
    .addOption(option("--data-events <list>", "s3,lambda: of all buckets and functions", listOf("s3", "lambda")))
    .addOption(option("--include-log-bucket", "with s3: of the trail's own bucket, too, which costs"))
    .addOption(
      option(
        "--insights <list>",
        "ApiCallRateInsight,ApiErrorRateInsight",
        listOf("ApiCallRateInsight", "ApiErrorRateInsight"),
      ),
    )
    .addOption(option("--single-region", "only what happens in the trail's region; IAM is in us-east-1"))
    .addOption(option("--org", "of all accounts of the organization that this account manages"))
    .optionsGroup("Where it goes:")
    .addOption(
      option("--bucket <name>", "made where it is free; where another account has it, a name is derived", oneFile),
    )
    .addOption(option("--prefix <prefix>", "what stands before AWSLogs/ in its keys", oneFile))
    .addOption(option("--no-validation", "no digests: changes to log files cannot be found"))
    .addOption(option("--kms-key <arn|new>", "for SSE-KMS: a key that exists, or a new one; else SSE-S3", oneFile))
    .addOption(option("--versioning", "keep what is overwritten or deleted in the bucket"))
    .addOption(option("--lifecycle-days <n>", "delete files after so many days; else never", wholeNumber))
    .addOption(option("--object-lock-days <n>", "let nobody delete files for so many days (GOVERNANCE)", wholeNumber))
    .addOption(option("--cloudwatch-logs-group <arn>", "of a log group that exists; with its role", oneFile))
    .addOption(option("--cloudwatch-logs-role <arn>", "of the role that CloudTrail writes to it with", oneFile))
    .addOption(option("--cloudwatch-logs", "also to a new log group, with a new role that may do no more"))
    .addOption(
      option("--sns <arn|new>", "a topic that is told of each log file: one that exists, or a new one", oneFile),
    )
    .addOption(option("--sns-topic <arn>", "as --sns, of a topic that exists", oneFile))
    .addOption(
      option("--event-rule", "tell a new topic within seconds of changes to identities and trails, and of sign-ins"),
    );
  addAws(command)
    .optionsGroup("What is written:")
    .addOption(option("--plan <file>", "where the plan goes (JSON), for trail apply", oneFile))
    .addOption(choice("--format <format>", "what goes to stdout, in place of --output", planFormats));
  addCommonOptions(command).addOption(
    choice("-o, --output <format>", "what goes to stdout", planFormats).default("table"),
  );
  return command.action(async (name: string | undefined, options: TrailPlanCommandOptions) => {
    const { runTrailPlan } = await import("../run/trail-plan.ts");
    process.exitCode = await runTrailPlan(name, options, io);
  });
}

const planFormats = ["table", "json", "cloudformation", "terraform"] as const;

export function applyCommand(io: Io): Command {
  const command = new Command("apply")
    .summary("make what a plan says, or show what that would do")
    .description(
      "Compares the plan with the account and lists the calls; with --yes makes them, one after the other, each written to a journal\n" +
        "first. A repeat changes nothing; after an interruption it goes on. Stops where the account is not as the plan says.",
    )
    .addOption(option("--plan <file>", "the plan (JSON)", oneFile).makeOptionMandatory())
    .optionsGroup("What is done:")
    .addOption(option("--yes", "do it"));
  addOutput(addJournal(addAws(command)));
  return command.action(async (options: TrailApplyCommandOptions) => {
    const { runApply } = await import("../run/trail-run.ts");
    process.exitCode = await runApply(options, io);
  });
}

export function statusCommand(io: Io): Command {
  const command = new Command("status")
    .summary("what trails record, by class of events and region, and what they delivered")
    .description(
      "Reads trails, their selectors, deliveries and buckets. What may not be read is named; the rest is shown.",
    )
    .addArgument(new Argument("[name]", "name or ARN of a trail; else all that record the account"));
  addOutput(addAws(command));
  return command.action(async (name: string | undefined, options: TrailStatusCommandOptions) => {
    const { runTrailStatus } = await import("../run/trail-status.ts");
    process.exitCode = await runTrailStatus(name, options, io);
  });
}

export function destroyCommand(io: Io): Command {
  const command = new Command("destroy")
    .summary("take a trail away, and its bucket where it was made for it; or show what that would do")
    .description(
      "Stops and deletes the trail, then empties and deletes its bucket (all versions, delete markers, uploads and what arrives\n" +
        "late), if `trail apply` made it. Another bucket stays, without the statements that apply added to its policy. Needs --yes;\n" +
        "goes on after an interruption; a repeat changes nothing.",
    )
    .addArgument(new Argument("<name>", "name or ARN of the trail"))
    .optionsGroup("What is done:")
    .addOption(option("--yes", "do it"))
    .addOption(option("--keep-bucket", "only the trail goes, what it delivered stays"))
    .addOption(option("--delete-other-objects", "also what the trail did not write to the bucket"))
    .addOption(option("--bucket <name>", "where the trail is gone already: the bucket that was made for it", oneFile));
  addOutput(addJournal(addAws(command)));
  return command.action(async (name: string, options: TrailDestroyCommandOptions) => {
    const { runDestroy } = await import("../run/trail-run.ts");
    process.exitCode = await runDestroy(name, options, io);
  });
}

function addAws(command: Command): Command {
  return command
    .optionsGroup("Whose account:")
    .addOption(option("--profile <name>", "of the AWS configuration", oneFile))
    .addOption(option("--region <name>", "the trail's home region; else the profile's, else us-east-1", oneFile))
    .addOption(option("--role-arn <arn>", "a role to take on first", oneFile))
    .addOption(option("--external-id <text>", "with --role-arn, where the role wants one", oneFile))
    .addOption(option("--mfa-serial <arn>", "with --role-arn: the MFA device, whose code is asked for", oneFile))
    .addOption(option("--endpoint-url <url>", "in place of AWS; also AWS_ENDPOINT_URL", oneFile));
}

function addJournal(command: Command): Command {
  return command
    .optionsGroup("What is written down:")
    .addOption(option("--journal <file>", "what was done; else in the workspace, one for each trail", oneFile))
    .addOption(option("--workspace <dir>", "where journals are kept"));
}

function addOutput(command: Command): Command {
  command.optionsGroup("What is shown:");
  return addCommonOptions(command).addOption(
    choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"),
  );
}

/** A comma-separated list; each at most once. */
function listOf<const T extends string>(...known: readonly T[]): (text: string) => readonly T[] {
  return (text) => {
    const parse = oneOf(...known);
    const list = [...new Set(text.split(",").map((part) => parse(part.trim())))];
    if (list.length > 0) return list;
    throw new InvalidArgumentError("It must name at least one.");
  };
}
