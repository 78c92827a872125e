import { Argument, Command, InvalidArgumentError } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, inFolder, oneFile, oneOf, option, time, wholeNumber } from "../options.ts";
import type { TrailVerifyOptions } from "../run/trail-verify.ts";
import { applyCommand, destroyCommand, planCommand, statusCommand } from "./trail-life.ts";

/** `trail`: what becomes of a trail, from its plan to its end. */
export function trailCommand(io: Io): Command {
  const command = new Command("trail")
    .summary("plan, apply, watch, verify and destroy a CloudTrail trail")
    .description("Works on CloudTrail trails: the ones of an account, or what they delivered, saved to a folder.");
  for (const make of [planCommand, applyCommand, statusCommand, verifyCommand, destroyCommand])
    command.addCommand(make(io));
  return command;
}

/** Formats that `-o` and `--out` take. */
const formats = ["table", "json", "jsonl", "csv", "junit", "md", "summary"] as const;

function verifyCommand(io: Io): Command {
  const command = new Command("verify")
    .summary("are digests and log files as CloudTrail delivered them, and is none missing? exit 3 when not")
    .description(
      "Follows the signed digests of every account and region from the newest back, checks each signature and the hash of every\n" +
        "log file, and tells log files that no digest names and hours without a digest. Verdicts are in the words of\n" +
        "`aws cloudtrail validate-logs`. Of a live trail, or with --dir of a folder that mirrors its bucket.",
    )
    .addArgument(new Argument("[trail]", "name or ARN of a live trail; else all of the account"))
    .optionsGroup("What is asked:")
    .addOption(option("--from <time>", "what was delivered at or after this time", time))
    .addOption(option("--to <time>", "and before this time; every hour up to it must have a digest", time))
    .addOption(option("--region <name>", "only this region (repeatable)", collect))
    .addOption(option("--account <id>", "only this account (repeatable)", accounts))
    .optionsGroup("A folder that mirrors the bucket:")
    .addOption(option("--dir <dir>", "the folder; metadata of digests in KEY.metadata.json", oneFile))
    .addOption(option("--public-keys <file>", "aws cloudtrail list-public-keys, saved (repeatable)", collect))
    .addOption(option("--offline", "open no socket; needs --dir"))
    .optionsGroup("A live trail:")
    .addOption(option("--s3-bucket <name>", "the bucket, in place of what the trail says", oneFile))
    .addOption(option("--s3-prefix <prefix>", "what stands before AWSLogs/ in its keys", oneFile))
    .addOption(option("--profile <name>", "of the AWS configuration", oneFile))
    .addOption(option("--role-arn <arn>", "a role to take on first", oneFile))
    .addOption(option("--external-id <text>", "with --role-arn, where the role wants one", oneFile))
    .addOption(option("--mfa-serial <arn>", "with --role-arn: the MFA device, whose code is asked for", oneFile))
    .addOption(option("--endpoint-url <url>", "in place of AWS; also AWS_ENDPOINT_URL", oneFile))
    .addOption(option("--concurrency <n>", "objects that are read at the same time", wholeNumber).default(32))
    .optionsGroup("What is kept:")
    .addOption(option("--no-resume", "read all files again, also those that a run which was killed found valid"))
    .addOption(option("--workspace <dir>", "where it is kept how far a run came, until it ends"))
    .optionsGroup("What is shown:");
  addCommonOptions(command)
    .addOption(choice("-o, --output <format>", "what goes to stdout", formats).default("table"))
    .addOption(
      option("--out <format=path>", "also write a file; may be given several times", outFile).default([], "none"),
    );
  return command.action(async (trail: string | undefined, options: TrailVerifyOptions) => {
    const { runTrailVerify } = await import("../run/trail-verify.ts");
    process.exitCode = await runTrailVerify(trail, options, io);
  });
}

function accounts(text: string, previous: readonly string[] | undefined): readonly string[] {
  if (/^\d{12}$/.test(text)) return [...(previous ?? []), text];
  throw new InvalidArgumentError("It must be twelve digits.");
}

type Out = TrailVerifyOptions["out"][number];

function outFile(text: string, previous: readonly Out[] | undefined): readonly Out[] {
  const split = text.indexOf("=");
  if (split <= 0 || split === text.length - 1) throw new InvalidArgumentError("It must look like junit=result.xml.");
  return [
    ...(previous ?? []),
    { format: oneOf(...formats)(text.slice(0, split)), path: inFolder(text.slice(split + 1)) },
  ];
}
