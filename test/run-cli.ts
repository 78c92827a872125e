import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the program keeps its state while it is tested; gone when the test's process ends. */
const state = mkdtempSync(join(tmpdir(), "trailproof-state-"));
process.on("exit", () => rmSync(state, { recursive: true, force: true }));

/** Runs the built program as a user does. The environment is empty but for what is given, so that no setting leaks in. */
export function trailproof(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): CliRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${process.cwd()}/bin/trailproof.js`, ...args], {
    encoding: "utf8",
    input: options.input ?? "",
    maxBuffer: 1 << 28,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: "/nonexistent",
      XDG_STATE_HOME: state,
      LANG: "C.UTF-8",
      ...options.env,
    },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  return { code: status, stdout, stderr };
}

/** The objects of JSON lines. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
