/**
 * Measures whole runs of the built program on a seeded corpus, with its baselines in the same run, so that the ratios hold
 * on any machine. `npm run bench` prints them; bench/results.md records them. BENCH_EVENTS, BENCH_ROLES, BENCH_ROUNDS: smaller
 * or longer runs. BENCH_ONLY=rightsize: nothing but least privilege. BENCH_LARGE=1 adds what takes minutes and gigabytes: five
 * million events, and one file of a gigabyte.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { writeAccountCorpus } from "./account-corpus.ts";
import { writeEventCorpus } from "./event-corpus.ts";
import { interleaved, type Run, runCommand, runNode } from "./measure.ts";
import { evaluateSpeed, rightsizeRuns } from "./rightsize-runs.ts";
import { writeRuleCorpus, writeSingleEventRules } from "./rule-corpus.ts";

const bin = fileURLToPath(new URL("../bin/trailproof.js", import.meta.url));
const floor = fileURLToPath(new URL("floor.mjs", import.meta.url));
const corpus = fileURLToPath(new URL("corpus/", import.meta.url));
const events = Number(process.env["BENCH_EVENTS"] ?? 500_000);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
const large = process.env["BENCH_LARGE"] === "1";
const roles = Number(process.env["BENCH_ROLES"] ?? 1000);

const rules = new Map([57, 300, 800].map((count) => [count, `${corpus}rules-${count}`]));
const accountFiles = `${corpus}account`;

console.log(
  `Node ${process.version}; medians of ${rounds} interleaved runs of whole processes, after one to warm up.\n`,
);

if (process.env["BENCH_ONLY"] !== "rightsize") detectAndAudit();

// Minutes each, so once; twice the events of detect.
const planned = `${corpus}rightsize-${roles}-${events * 2}`;
table(`least privilege: ${roles} roles, ${events * 2} events`, planned, rightsizeRuns(planned, roles, events * 2), 1);
console.log(`## requests decided a second, by processor time\n\n${evaluateSpeed()}`);

function detectAndAudit(): void {
  const logs = eventFolder(events, Math.round(events / 250));
  const slowLogs = eventFolder(Math.round(events / 50), Math.round(events / 12_500));
  for (const [count, folder] of rules) writeRuleCorpus(folder, count);
  const singles = `${corpus}single-event-rules`;
  rmSync(singles, { recursive: true, force: true });
  writeSingleEventRules(singles);
  mkdirSync(accountFiles, { recursive: true });
  writeAccountCorpus(accountFiles, { reportUsers: 5000, users: 1000, roles: 1000 }, 3);

  table(`${events} events in ${Math.round(events / 250)} files, 2 workers`, logs, {
    "gunzip only": () => runNode([floor, logs, "2", "gunzip"]),
    "gunzip and JSON.parse": () => runNode([floor, logs, "2", "parse"]),
    "detect, 57 rules": detect(logs, 57),
    "detect, 300 rules": detect(logs, 300),
    "detect, 300 rules, 1 worker": detect(logs, 300, 1),
    "detect, 800 rules": detect(logs, 800),
    "detect, built-in rules of single events": detect(logs, singles),
    "detect, all built-in rules": detect(logs, "builtin"),
    "zcat | jq, one select": () =>
      runCommand(`zcat ${logs}/*.gz | jq -c '.Records[] | select(.eventName == "StopLogging") | .eventID'`),
  });

  table(`${Math.round(events / 50)} events, 1 worker`, slowLogs, {
    "every rule of every event, 300 rules": () =>
      runNode([floor, slowLogs, "1", "loop", `${rules.get(300)}/rules.yml`]),
    "detect, 300 rules, 1 worker": detect(slowLogs, 300, 1),
  });

  table("the rest", accountFiles, {
    "trailproof --help": () => runNode([bin, "--help"]),
    "audit, 5,000-user report, details of 1,000 users and 1,000 roles": audit,
  });

  if (large) {
    const many = eventFolder(5_000_000, 4000);
    const single = eventFolder(950_000, 1);
    table(
      "memory",
      many,
      {
        "5,000,000 events, 300 rules, 2 workers": detect(many, 300),
        "5,000,000 events, all built-in rules, 2 workers": detect(many, "builtin"),
        "one file of 1 GB, 300 rules": detect(single, 300),
      },
      1,
    );
  }
}

function detect(folder: string, what: number | string, workers = 2): () => Run {
  const ruleFlags =
    what === "builtin"
      ? []
      : ["--no-builtin-rules", "--rules", typeof what === "number" ? (rules.get(what) ?? "") : what];
  return () => runNode([bin, "detect", folder, ...ruleFlags, "--workers", String(workers), "-o", "jsonl", "-q"]);
}

function audit(): Run {
  return runNode([
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
}

/** Prints the runs with their ratios to the first one, after making sure that they found what they should. */
function table(
  title: string,
  folder: string,
  commands: Readonly<Record<string, () => Run>>,
  times: number = rounds,
): void {
  const runs = interleaved(commands, times);
  const first = Object.values(runs)[0];
  console.log(
    `## ${title}\n\n| run | wall time | CPU | peak memory | x the first | lines out |\n|---|---|---|---|---|---|`,
  );
  for (const [name, { seconds, cpuSeconds, maxRssBytes, stdout }] of Object.entries(runs)) {
    const lines = stdout.split("\n").length - 1;
    if (lines === 0) throw new Error(`${name} found nothing in ${folder}, so this measures nothing.`);
    const ratio = (seconds / (first?.seconds ?? seconds)).toFixed(2);
    const memory = maxRssBytes === 0 ? "" : `${(maxRssBytes / 1e6).toFixed(0)} MB`;
    console.log(
      `| ${name} | ${seconds.toFixed(2)} s | ${cpuSeconds === 0 ? "" : `${cpuSeconds.toFixed(2)} s`} | ${memory} | ${ratio} | ${lines} |`,
    );
  }
  const one = runs["detect, 300 rules, 1 worker"];
  const two = runs["detect, 300 rules"];
  if (one !== undefined && two !== undefined && one.stdout !== two.stdout) throw new Error("1 and 2 workers differ.");
  console.log("");
}

function eventFolder(count: number, files: number): string {
  const folder = `${corpus}events-${count}-${files}-v2`;
  if (!existsSync(`${folder}.done`)) {
    writeEventCorpus(folder, count, files, 1);
    writeFileSync(`${folder}.done`, "");
  }
  return folder;
}
