import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, exportFormats, formats, oneFile, option, outFile } from "../options.ts";
import type { ConvertOptions } from "../run/convert.ts";

const convertFormats = [...formats, ...exportFormats, "navigator", "oscal"] as const;

/** `convert FILE`: a saved result in another format. */
export function convertCommand(io: Io): Command {
  const command = new Command("convert")
    .summary("render a saved result again, in another format")
    .description(
      "Reads what audit, detect, demo, report or compliance wrote with -o json or -o jsonl, and writes it in any format that these write:\n" +
        "the same bytes as they would have. Asks nothing and nobody. jsonl holds findings and detections only.\n" +
        "oscal is for results of compliance; asff, sarif and navigator are for the others.",
    )
    .addArgument(new Argument("<file>", "a saved json or jsonl result, or - (standard input)"));
  addCommonOptions(command.optionsGroup("What is written:"))
    .addOption(choice("-o, --output <format>", "what goes to stdout", convertFormats).default("table"))
    .addOption(
      option("--out <format=path>", "also write a file; may be given several times", outFile(convertFormats)).default(
        [],
        "none",
      ),
    )
    .addOption(
      option(
        "--baseline <file>",
        "an earlier json or jsonl result: sarif says of each finding whether it is new",
        oneFile,
      ),
    );
  return command.action(async (file: string, options: ConvertOptions) => {
    const { runConvert } = await import("../run/convert.ts");
    process.exitCode = await runConvert(file, options, io);
  });
}
