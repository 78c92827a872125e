import { Command } from "commander";
import { addAwsOptions, featuresOption, timeoutOption } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, choice } from "../options.ts";
import type { DoctorOptions } from "../run/doctor.ts";

/** `doctor`: who am I, whence the credentials, what may they read. */
export function doctorCommand(io: Io): Command {
  const command = new Command("doctor")
    .summary("who am I on AWS, where the credentials come from, what they may read")
    .description(
      "Asks AWS who you are and makes one call of each kind that collect makes, so that what is missing is known before. Only reads;\n" +
        "exit 4 where the credentials cannot be used.",
    );
  addAwsOptions(command).optionsGroup("What is shown:").addOption(featuresOption()).addOption(timeoutOption());
  addCommonOptions(command).addOption(
    choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"),
  );
  return command.action(async (options: DoctorOptions) => {
    const { runDoctor } = await import("../run/doctor.ts");
    process.exitCode = await runDoctor(options, io);
  });
}
