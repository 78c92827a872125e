/**
 * Measures a full audit of the built program: an account of 1,000 users, 1,000 roles and 300 policies, with all frameworks,
 * without logs and with the events that its users and roles made. BENCH_EVENTS: fewer events. BENCH_ROUNDS: several runs.
 * `npx tsx bench/audit.ts` prints the table of bench/results.md.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeAccountCorpus } from "./account-corpus.ts";
import { writeEventCorpus } from "./event-corpus.ts";
import { interleaved, type Run, runNode } from "./measure.ts";

const bin = fileURLToPath(new URL("../bin/trailproof.js", import.meta.url));
const floor = fileURLToPath(new URL("floor.mjs", import.meta.url));
const events = Number(process.env["BENCH_EVENTS"] ?? 1_000_000);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 1);
const folder = fileURLToPath(new URL(`corpus/audit-${events}`, import.meta.url));
const logs = `${folder}/logs`;

if (!existsSync(`${folder}/done`)) {
  mkdirSync(folder, { recursive: true });
  writeAccountCorpus(folder, { reportUsers: 1000, users: 1000, roles: 1000 }, 3);
  const callers = { sessions: 4000, roles: 1000, users: 1000 };
  writeEventCorpus(logs, events, Math.ceil(events / 250), 1, callers);
  writeFileSync(`${folder}/done`, "");
}

const runs = interleaved(
  {
    "gunzip and JSON.parse of the events, 1 thread": () => runNode([floor, logs, "1", "parse"]),
    "audit without logs": () => audit([]),
    "audit with logs": () => audit(["--logs", logs]),
  },
  rounds,
);
console.log(`${events} events\n\n| run | wall time | processor time | peak memory | findings |\n|---|---|---|---|---|`);
for (const [name, { seconds, cpuSeconds, maxRssBytes, stdout }] of Object.entries(runs)) {
  const memory = `${(maxRssBytes / 1e6).toFixed(0)} MB`;
  const findings = name.startsWith("audit") ? stdout.split("\n").length - 1 : "";
  if (findings === 0) throw new Error(`${name} found nothing, so this measures nothing.`);
  console.log(`| ${name} | ${seconds.toFixed(1)} s | ${cpuSeconds.toFixed(1)} s | ${memory} | ${findings} |`);
}

function audit(more: readonly string[]): Run {
  return runNode([
    bin,
    "audit",
    "--credential-report",
    `${folder}/credential-report.csv`,
    "--authorization-details",
    `${folder}/authorization-details.json`,
    "--as-of",
    "2026-11-21",
    "-o",
    "jsonl",
    "-q",
    ...more,
  ]);
}
