import { Command } from "commander";
import type { Io } from "../io.ts";
import { addReportOptions, option } from "../options.ts";
import type { DemoOptions } from "../run/demo.ts";

/** `demo`: the whole job on the built-in account. */
export function demoCommand(io: Io): Command {
  const command = new Command("demo")
    .summary("the whole job on the built-in account AeroSecure; needs no AWS account")
    .description(
      "Audits the built-in account of a made-up aerospace supplier and looks for attacks in 30 days of its CloudTrail\n" +
        "logs. Writes an HTML report into the workspace and says where.",
    )
    .addOption(option("--workspace <dir>", "where the report is written"));
  addReportOptions(command);
  return command.action(async (options: DemoOptions) => {
    const { runDemo } = await import("../run/demo.ts");
    process.exitCode = await runDemo(options, io);
  });
}
