import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, option, outFile } from "../options.ts";
import type { IdentityOptions } from "../run/identity.ts";
import { addAuditInputs } from "./audit-inputs.ts";

const identityFormats = ["table", "json", "md"] as const;

/** `identity NAME`: everything that is known of one user or role. */
export function identityCommand(io: Io): Command {
  const command = new Command("identity")
    .summary("everything that is known of one user or role")
    .description(
      "Findings, detections, credentials, policies, what it may do, who can become it and what it can become, what it uses and what\n" +
        "it did. Reads the same inputs as `audit`; with --logs also what CloudTrail shows.\n" +
        "A name that a user and a role share is refused: give user/NAME, role/NAME or the ARN.",
    )
    .addArgument(new Argument("<identity>", "name, user/NAME, role/NAME, ARN, or root"))
    .addArgument(new Argument("[snapshot]", "a snapshot file (.json or .json.gz)"));
  addAuditInputs(command);
  addCommonOptions(command.optionsGroup("What is shown:"))
    .addOption(choice("-o, --output <format>", "what goes to stdout", identityFormats).default("table"))
    .addOption(
      option("--out <format=path>", "also write a file; may be given several times", outFile(identityFormats)).default(
        [],
        "none",
      ),
    );
  return command.action(async (identity: string, snapshot: string | undefined, options: IdentityOptions) => {
    const { runIdentity } = await import("../run/identity.ts");
    process.exitCode = await runIdentity(identity, snapshot, options, io);
  });
}
