import { Command } from "commander";
import { addAwsOptions, featuresOption, listOf, timeoutOption } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, oneFile, option, wholeNumber } from "../options.ts";
import type { CollectCommandOptions } from "../run/collect.ts";

/** `collect`: what an account is, read from AWS into a snapshot. */
export function collectCommand(io: Io): Command {
  const command = new Command("collect")
    .summary("read an account from AWS into a snapshot; changes nothing")
    .description(
      "Asks AWS what audit and usage need to know and writes a snapshot into the workspace, whose path it prints. Only reads.\n" +
        "Calls that are denied or fail are named, and what rests on them is UNKNOWN. Several accounts are read in parallel.",
    );
  addAwsOptions(command)
    .addOption(option("--org-role <name>", "every account of the organisation, by this role in each", oneFile))
    .optionsGroup("What is asked:")
    .addOption(featuresOption())
    .addOption(choice("--level <level>", "how much Access Advisor tells", ["service", "action"]).default("service"))
    .addOption(
      option(
        "--last-accessed <list>",
        "whom Access Advisor is asked about: users, roles, groups, policies",
        listOf("users", "roles", "groups", "policies"),
      ).default(["users", "roles"], "users,roles"),
    )
    .addOption(option("--concurrency <n>", "jobs of Access Advisor at the same time", wholeNumber).default(4))
    .addOption(timeoutOption())
    .optionsGroup("What is shown:")
    .addOption(option("--workspace <dir>", "where snapshots are kept"));
  return addCommonOptions(command).action(async (options: CollectCommandOptions) => {
    const { runCollect } = await import("../run/collect.ts");
    process.exitCode = await runCollect(options, io);
  });
}
