import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** One run of a whole Node process. */
export interface Run {
  readonly seconds: number;
  readonly maxRssBytes: number;
  readonly cpuSeconds: number;
  readonly stdout: string;
}

/** Runs `node ...args` to its end and takes its own word for memory and processor time. */
export function runNode(args: readonly string[], env: Record<string, string> = {}): Run {
  const folder = mkdtempSync(join(tmpdir(), "trailproof-bench-"));
  const usageFile = join(folder, "usage.json");
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", fileURLToPath(new URL("report-usage.mjs", import.meta.url)), ...args],
    { encoding: "utf8", maxBuffer: 1 << 30, env: { ...process.env, ...env, BENCH_USAGE_FILE: usageFile } },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${args.join(" ").slice(0, 300)} ended with ${status}\n${stderr.slice(0, 2000)}`);
  const usage = JSON.parse(readFileSync(usageFile, "utf8")) as { maxRssBytes: number; cpuSeconds: number };
  rmSync(folder, { recursive: true });
  return { seconds, ...usage, stdout };
}

/** Runs a command line of the shell, of which only the wall time is known. */
export function runCommand(line: string): Run {
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], { encoding: "utf8", maxBuffer: 1 << 30 });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${line} ended with ${status}\n${stderr.slice(0, 2000)}`);
  return { seconds, maxRssBytes: 0, cpuSeconds: 0, stdout };
}

/** Runs several commands in turn (A B A B ...), so that a machine that gets slower is unfair to none, and gives medians. */
export function interleaved<K extends string>(
  commands: Readonly<Record<K, () => Run>>,
  rounds: number,
): Record<K, Run> {
  const runs = new Map<K, Run[]>();
  const names = Object.keys(commands) as K[];
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const run = commands[name]();
      // The first round warms the page cache and does not count.
      if (round > 0) runs.set(name, [...(runs.get(name) ?? []), run]);
    }
  }
  return Object.fromEntries(names.map((name) => [name, medianRun(runs.get(name) ?? [])])) as Record<K, Run>;
}

function medianRun(runs: readonly Run[]): Run {
  const ordered = [...runs].sort((a, b) => a.seconds - b.seconds);
  const median = ordered[Math.floor(ordered.length / 2)];
  if (median === undefined) throw new Error("no run was counted");
  return median;
}
