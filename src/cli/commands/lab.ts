import { Command } from "commander";
import { addAwsOptions } from "../aws-options.ts";
import type { Io } from "../io.ts";
import { addCommonOptions, choice, oneFile, option, span } from "../options.ts";
import type { LabCleanOptions, LabRunCommandOptions } from "../run/lab.ts";
import type { LabVerifyCommandOptions } from "../run/lab-verify.ts";

/** `lab`: the exercises, on a sandbox or on an account of one's own. */
export function labCommand(io: Io): Command {
  const command = new Command("lab")
    .summary("do what the rules look for, find it again in CloudTrail, and leave nothing behind")
    .description(
      "Makes users for eight activities (role assumed, policy attached and detached, console sign-in and a failed one, MFA device\n" +
        "deactivated, user created and deleted), finds each in Event history and in the trail iam-trail-demo, and removes all of it.",
    );
  for (const make of [runCommand, verifyCommand, cleanCommand]) command.addCommand(make(io));
  return command;
}

function runCommand(io: Io): Command {
  const command = new Command("run")
    .summary("do the eight activities, each by a user made for it")
    .description(
      "All it makes lies below the IAM path /trailproof-lab/ and has the run's id in its tag and in the user agent of each call. What\n" +
        "is to be made is written down before it is made, so that `lab clean` finds it after a crash as well. Makes also a user\n" +
        "without MFA, one with services that it does not use, and one with a key that gets old.",
    );
  addAwsOptions(command)
    .optionsGroup("What is done:")
    .addOption(option("--yes", "do it; a sandbox on this machine needs no yes"))
    .addOption(option("--live", "on AWS itself, also one console sign-in and one that fails, of users made for it"));
  return finished(command, ["table", "json", "jsonl"]).action(async (options: LabRunCommandOptions) => {
    const { runLabRun } = await import("../run/lab.ts");
    process.exitCode = await runLabRun(options, io);
  });
}

function verifyCommand(io: Io): Command {
  const command = new Command("verify")
    .summary("wait for the activities of the last run and say where each was found; exit 3 when one is missing")
    .description(
      "Looks for each activity in Event history and in the files that the trail iam-trail-demo delivered, waits for what is not there\n" +
        "yet, and names the built-in rules that fire on it. A sandbox is asked to move its clock on.",
    );
  addAwsOptions(command)
    .optionsGroup("What is asked:")
    .addOption(option("--timeout <span>", "how long to wait for what is missing; else 20m, on this machine 10s", span));
  return finished(command, ["table", "json", "jsonl"]).action(async (options: LabVerifyCommandOptions) => {
    const { runLabVerify } = await import("../run/lab-verify.ts");
    process.exitCode = await runLabVerify(options, io);
  });
}

function cleanCommand(io: Io): Command {
  const command = new Command("clean")
    .summary("remove all that runs of the lab made, and ask IAM whether anything is left")
    .description(
      "Removes what the runs of this workspace made in the account, also those that were killed, and nothing else. It may be repeated.",
    );
  addAwsOptions(command)
    .optionsGroup("What is done:")
    .addOption(option("--yes", "do it; a sandbox on this machine needs no yes"));
  return finished(command, ["table", "json"]).action(async (options: LabCleanOptions) => {
    const { runLabClean } = await import("../run/lab.ts");
    process.exitCode = await runLabClean(options, io);
  });
}

function finished(command: Command, formats: readonly string[]): Command {
  command
    .optionsGroup("What is shown:")
    .addOption(option("--workspace <dir>", "where runs are written down", oneFile))
    .addOption(choice("-o, --output <format>", "what goes to stdout", formats).default("table"));
  return addCommonOptions(command);
}
