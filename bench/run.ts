/**
 * Measures whole runs of the built program on a seeded corpus, with a baseline in the same run, so that the
 * ratios hold on any machine. `npm run bench` prints them; bench/results.md records them.
 */
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeAccountCorpus } from "./account-corpus.ts";
import { writeEventCorpus } from "./event-corpus.ts";
import { interleaved, type Run, runNode } from "./measure.ts";

const bin = fileURLToPath(new URL("../bin/trailproof.js", import.meta.url));
const floor = fileURLToPath(new URL("gunzip-only.mjs", import.meta.url));
const corpus = fileURLToPath(new URL("corpus/", import.meta.url));
const events = Number(process.env["BENCH_EVENTS"] ?? 200_000);
const files = Math.max(1, Math.round(events / 250));
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 3);

const logs = `${corpus}events-${events}-${files}`;
if (!existsSync(logs)) writeEventCorpus(logs, events, files, 1);
const smallLogs = `${corpus}events-${events / 4}-${files}`;
if (!existsSync(smallLogs)) writeEventCorpus(smallLogs, events / 4, files, 2);
const accountFiles = `${corpus}account`;
mkdirSync(accountFiles, { recursive: true });
writeAccountCorpus(accountFiles, { reportUsers: 5000, users: 1000, roles: 1000 }, 3);

const audit = (): Run =>
  runNode([
    bin,
    "audit",
    "--credential-report",
    `${accountFiles}/credential-report.csv`,
    "--authorization-details",
    `${accountFiles}/authorization-details.json`,
    "--as-of",
    "2026-11-21",
    "-o",
    "jsonl",
    "-q",
  ]);
const detect = (folder: string, workers: number) => (): Run =>
  runNode([bin, "detect", folder, "--workers", String(workers), "-o", "jsonl", "-q"]);

const runs = interleaved(
  {
    help: () => runNode([bin, "--help"]),
    audit,
    "gunzip only, 1 thread": () => runNode([floor, logs]),
    "gunzip and JSON.parse, 1 thread": () => runNode([floor, logs, "parse"]),
    "detect, 1 worker": detect(logs, 1),
    "detect, 2 workers": detect(logs, 2),
    "detect, 1 worker, a quarter of the events": detect(smallLogs, 1),
  },
  rounds,
);

const line = (name: keyof typeof runs, note: string): void => {
  const { seconds, maxRssBytes } = runs[name];
  console.log(`| ${name} | ${seconds.toFixed(2)} s | ${(maxRssBytes / 1e6).toFixed(0)} MB | ${note} |`);
};
const ratio = (a: keyof typeof runs, b: keyof typeof runs): string =>
  `${(runs[a].seconds / runs[b].seconds).toFixed(2)} x ${b}`;
const hits = runs["detect, 1 worker"].stdout.split("\n").length - 1;
if (hits === 0) throw new Error("The corpus no longer hits anything, so this measures nothing.");
if (runs["detect, 1 worker"].stdout !== runs["detect, 2 workers"].stdout) throw new Error("1 and 2 workers differ.");

console.log(
  `Node ${process.version}; ${events} events in ${files} files, ${hits} detections; medians of ${rounds} interleaved runs\n`,
);
console.log("| run | wall time | peak memory | |\n|---|---|---|---|");
line("help", "whole process");
line("audit", "5,000-user report, details of 1,000 users and 1,000 roles");
line("gunzip only, 1 thread", "the floor");
line("gunzip and JSON.parse, 1 thread", ratio("gunzip and JSON.parse, 1 thread", "gunzip only, 1 thread"));
line(
  "detect, 1 worker",
  `${ratio("detect, 1 worker", "gunzip and JSON.parse, 1 thread")}; ${Math.round(events / runs["detect, 1 worker"].seconds)} events/s`,
);
line(
  "detect, 2 workers",
  `${ratio("detect, 2 workers", "detect, 1 worker")}; ${Math.round(events / runs["detect, 2 workers"].seconds)} events/s`,
);
line("detect, 1 worker, a quarter of the events", "memory against the row above: it must not grow with the input");
