import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { demoReport } from "../../app/demo.ts";
import { makeWorkspace, workspaceFolder } from "../../app/workspace.ts";
import { renderReport } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { ReportOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { writeReport, writeWhole } from "../write-report.ts";

export interface DemoOptions extends ReportOptions {
  readonly workspace?: string;
}

const next = [
  "trailproof explain CRED-07",
  "trailproof audit --help",
  "the story of this account: samples/aerosecure/README.md",
];

/** `demo`: audit and detect over the built-in account, and the report as a page. */
export async function runDemo(options: DemoOptions, io: Io): Promise<number> {
  const progress = startProgress(io, options);
  const report = await demoReport(({ filesDone, files }) => progress.show(`reading ${filesDone}/${files} log files`));
  progress.done();
  printProblems(io.stderr, report.problems, 20);
  await writeReport({ ...report, next }, options, io, { floor: "high" });

  const workspace = workspaceFolder(options.workspace, io.env);
  makeWorkspace(workspace);
  const page = join(workspace, "demo", "report.html");
  writeWhole(page, await renderReport("html", report, { color: false, unicode: true }));
  if (!options.quiet) io.stderr.write(`The same as a page, with pictures: ${pathToFileURL(page).href}\n`);
  return 0;
}
