import { Argument, Command } from "commander";
import { severities } from "../../model/severity.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, formats, oneFile, oneOf, option, outFile } from "../options.ts";
import type { ComplianceOptions } from "../run/compliance.ts";
import { addAuditInputs } from "./audit-inputs.ts";

const complianceFormats = [...formats, "oscal", "ocsf", "junit"] as const;
const gates = ["fail", "unknown", "manual", ...severities] as const;
const parseGate = oneOf(...gates);
const parseLevel = oneOf("LOW", "MODERATE", "HIGH");

/** `compliance [SNAPSHOT]`: the controls of frameworks, each with its status and what led to it. */
export function complianceCommand(io: Io): Command {
  const command = new Command("compliance")
    .summary("what the answers of the checks mean for frameworks, control by control")
    .description(
      "Asks every posture check, as `audit` does of the same inputs, and says for each control of a framework what the answers mean:\n" +
        "FAIL, UNKNOWN (could not be evaluated), MANUAL (a person must judge), PARTIAL (what was checked passed), ATTESTED, PASS.\n" +
        "Controls that no check speaks to are not listed: each count stands with the size of its framework.",
    )
    .addArgument(new Argument("[snapshot]", "a snapshot file (.json or .json.gz)"))
    .optionsGroup("Frameworks:")
    .addOption(
      option(
        "--framework <id>",
        "a framework, a profile or all; repeatable; without it the profile aerospace",
        collect,
      ),
    )
    .addOption(
      option("--baseline-level <level>", "of NIST SP 800-53 only this baseline: LOW, MODERATE or HIGH", (text) =>
        parseLevel(text.toUpperCase()),
      ),
    )
    .addOption(option("--list", "list frameworks and profiles, and stop (table or json)"))
    .addOption(option("--attestations <file>", "what people attest: control, statement, owner, dates (YAML)", oneFile));
  addAuditInputs(command);
  addCommonOptions(command.optionsGroup("What is shown:"))
    .addOption(choice("-o, --output <format>", "what goes to stdout", complianceFormats).default("table"))
    .addOption(
      option(
        "--out <format=path>",
        "also write a file; may be given several times",
        outFile(complianceFormats),
      ).default([], "none"),
    )
    .optionsGroup("Gates:")
    .addOption(
      option(
        "--fail-on <status>",
        "exit with 3 when a control is fail, unknown (or worse), manual (or worse), or fails by a finding of a severity",
        (text) => parseGate(text.toLowerCase()),
      ),
    )
    .addOption(option("--allow-incomplete", "with --fail-on: exit with 0, not 5, when some controls are UNKNOWN"));
  return command.action(async (snapshot: string | undefined, options: ComplianceOptions) => {
    const { runCompliance } = await import("../run/compliance.ts");
    process.exitCode = await runCompliance(snapshot, options, io);
  });
}
