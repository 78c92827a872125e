import { Command } from "commander";
import type { Io } from "../io.ts";
import { addReportOptions, exportFormats, option } from "../options.ts";
import type { DemoOptions } from "../run/demo.ts";

/** `demo`: the whole job on an account of its own. */
export function demoCommand(io: Io): Command {
  const command = new Command("demo")
    .summary("the whole job on an account of its own; needs no AWS account")
    .description(
      "Starts an AWS account in this process, with the people of AeroSecure, a made-up aerospace supplier, and does\n" +
        "the whole job on it: makes a trail, runs the activities of the lab, collects, audits, asks who uses what, plans\n" +
        "less access, looks for attacks, finds a log file that was changed, and takes everything away again. Says on\n" +
        "stderr what each step did and found, and writes an HTML report into the workspace. Nothing leaves this machine,\n" +
        "and no AWS credentials or settings of yours are used.",
    )
    .addOption(option("--keep", "leave the account as it is at the end, in the workspace, and say how to look around"))
    .addOption(
      option("--samples", "only audit the saved files of samples/aerosecure and look for attacks in their logs"),
    )
    .addOption(option("--workspace <dir>", "where the report is written"));
  addReportOptions(command, [...exportFormats, "navigator"]);
  return command.action(async (options: DemoOptions) => {
    const { runDemo } = await import("../run/demo.ts");
    process.exitCode = await runDemo(options, io);
  });
}
