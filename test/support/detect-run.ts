import { Command } from "commander";
import { detectCommand } from "../../src/cli/commands/detect.ts";
import { type DetectOptions, runDetect } from "../../src/cli/run/detect.ts";

export interface DetectRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `detect` from its source, with the flags of the command line. A Problem that it throws is thrown. */
export async function runDetectCommand(args: readonly string[]): Promise<DetectRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io = {
    stdin: (async function* () {})(),
    stdout: { write: (text: string) => void stdout.push(text) },
    stderr: { write: (text: string) => void stderr.push(text) },
    env: process.env,
  };
  const { paths, options } = parse(args, io);
  const code = await runDetect(paths, options, io);
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

function parse(
  args: readonly string[],
  io: Parameters<typeof detectCommand>[0],
): { readonly paths: readonly string[]; readonly options: DetectOptions } {
  let parsed: { paths: readonly string[]; options: DetectOptions } | undefined;
  const command = detectCommand(io)
    .exitOverride()
    .action((paths: readonly string[], options: DetectOptions) => {
      parsed = { paths, options };
    });
  new Command().addCommand(command).parse(["detect", "--no-progress", ...args], { from: "user" });
  if (parsed === undefined) throw new Error("The command was not parsed.");
  return parsed;
}

/** The line of `--stats`. */
export function statsOf({ stderr }: DetectRun): Record<string, unknown> {
  const line = stderr.split("\n").findLast((text) => text.startsWith('{"kind":"stats"'));
  return JSON.parse(line ?? "{}") as Record<string, unknown>;
}
