import { Command } from "commander";
import { featuresOption } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { choice, option } from "../options.ts";
import type { PermissionsOptions } from "../run/permissions.ts";

/** `permissions`: the least policy that each feature of `collect` needs. */
export function permissionsCommand(io: Io): Command {
  return new Command("permissions")
    .summary("print the least policy that collect needs")
    .description(
      "Prints the IAM actions of each feature, from what its collectors declare; -o json is a policy. Calls nothing.",
    )
    .addOption(featuresOption())
    .addOption(option("--org-role <name>", "also for collect --org-role: list accounts and take on this role"))
    .addOption(choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"))
    .action(async (options: PermissionsOptions) => {
      const { runPermissions } = await import("../run/permissions.ts");
      process.exitCode = runPermissions(options, io);
    });
}
