import { Argument, Command } from "commander";
import { addAwsOptions, timeoutOption } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { addReportOptions, oneFile, option, time } from "../options.ts";
import type { UsageOptions } from "../run/usage.ts";
import { addUsageInputs, addUsageLimits } from "./usage-options.ts";

/** `usage [PRINCIPAL]`: what is granted and what of it is used. */
export function usageCommand(io: Io): Command {
  const command = new Command("usage")
    .summary("granted against used, for each principal, service and tracked action")
    .description(
      "Compares what policies grant with what Access Advisor and CloudTrail logs show to be used. Calls nothing but\n" +
        "what `collect --for usage` does, with --profile.\n" +
        "Only Access Advisor shows that something is unused; logs show use. What cannot be observed is unknown, never unused.\n" +
        "Without saved answers and logs the newest snapshot of the workspace is used.",
    )
    .addArgument(new Argument("[principal]", "only this user or role: ARN or name"));
  addUsageInputs(command, { stdin: true })
    .addOption(option("--workspace <dir>", "where snapshots are kept"))
    .addOption(option("--offline", "open no socket; without --profile usage never does"));
  addAwsOptions(command)
    .addOption(timeoutOption())
    .optionsGroup("What is asked:")
    .addOption(option("--principal <arn>", "only this user or role", oneFile))
    .addOption(option("--as-of <time>", "the clock for ages; else the snapshot's, else now", time));
  addUsageLimits(command)
    .addOption(
      option(
        "--escalation",
        "ways to more permissions, up to 3 hops, and what closes them for nothing; in table, csv and md in place of services",
      ),
    )
    .addOption(option("--config <file>", "defaults for flags (YAML)"))
    .optionsGroup("What is shown:");
  addReportOptions(command, ["ocsf"]);
  return command.action(async (principal: string | undefined, options: UsageOptions) => {
    const { runUsage } = await import("../run/usage.ts");
    process.exitCode = await runUsage(principal, options, io);
  });
}
