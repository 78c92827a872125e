import { Argument, Command } from "commander";
import { addAwsOptions, timeoutOption } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, collect, oneFile, option, time } from "../options.ts";
import type { RightsizePlanOptions, RightsizeVerifyOptions } from "../run/rightsize.ts";
import type { RightsizeApplyOptions, RightsizeRollbackOptions, RightsizeWatchOptions } from "../run/rightsize-apply.ts";
import { addUsageInputs, addUsageLimits } from "./usage-options.ts";

/** `rightsize`: plan and verify only read; apply and rollback change IAM, with --yes. */
export function rightsizeCommand(io: Io): Command {
  const command = new Command("rightsize")
    .summary("plan least privilege from what was used, and prove that nothing used is lost")
    .description(
      "Plans what a user or role can lose, from saved answers and logs, checks such a plan again, applies it and takes it\n" +
        "back. Nothing changes in AWS without --yes.",
    );
  for (const make of [planCommand, verifyCommand, applyCommand, watchCommand, rollbackCommand]) {
    command.addCommand(make(io));
  }
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
  addAwsOptions(command)
    .addOption(option("--workspace <dir>", "where the snapshot of --profile is kept"))
    .addOption(timeoutOption())
    .optionsGroup("What is asked:")
    .addOption(option("--principal <arn>", "the user or role", oneFile).makeOptionMandatory())
    .addOption(option("--as-of <time>", "the clock for ages; else now", time))
    .addOption(
      choice(
        "--level <level>",
        "report: cut nothing; service: only whole services; action: single actions, too; resource: also narrow resources, where the " +
          "logs are a copy of the trail's bucket that is whole by its digests",
        ["report", "service", "action", "resource"],
      ).default("action"),
    );
  addUsageLimits(command)
    .addOption(
      option("--allow-not-action", "cut Allow with NotAction, too: it turns into a list, without what AWS adds later"),
    )
    .addOption(
      option("--fork-shared", "leave customer-managed policies that others have alone: the principal gets a copy"),
    )
    .addOption(
      option(
        "--disable-unused",
        "where nothing at all was used in the window, also deny it everything, in a policy of its own that can be deleted again",
      ),
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
        "policies are as they were, that no removed action was called since, the proof, and that the inputs give the same plan.\n" +
        "A plan from --profile has its inputs beside it; with --profile its evidence is also checked against what AWS says now.",
    )
    .addArgument(new Argument("<plan>", "the plan (JSON)"));
  addInputs(command);
  addAwsOptions(command)
    .addOption(option("--workspace <dir>", "where the snapshot of --profile is kept"))
    .addOption(timeoutOption())
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

function applyCommand(io: Io): Command {
  const command = new Command("apply")
    .summary("apply a plan to IAM, or show what that would do")
    .description(
      "Compares the plan with the account and lists the calls; with --yes makes them, one after the other, each written down in the\n" +
        "journal before it is made. Creates before it deletes, stops at the first surprise. Given the plan's inputs, verifies it first.",
    )
    .addArgument(new Argument("<plan>", "the plan (JSON)"));
  addInputs(command);
  command
    .optionsGroup("What is done:")
    .addOption(option("--yes", "do it"))
    .addOption(option("--canary", "attach a Deny of exactly the removed actions, in place of the removal; then watch"))
    .addOption(option("--detach", "also detach managed policies of which the plan leaves nothing"))
    .addOption(option("--accept-expired", "also when the evidence is older than a day"));
  addIam(command);
  addOutput(command);
  return command.action(async (plan: string, options: RightsizeApplyOptions) => {
    const { runRightsizeApply } = await import("../run/rightsize-apply.ts");
    process.exitCode = await runRightsizeApply(plan, options, io);
  });
}

function watchCommand(io: Io): Command {
  const command = new Command("watch")
    .summary("look in CloudTrail for calls that were denied since; exit 3 when there are any")
    .description(
      "Finds calls of the principal that were denied and that the plan took away, since its canary or apply.",
    )
    .addArgument(new Argument("<plan>", "the plan (JSON)"))
    .addOption(option("--logs <path...>", "CloudTrail files, directories or globs", collect))
    .addOption(option("--journal <file>", "the journal of its run; else PLAN.journal", oneFile));
  addOutput(command);
  return command.action(async (plan: string, options: RightsizeWatchOptions) => {
    const { runRightsizeWatch } = await import("../run/rightsize-apply.ts");
    process.exitCode = await runRightsizeWatch(plan, options, io);
  });
}

function rollbackCommand(io: Io): Command {
  const command = new Command("rollback")
    .summary("take back what a plan's journal tells of, or show what that would do")
    .description(
      "Restores policies byte for byte and attachments, also after an apply was interrupted; it may be repeated. Refuses when\n" +
        "somebody changed the policies since.",
    )
    .addArgument(new Argument("<plan>", "the plan, or its journal"))
    .optionsGroup("What is done:")
    .addOption(option("--yes", "do it"))
    .addOption(option("--force", "also where somebody changed something since"));
  addIam(command);
  addOutput(command);
  return command.action(async (plan: string, options: RightsizeRollbackOptions) => {
    const { runRightsizeRollback } = await import("../run/rightsize-apply.ts");
    process.exitCode = await runRightsizeRollback(plan, options, io);
  });
}

function addIam(command: Command): void {
  command
    .addOption(option("--journal <file>", "where it is written down what was done; else PLAN.journal", oneFile))
    .addOption(option("--endpoint-url <url>", "in place of AWS; also AWS_ENDPOINT_URL", oneFile))
    .addOption(option("--profile <name>", "of the AWS configuration", oneFile));
}

function addInputs(command: Command): void {
  addUsageInputs(command, { stdin: false })
    .addOption(
      option(
        "--credential-report <file>",
        "aws iam get-credential-report; shows for --disable-unused whether a user signed in or used a key",
        oneFile,
      ),
    )
    .addOption(
      option(
        "--public-keys <file>",
        "aws cloudtrail list-public-keys, saved (repeatable); shows for --level resource that the logs are whole",
        collect,
      ),
    )
    .addOption(option("--offline", "open no socket; without --profile plan and verify never do"));
}

function addOutput(command: Command): void {
  addCommonOptions(command).addOption(
    choice("-o, --output <format>", "what goes to stdout", ["table", "json"]).default("table"),
  );
}
