import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addReportOptions, collect, oneFile, option, span, time } from "../options.ts";
import type { UsageOptions } from "../run/usage.ts";

/** `usage [PRINCIPAL]`: what is granted and what of it is used. */
export function usageCommand(io: Io): Command {
  const command = new Command("usage")
    .summary("granted against used, for each principal, service and tracked action")
    .description(
      "Compares what policies grant with what Access Advisor and CloudTrail logs show to be used. Calls nothing.\n" +
        "Only Access Advisor shows that something is unused; logs show use. What cannot be observed is unknown, never unused.\n" +
        "Without saved answers and logs the newest snapshot of the workspace is used.",
    )
    .addArgument(new Argument("[principal]", "only this user or role: ARN or name"))
    .optionsGroup("What is read:")
    .addOption(
      option(
        "--authorization-details <file>",
        "aws iam get-account-authorization-details; several pages may be given (repeatable)",
        collect,
      ),
    )
    .addOption(
      option("--service-last-accessed <[arn=]file>", "aws iam get-service-last-accessed-details (repeatable)", collect),
    )
    .addOption(option("--logs <path>", "CloudTrail files, directory, glob or - (repeatable)", collect))
    .addOption(option("--snapshot <file>", "a snapshot, in place of saved answers", oneFile))
    .addOption(option("--workspace <dir>", "where snapshots are kept"))
    .addOption(option("--offline", "open no socket; usage never does"))
    .optionsGroup("What is asked:")
    .addOption(option("--principal <arn>", "only this user or role", oneFile))
    .addOption(option("--as-of <time>", "the clock for ages; else the snapshot's, else now", time))
    .addOption(
      option("--window <span>", "so long something must have gone unused, 30d to 400d", span).default(
        90 * dayMs,
        "90d",
      ),
    )
    .addOption(option("--grace <span>", "what was granted within it stays", span).default(14 * dayMs, "14d"))
    .addOption(
      option(
        "--protect <pattern>",
        "what must stay: actions (s3:*) or principals by ARN, with wildcards (repeatable)",
        collect,
      ),
    )
    .addOption(
      option(
        "--escalation",
        "ways to more permissions, up to 3 hops, and what closes them for nothing; table (in place of services), json, jsonl",
      ),
    )
    .addOption(option("--config <file>", "defaults for flags (YAML)"))
    .optionsGroup("What is shown:");
  addReportOptions(command);
  return command.action(async (principal: string | undefined, options: UsageOptions) => {
    const { runUsage } = await import("../run/usage.ts");
    process.exitCode = await runUsage(principal, options, io);
  });
}

const dayMs = 86_400_000;
