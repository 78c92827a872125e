import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { samplesReport } from "../../app/demo/demo-samples.ts";
import { makeWorkspace, workspaceFolder } from "../../app/workspace.ts";
import { Problem } from "../../model/index.ts";
import { type Report, renderReport } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { ReportOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { writeReport, writeWhole } from "../write-report.ts";
import { type KeptAccount, playStory } from "./demo-story.ts";

export interface DemoOptions extends ReportOptions {
  readonly workspace?: string;
  readonly keep?: boolean;
  readonly samples?: boolean;
}

/** `demo`: the whole job on an account of its own, or the saved files of one; and the report as a page. */
export async function runDemo(options: DemoOptions, io: Io): Promise<number> {
  const { keep = false, samples = false, quiet } = options;
  if (keep && samples) throw new Problem("cli.usage", "--samples starts no account, so that there is none to --keep.");
  const workspace = workspaceFolder(options.workspace, io.env);
  makeWorkspace(workspace);
  const folder = join(workspace, "demo");
  const { report, kept } = samples
    ? { report: await askSamples(options, io), kept: undefined }
    : await playStory(keep ? folder : undefined, options, io);
  if (!quiet && !samples) io.stderr.write("\n");
  printProblems(io.stderr, report.problems, 20);
  await writeReport({ ...report, next: samples ? nextOfSamples : nextOfStory }, options, io, { floor: "high" });

  const page = join(folder, "report.html");
  writeWhole(page, await renderReport("html", report, { color: false, unicode: true }));
  if (quiet) return 0;
  io.stderr.write(`The same as a page, with pictures: ${pathToFileURL(page).href}\n`);
  if (kept !== undefined) io.stderr.write(`${lookAround(kept).join("\n")}\n`);
  return 0;
}

const nextOfSamples = [
  "trailproof explain CRED-07",
  "trailproof audit --help",
  "the story of this account: samples/aerosecure/README.md",
];

const nextOfStory = [
  "trailproof demo --keep, to look around in this account",
  "trailproof explain CRED-07",
  "trailproof doctor, to begin with your own account",
];

async function askSamples(options: DemoOptions, io: Io): Promise<Report> {
  const progress = startProgress(io, options);
  const report = await samplesReport(({ filesDone, files }) =>
    progress.show(`reading ${filesDone}/${files} log files`),
  );
  progress.done();
  return report;
}

function lookAround({ folder, clock }: KeptAccount): readonly string[] {
  const account = quoted(join(folder, "account"));
  return [
    "",
    `The account stays in ${folder}, with both trails, the lab and the changed log file. In one terminal:`,
    `  trailproof sandbox start --dir ${account} --clock ${clock}`,
    "In another one:",
    `  eval "$(trailproof sandbox env --dir ${account})"`,
    `  export TRAILPROOF_WORKSPACE=${quoted(join(folder, "workspace"))}`,
    "  trailproof lab verify",
    `  trailproof trail verify iam-trail-demo --from ${clock.slice(0, 10)}`,
    `To forget it: rm -r ${quoted(folder)}`,
  ];
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
