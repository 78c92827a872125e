import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Where the program keeps its state while it is tested; gone when the test's process ends. */
const state = mkdtempSync(join(tmpdir(), "trailproof-state-"));
process.on("exit", () => rmSync(state, { recursive: true, force: true }));

/**
 * Runs the built program as a user does, but in this process: to start one takes longer than most commands.
 * The environment is empty but for what is given, so that no setting leaks in.
 */
export async function trailproof(words: readonly string[], { input = "", env = {} }: Given = {}): Promise<CliRun> {
  // The build makes it from that source.
  const { main } = (await import(program)) as typeof import("../src/cli/main.ts");
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const outside = process.env;
  process.env = { ...usual, ...env };
  const code = await main(words, {
    stdin: (async function* () {
      if (input !== "") yield Buffer.from(input);
    })(),
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
    env: process.env,
  }).finally(() => {
    process.env = outside;
    process.exitCode = 0;
  });
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** The same in a process of its own: for exit codes, signals, standard input, and options of Node. */
export function spawnTrailproof(
  words: readonly string[],
  { input = "", env = {}, cwd }: Given & { readonly cwd?: string } = {},
): CliRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${process.cwd()}/bin/trailproof.js`, ...words], {
    encoding: "utf8",
    input,
    maxBuffer: 1 << 28,
    env: { PATH: process.env["PATH"] ?? "", ...usual, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  return { code: status, stdout, stderr };
}

const usual = { HOME: "/nonexistent", XDG_STATE_HOME: state, LANG: "C.UTF-8" };

const program = pathToFileURL("dist/bin/main.js").href;

/** The objects of JSON lines. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
