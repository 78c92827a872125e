import { Argument, Command } from "commander";
import { severities } from "../../model/severity.ts";
import type { Io } from "../io.ts";
import { addGateOptions, addReportOptions, choice, exportFormats, option, statusList } from "../options.ts";
import type { AuditOptions } from "../run/audit.ts";
import { addAuditInputs } from "./audit-inputs.ts";

/** `audit [SNAPSHOT]`: every posture check, asked of a snapshot or of files that AWS CLI saved. */
export function auditCommand(io: Io): Command {
  const command = new Command("audit")
    .summary("check an account's credentials, policies, trust and trails")
    .description(
      "Asks every posture check of a snapshot, or of answers saved with AWS CLI; with --profile of AWS itself, whose answers are saved\n" +
        "as `collect` does. Calls nothing else.\n" +
        "What was not given is UNKNOWN, never PASS. Without any input the newest snapshot of the workspace is used.",
    )
    .addArgument(new Argument("[snapshot]", "a snapshot file (.json or .json.gz)"));
  addAuditInputs(command)
    .optionsGroup("What is shown:")
    .addOption(choice("--severity <level>", "only findings at or above this severity", severities))
    .addOption(option("--status <list>", "only these statuses, such as FAIL,UNKNOWN", statusList));
  addReportOptions(command, exportFormats, ["snapshot"]);
  command.optionsGroup("Gates:");
  addGateOptions(command);
  return command.action(async (snapshot: string | undefined, options: AuditOptions) => {
    const { runAudit } = await import("../run/audit.ts");
    process.exitCode = await runAudit(snapshot, options, io);
  });
}
