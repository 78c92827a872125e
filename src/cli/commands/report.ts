import { Argument, Command } from "commander";
import { severities } from "../../model/severity.ts";
import type { Io } from "../io.ts";
import { addGateOptions, addReportOptions, choice, collect, option } from "../options.ts";
import type { ReportCommandOptions } from "../run/report.ts";
import { addAuditInputs } from "./audit-inputs.ts";

/** `report [SNAPSHOT]`: everything that is known of an account, as one page. */
export function reportCommand(io: Io): Command {
  const command = new Command("report")
    .summary("everything that is known of an account, as one page")
    .description(
      "Asks the checks, and with --logs the rules, and puts the answers on one HTML page that needs nothing else: what needs you now, what\n" +
        "is new since an earlier result (--baseline, or --previous), identities, ways to more permissions, detections by time and ATT&CK,\n" +
        "what the trails record, and controls of frameworks. Without -o html or --out html=FILE the page is report.html of the workspace.\n" +
        "Reads the same inputs as `audit`. Calls nothing else.",
    )
    .addArgument(new Argument("[snapshot]", "a snapshot file (.json or .json.gz)"));
  addAuditInputs(command)
    .addOption(
      option("--framework <id>", "a framework, a profile or all (repeatable; default: the profile aerospace)", collect),
    )
    .optionsGroup("What is shown:")
    .addOption(choice("--severity <level>", "only findings at or above this severity", severities));
  addReportOptions(command);
  command.optionsGroup("Gates:");
  addGateOptions(command);
  return command.action(async (snapshot: string | undefined, options: ReportCommandOptions) => {
    const { runReport } = await import("../run/report.ts");
    process.exitCode = await runReport(snapshot, options, io);
  });
}
