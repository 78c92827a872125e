import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { trailCommand } from "../../src/cli/commands/trail.ts";
import { runTrailVerify, type TrailVerifyOptions } from "../../src/cli/run/trail-verify.ts";

/** Where runs keep how far they came; gone when the test's process ends. */
const state = mkdtempSync(join(tmpdir(), "trailproof-verify-state-"));
process.on("exit", () => rmSync(state, { recursive: true, force: true }));

export interface VerifyRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `trail verify` from its source, with the flags of the command line. A Problem that it throws is thrown. */
export async function runVerify(args: readonly string[]): Promise<VerifyRun> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const io = {
    stdin: (async function* () {})(),
    stdout: { write: (text: string) => void stdout.push(text) },
    stderr: { write: (text: string) => void stderr.push(text) },
    env: { ...process.env, XDG_STATE_HOME: state },
  };
  const { trail, options } = parse(args, io);
  const code = await runTrailVerify(trail, options, io);
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

function parse(
  args: readonly string[],
  io: Parameters<typeof trailCommand>[0],
): { readonly trail: string | undefined; readonly options: TrailVerifyOptions } {
  const verify = trailCommand(io).commands.find((command) => command.name() === "verify") ?? new Command();
  let parsed: { trail: string | undefined; options: TrailVerifyOptions } | undefined;
  verify.exitOverride().action((trail: string | undefined, options: TrailVerifyOptions) => {
    parsed = { trail, options };
  });
  verify.parse(["-q", ...args], { from: "user" });
  if (parsed === undefined) throw new Error("The command was not parsed.");
  return parsed;
}

/** Reason by S3 address, of what `-o table` or `aws cloudtrail validate-logs --verbose` prints. */
export function verdictLines(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const [what = "", s3 = "", reason = ""] = line.split("\t");
    return /(Digest|Log) file$/.test(what) ? [[s3, reason] as const] : [];
  });
  return new Map(lines);
}
