import { Argument, Command } from "commander";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, oneFile, option, span, time } from "../options.ts";
import type { RightsizePlanOptions, RightsizeVerifyOptions } from "../run/rightsize.ts";

/** `rightsize plan` and `rightsize verify`: what a principal may lose, with the proof; both only read. */
export function rightsizeCommand(io: Io): Command {
  const command = new Command("rightsize")
    .summary("plan least privilege from what was used, and prove that nothing used is lost")
    .description(
      "Plans what a user or role can lose, from saved answers and logs, and checks such a plan again. Changes nothing in AWS.",
    );
  command.addCommand(planCommand(io));
  command.addCommand(verifyCommand(io));
  return command;
}

function planCommand(io: Io): Command {
  const command = new Command("plan")
    .summary("write a plan: what goes, what stays and why, the measure and the proof")
    .description(
      "Cuts from the policies of one user or role what was not used: statements stay as they are and lose actions, Deny and\n" +
        "Condition never change. Only what Access Advisor shows to be unused goes; what cannot be observed stays. Shared policies\n" +
        "lose only what nobody who has them uses. The same inputs give the same bytes.",
    );
  addInputs(command);
  command
    .optionsGroup("What is asked:")
    .addOption(option("--principal <arn>", "the user or role", oneFile).makeOptionMandatory())
    .addOption(option("--as-of <time>", "the clock for ages; else now", time))
    .addOption(
      choice("--level <level>", "report: cut nothing; service: only whole services; action: single actions, too", [
        "report",
        "service",
        "action",
      ]).default("action"),
    )
    .addOption(
      option("--window <span>", "so long something must have gone unused, 30d to 400d", span).default(
        90 * dayMs,
        "90d",
      ),
    )
    .addOption(option("--grace <span>", "what was granted within it stays", span).default(14 * dayMs, "14d"))
    .addOption(
      option(
        "--protect <pattern>",
        "what must stay: actions (s3:*) or principals by ARN, with wildcards (repeatable)",
        collect,
      ),
    )
    .addOption(
      option("--allow-not-action", "cut Allow with NotAction, too: it turns into a list, without what AWS adds later"),
    )
    .addOption(
      option("--fork-shared", "leave customer-managed policies that others have alone: the principal gets a copy"),
    )
    .addOption(option("--config <file>", "defaults for flags (YAML)"))
    .optionsGroup("What is written:")
    .addOption(option("--plan <file>", "where the plan goes (JSON)", oneFile).makeOptionMandatory());
  addOutput(command);
  return command.action(async (options: RightsizePlanOptions) => {
    const { runRightsizePlan } = await import("../run/rightsize.ts");
    process.exitCode = await runRightsizePlan(options, io);
  });
}

function verifyCommand(io: Io): Command {
  const command = new Command("verify")
    .summary("check a plan again, offline, from its inputs; exit 3 when it does not hold")
    .description(
      "Makes every check of a saved plan again from the same inputs, trusting nothing in it: that it was not edited, that inputs and\n" +
        "policies are as they were, that no removed action was called since, the proof, and that the inputs give the same plan.",
    )
    .addArgument(new Argument("<plan>", "the plan (JSON)"));
  addInputs(command);
  command
    .optionsGroup("What is asked:")
    .addOption(option("--principal <arn>", "the user or role that the plan must be about", oneFile))
    .addOption(option("--as-of <time>", "the clock that the plan must have", time))
    .addOption(option("--config <file>", "defaults for flags (YAML)"))
    .optionsGroup("What is shown:");
  addOutput(command);
  return command.action(async (plan: string, options: RightsizeVerifyOptions) => {
    const { runRightsizeVerify } = await import("../run/rightsize.ts");
    process.exitCode = await runRightsizeVerify(plan, options, io);
  });
}

const dayMs = 86_400_000;

function addInputs(command: Command): void {
  command
    .optionsGroup("What is read:")
    .addOption(
      option(
        "--authorization-details <file...>",
        "aws iam get-account-authorization-details; several pages may be given",
        collect,
      ),
    )
    .addOption(
      option(
        "--service-last-accessed <[arn=]file...>",
        "aws iam get-service-last-accessed-details, of all who share a policy",
        collect,
      ),
    )
    .addOption(option("--logs <path...>", "CloudTrail files, directories or globs", collect))
    .addOption(option("--snapshot <file>", "a snapshot, in place of saved answers", oneFile))
    .addOption(option("--offline", "open no socket; rightsize never does"));
}

function addOutput(command: Command): void {
  addCommonOptions(command).addOption(
    choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"),
  );
}
