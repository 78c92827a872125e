import { Command, CommanderError } from "commander";
import { toolVersion } from "../app/version.ts";
import { auditCommand } from "./commands/audit.ts";
import { collectCommand } from "./commands/collect.ts";
import { completionCommand } from "./commands/completion.ts";
import { complianceCommand } from "./commands/compliance.ts";
import { convertCommand } from "./commands/convert.ts";
import { demoCommand } from "./commands/demo.ts";
import { detectCommand } from "./commands/detect.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { evidenceCommand } from "./commands/evidence.ts";
import { explainCommand } from "./commands/explain.ts";
import { identityCommand } from "./commands/identity.ts";
import { labCommand } from "./commands/lab.ts";
import { permissionsCommand } from "./commands/permissions.ts";
import { reportCommand } from "./commands/report.ts";
import { rightsizeCommand } from "./commands/rightsize.ts";
import { rulesCommand } from "./commands/rules.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { trailCommand } from "./commands/trail.ts";
import { usageCommand } from "./commands/usage.ts";
import type { Io } from "./io.ts";
import { suggestion } from "./options.ts";

/** Exit codes that callers may rely on; docs/reference/exit-codes.md says the same. */
export const exitCodes = { ok: 0, bug: 1, usage: 2, gate: 3, nothingToDo: 4, incomplete: 5, interrupted: 130 } as const;

/** The process' entry: runs the command line and sets the exit code. */
export async function run(): Promise<void> {
  // A reader that closes early (`| head`) is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(process.exitCode ?? exitCodes.ok);
    // A full disk, for one; nothing more can be said on stdout.
    process.stderr.write(`error: standard output cannot be written: ${error.message}\n`);
    process.exit(exitCodes.nothingToDo);
  });
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
  process.exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  });
  await Promise.all([process.stdout, process.stderr].map(written));
  // Every command has ended what it began; to take a large heap apart takes longer than to leave it to the system.
  process.exit();
}

/** Once all that was written before is with the system, or never will be. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** Runs one command line, without the program's name, and gives the exit code; what goes wrong is said on stderr. */
export async function main(words: readonly string[], io: Io): Promise<number> {
  process.exitCode = exitCodes.ok;
  try {
    const root = program(io, words[0]);
    refuseUnknownHelp(root, words);
    await root.parseAsync(words, { from: "user" });
    return Number(process.exitCode);
  } catch (error) {
    return failed(error, io);
  }
}

/**
 * Every command with its flags; only one of them where `word` is its name, since to make all takes longer than to start one.
 * Running one loads its code; `--help` loads none of it.
 */
export function program(io: Io, word = ""): Command {
  const root = new Command("trailproof")
    .description(
      "Who did what with which access on AWS, was it allowed to, should it have been, and can you prove it?\n" +
        "New here? `trailproof demo` needs no AWS account.",
    )
    .version(toolVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .showHelpAfterError("(--help lists the flags)");
  // What completes words has to know all of them.
  const isOne = Object.hasOwn(makers, word) && word !== "completion";
  for (const [name, make] of Object.entries(makers)) if (!isOne || name === word) root.addCommand(make(io));
  root.hook("preAction", async (_root, command) => {
    if (command.opts()["config"] === undefined) return;
    const { applyConfigDefaults } = await import("./config-defaults.ts");
    applyConfigDefaults(
      command,
      descendants(program(io)).flatMap(({ options }) => options),
    );
  });
  for (const command of [root, ...descendants(root)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: command-argument value /, "error: ")),
    });
    if (command !== root) command.copyInheritedSettings(root).helpOption("-h, --help", "print help");
  }
  return root;
}

/** By the name of the command that each makes. */
const makers: { readonly [name: string]: (io: Io) => Command } = {
  demo: demoCommand,
  doctor: doctorCommand,
  permissions: permissionsCommand,
  collect: collectCommand,
  audit: auditCommand,
  compliance: complianceCommand,
  evidence: evidenceCommand,
  identity: identityCommand,
  report: reportCommand,
  usage: usageCommand,
  rightsize: rightsizeCommand,
  detect: detectCommand,
  rules: rulesCommand,
  trail: trailCommand,
  convert: convertCommand,
  explain: explainCommand,
  sandbox: sandboxCommand,
  lab: labCommand,
  completion: completionCommand,
};

/** `help bogus` is told like `bogus`; commander would print the help of the program. */
export function refuseUnknownHelp(command: Command, [word, next, ...more]: readonly string[]): void {
  const find = (name: string | undefined): Command | undefined =>
    command.commands.find((child) => child.name() === name || child.aliases().includes(name ?? ""));
  if (word !== "help") {
    const child = find(word);
    if (child !== undefined && next !== undefined) refuseUnknownHelp(child, [next, ...more]);
    return;
  }
  if (command.commands.length === 0 || next === undefined || next.startsWith("-") || next === "help") return;
  if (find(next) !== undefined) return;
  const names = command.commands.map((child) => child.name());
  command.error(`error: unknown command '${next}'. ${suggestion(next, names)}Known are ${names.join(", ")}.`);
}

export function descendants(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...descendants(child)]);
}

/** Says what went wrong and gives the exit code for it. */
async function failed(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const { Problem } = await import("../model/index.ts");
  if (error instanceof Problem) {
    const { printProblem } = await import("./problems.ts");
    printProblem(io.stderr, error, "error");
    return error.code === "input.nothing" ? exitCodes.nothingToDo : exitCodes.usage;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `internal error: this is a bug of trailproof ${toolVersion()} (Node ${process.version}).\n${stack}\n` +
      "Please report it with the command line and the lines above; check them for names that you want to keep private.\n",
  );
  return exitCodes.bug;
}
