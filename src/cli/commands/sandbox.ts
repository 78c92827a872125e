import { Argument, Command, InvalidArgumentError } from "commander";
import type { Io } from "../io.ts";
import { choice, oneFile, oneOf, option, span, time } from "../options.ts";
import type { SandboxCallOptions, SandboxStartOptions } from "../run/sandbox.ts";

/** `sandbox`: an AWS-compatible account on this machine, for AWS CLI, boto3 and the SDKs as they are. */
export function sandboxCommand(io: Io): Command {
  const command = new Command("sandbox")
    .summary("an AWS-compatible account on this machine, to learn and test without AWS")
    .description(
      "Serves IAM, STS, CloudTrail, S3, Organizations and console sign-in on 127.0.0.1 for unmodified AWS clients, and records what\n" +
        "they do as CloudTrail does. Nothing ever leaves this machine.",
    );
  for (const make of [startCommand, envCommand, seedCommand, tickCommand, tamperCommand, totpCommand, stopCommand])
    command.addCommand(make(io));
  return command;
}

function startCommand(io: Io): Command {
  return new Command("start")
    .summary("start it, print how to reach it, and serve until Ctrl-C")
    .description(
      "Prints one line of JSON when it is ready: the endpoint and the environment that AWS clients need. -o env prints lines for a\n" +
        "shell. The printed credentials may do everything, and only here.",
    )
    .addOption(option("--port <number>", "where it listens; 0: any free one", port).default(0))
    .addOption(option("--dir <dir>", "keep the state in this folder; else in memory", oneFile))
    .addOption(
      option("--speed <factor>", "virtual seconds in a real one; 0: time moves only by tick", speed).default(1),
    )
    .addOption(option("--clock <time>", "virtual time at the beginning; else now", time))
    .addOption(option("--verify-signatures", "refuse requests whose signature is wrong"))
    .addOption(option("--throttle", "refuse calls above the rates of AWS"))
    .addOption(option("--chaos <rate[,seed]>", "let so many calls fail, 0 to 1, and new things be seen late", chaos))
    .addOption(choice("-o, --output <format>", "what goes to stdout", ["json", "env"]).default("json"))
    .action(async (options: SandboxStartOptions) => {
      const { runSandboxStart } = await import("../run/sandbox.ts");
      process.exitCode = await runSandboxStart(options, io);
    });
}

function envCommand(io: Io): Command {
  return calling(
    new Command("env")
      .summary("print what another shell needs to call a running one")
      .addOption(option("--account <id>", "of which account; made when it is not there", accountId)),
  ).action(async (options: SandboxCallOptions & { account?: string }) => {
    const { runSandboxEnv } = await import("../run/sandbox.ts");
    process.exitCode = await runSandboxEnv(options, io);
  });
}

function seedCommand(io: Io): Command {
  return calling(
    new Command("seed")
      .summary("fill it with the account of the samples")
      .description("Makes people, roles, policies and a past of up to 700 days by the virtual clock.")
      .addArgument(new Argument("[name]", "what to fill it with").default("aerosecure")),
  ).action(async (name: string, options: SandboxCallOptions) => {
    const { runSandboxControl } = await import("../run/sandbox.ts");
    process.exitCode = await runSandboxControl("seed", { name }, options, io);
  });
}

function tickCommand(io: Io): Command {
  return calling(
    new Command("tick")
      .summary("move the virtual clock: 5m, 1h, 30d")
      .description("Moves time on, and delivers the log files, digests and reports that are due on the way.")
      .addArgument(new Argument("<span>", "how far: 5m, 1h, 30d").argParser(span)),
  ).action(async (ms: number, options: SandboxCallOptions) => {
    const { runSandboxControl } = await import("../run/sandbox.ts");
    process.exitCode = await runSandboxControl("tick", { ms }, options, io);
  });
}

function tamperCommand(io: Io): Command {
  return calling(
    new Command("tamper")
      .summary("do to delivered logs what an intruder would, to see it found")
      .addArgument(new Argument("<kind>", tamperKinds.join(", ")).choices(tamperKinds).argParser(oneOf(...tamperKinds)))
      .addOption(option("--bucket <name>", "of which trail's bucket; else of the only one", oneFile))
      .addOption(option("--key <key>", "which object; else the newest that fits", oneFile)),
  ).action(
    async (kind: string, { bucket, key, ...options }: SandboxCallOptions & { bucket?: string; key?: string }) => {
      const { runSandboxControl } = await import("../run/sandbox.ts");
      const input = { kind, ...(bucket !== undefined && { bucket }), ...(key !== undefined && { key }) };
      process.exitCode = await runSandboxControl("tamper", input, options, io);
    },
  );
}

/** As the sandbox has them, which is not loaded to print help; a test compares them. */
export const tamperKinds = [
  "modify-log",
  "truncate-log",
  "delete-log",
  "append-member",
  "plant-log",
  "delete-digest",
  "break-signature",
] as const;

function totpCommand(io: Io): Command {
  return new Command("totp")
    .summary("the MFA codes of now and of thirty seconds later")
    .addArgument(new Argument("<seed>", "of the MFA device, as base32").argParser(base32))
    .action(async (seed: string) => {
      const { runSandboxTotp } = await import("../run/sandbox.ts");
      process.exitCode = runSandboxTotp(seed, io);
    });
}

function stopCommand(io: Io): Command {
  return calling(new Command("stop").summary("stop it")).action(async (options: SandboxCallOptions) => {
    const { runSandboxControl } = await import("../run/sandbox.ts");
    process.exitCode = await runSandboxControl("stop", {}, options, io);
  });
}

function calling(command: Command): Command {
  return command
    .addOption(option("--endpoint-url <url>", "which sandbox; else AWS_ENDPOINT_URL", oneFile))
    .addOption(option("--dir <dir>", "the folder of the sandbox, in place of its endpoint", oneFile));
}

function accountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be twelve digits.");
}

function base32(text: string): string {
  if (/^[A-Za-z2-7]{16,128}=*$/.test(text)) return text;
  throw new InvalidArgumentError("It must be base32: letters and the digits 2 to 7.");
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

function speed(text: string): number {
  if (/^\d{1,6}(\.\d+)?$/.test(text) && Number(text) <= 100_000) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 100000.");
}

/** The sandbox reads it itself; here only its form is checked, since flags are read without loading it. */
function chaos(text: string): string {
  if (/^(0?\.\d+|[01](\.0+)?)(,\d{1,9})?$/.test(text)) return text;
  throw new InvalidArgumentError("It must look like 0.1 or 0.1,42.");
}
