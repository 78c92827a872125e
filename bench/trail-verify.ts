/**
 * Measures `trail verify` and `aws cloudtrail validate-logs` on the same made-up bucket, which answers over HTTP from this process.
 * `npx tsx bench/trail-verify.ts` prints a table; bench/results.md records it. BENCH_BIN: another build of the program.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { iso, type MadeTrail, makeTrail, writeTrail } from "../test/support/made-trail.ts";
import { madeTrailArn, serveTrail } from "../test/support/trail-server.ts";

const bin = process.env["BENCH_BIN"] ?? fileURLToPath(new URL("../bin/trailproof.js", import.meta.url));
const usage = fileURLToPath(new URL("report-usage.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "trailproof-bench-"));

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number | undefined;
  readonly maxRssBytes: number | undefined;
  readonly lines: number;
}

const small = makeTrail({ hours: 28, logsPerHour: 86, start: "2026-11-19T10:00:00Z", logBytes: 4096 });
const hasAws = spawnSync("aws", ["--version"]).status === 0;
console.log("| run | files | wall time | processor time | peak memory |\n|---|---|---|---|---|");
for (const latencyMs of [20, 0]) {
  const { ours, theirs } = await bothOn(small, latencyMs, hasAws);
  row(`trail verify, ${latencyMs} ms a GET`, small, ours);
  if (theirs !== undefined) row(`aws cloudtrail validate-logs, ${latencyMs} ms a GET`, small, theirs);
}
for (const [hours, logsPerHour] of [
  [500, 20],
  [500, 200],
] as const) {
  const large = makeTrail({ hours, logsPerHour, start: "2026-10-25T00:00:00Z" });
  row("trail verify, 0 ms a GET", large, (await bothOn(large, 0, false)).ours);
  const dir = join(folder, `${hours * logsPerHour}`);
  const keys = writeTrail(dir, [withKeysOfAllTimes(large)]);
  row("trail verify --dir", large, await ours(["--dir", join(dir, "bucket"), "--public-keys", keys], {}));
}
rmSync(folder, { recursive: true });

async function bothOn(
  trail: MadeTrail,
  latencyMs: number,
  asksAws: boolean,
): Promise<{ readonly ours: Measured; readonly theirs: Measured | undefined }> {
  const server = await serveTrail(withKeysOfAllTimes(trail), trail.objects, { latencyMs });
  const [from, to] = [trail.digests[0]?.from ?? 0, trail.digests.at(-1)?.to ?? 0].map(iso);
  const env = {
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    AWS_DEFAULT_REGION: "us-east-1",
  };
  const times = ["--start-time", from ?? "", "--end-time", to ?? ""];
  const command = ["cloudtrail", "validate-logs", "--verbose", "--trail-arn", madeTrailArn, ...times];
  const result = {
    ours: await ours([madeTrailArn, "--from", from ?? "", "--to", to ?? ""], env),
    theirs: asksAws ? await run("aws", command, env) : undefined,
  };
  server.close();
  return result;
}

function ours(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Measured> {
  return run(process.execPath, ["--import", usage, bin, "trail", "verify", ...args, "-q"], env);
}

/** Asynchronous, since the bucket is in this process. */
function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Measured> {
  const usageFile = join(folder, "usage.json");
  rmSync(usageFile, { force: true });
  const started = process.hrtime.bigint();
  const child = spawn(command, args, { env: { ...process.env, ...env, BENCH_USAGE_FILE: usageFile } });
  let lines = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) lines += 1;
  });
  return new Promise((resolve, reject) => {
    child.on("close", (status) => {
      if (status !== 0) return reject(new Error(`${command} ended with ${status}`));
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const used = command === process.execPath ? JSON.parse(readFileSync(usageFile, "utf8")) : {};
      resolve({ seconds, cpuSeconds: used.cpuSeconds, maxRssBytes: used.maxRssBytes, lines });
    });
  });
}

function row(name: string, trail: MadeTrail, { seconds, cpuSeconds, maxRssBytes, lines }: Measured): void {
  if (lines < trail.objects.size) throw new Error(`${name} told ${lines} of ${trail.objects.size} files.`);
  const cpu = cpuSeconds === undefined ? "" : `${cpuSeconds.toFixed(1)} s`;
  const memory = maxRssBytes === undefined ? "" : `${(maxRssBytes / 1e6).toFixed(0)} MB`;
  console.log(`| ${name} | ${trail.objects.size} | ${seconds.toFixed(1)} s | ${cpu} | ${memory} |`);
}

function withKeysOfAllTimes(trail: MadeTrail): MadeTrail {
  const PublicKeyList = trail.publicKeys.PublicKeyList.map((key) => ({
    ...key,
    ValidityStartTime: "2020-01-01T00:00:00Z",
  }));
  return { ...trail, publicKeys: { PublicKeyList } };
}
