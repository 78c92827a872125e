import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { filterFindings } from "../../app/audit/audit-account.ts";
import { detectReport } from "../../app/detect/detect-report.ts";
import { chooseFrameworks } from "../../app/frameworks/choose-frameworks.ts";
import { loadFrameworks, loadProfiles } from "../../app/frameworks/load-frameworks.ts";
import { gateResult } from "../../app/gate.ts";
import { reportAccount } from "../../app/report/report-account.ts";
import { readEarlierResult } from "../../app/report/report-since.ts";
import { countedEvents } from "../../app/rightsize/counted-events.ts";
import type { Settings } from "../../app/settings/settings.ts";
import { makeWorkspace, workspaceFolder } from "../../app/workspace.ts";
import type { Severity } from "../../model/index.ts";
import { type Report, renderReport, sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { GateOptions, ReportOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import { writeReport, writeWhole } from "../write-report.ts";
import { type AuditInputs, readAuditInputs, sayWhatWasRead } from "./audit-inputs.ts";
import { requireSettings } from "./settings.ts";

export interface ReportCommandOptions extends ReportOptions, GateOptions, AuditInputs {
  readonly severity?: Severity;
  readonly framework?: readonly string[];
}

/** `report`: state, usage and behaviour of an account on one page. */
export async function runReport(
  snapshotFile: string | undefined,
  options: ReportCommandOptions,
  io: Io,
): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const { frameworks } = loadFrameworks();
  const choice = chooseFrameworks(options.framework ?? [], undefined, frameworks, loadProfiles().profiles);
  const earlier = options.baseline === undefined ? undefined : readEarlierResult(options.baseline);

  const counter = countedEvents();
  const read = await readAuditInputs(snapshotFile, options, io, counter.see);
  if (typeof read === "number") return read;
  sayWhatWasRead(read, options, io);
  const detect = await detectionsIn(options, settings, io);
  const report = reportAccount(
    {
      snapshot: read.snapshot,
      beside: read.beside,
      problems: read.problems,
      frameworks: choice,
      ...(read.beside.behaviour && { activity: counter.take() }),
      ...(detect && { detect }),
      ...(earlier && { earlier }),
      ...(options.previous !== undefined && { previousFile: options.previous }),
    },
    settings,
  );
  if (!options.quiet) for (const note of report.notes ?? []) io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
  const shown = filterFindings(report, options.severity === undefined ? {} : { severity: options.severity });
  await writeReport(shown, options, io);
  await writePage(shown, options, io);

  const gate = gateResult(
    {
      allowIncomplete: options.allowIncomplete === true,
      ...(options.failOn && { failOn: options.failOn }),
      ...(earlier && { baseline: new Set(earlier.failed.map(({ uid }) => uid)) }),
    },
    report.findings.filter(({ status }) => status === "FAIL"),
    report.problems.length > 0 || report.findings.some(({ status }) => status === "UNKNOWN"),
  );
  if (gate === 3) return 3;
  return read.broken ? 2 : gate;
}

/** The page is what the command is for: where nobody named a place for it, it goes to the workspace. */
async function writePage(
  report: Report,
  { output, out, workspace, quiet }: ReportCommandOptions,
  io: Io,
): Promise<void> {
  if (output === "html") return;
  const named = out.find(({ format }) => format === "html")?.path;
  if (named === undefined) makeWorkspace(workspaceFolder(workspace, io.env));
  const page = named ?? join(workspaceFolder(workspace, io.env), "report.html");
  if (named === undefined) writeWhole(page, await renderReport("html", report, { color: false, unicode: true }));
  if (!quiet) io.stderr.write(`The page: ${pathToFileURL(page).href}\n`);
}

/** Undefined where no logs were named, or where they cannot be read a second time. */
async function detectionsIn(options: ReportCommandOptions, settings: Settings, io: Io): Promise<Report | undefined> {
  const { logs = [], geoip = [] } = options;
  if (logs.length === 0) return undefined;
  if (logs.includes("-")) {
    if (!options.quiet) io.stderr.write("note: rules were not asked: standard input cannot be read twice\n");
    return undefined;
  }
  const progress = startProgress(io, options);
  const { report } = await detectReport({
    paths: logs,
    rulePaths: [],
    builtinRules: true,
    placeholders: settings.placeholders,
    suppressions: settings.suppressions,
    group: true,
    geoipPaths: geoip,
    onProgress: ({ filesDone, files }) => progress.show(`asking rules of ${filesDone}/${files} log files`),
  });
  progress.done();
  // The same files were read for the checks: what is wrong with them has been said.
  const behaviourOnly = report.problems.filter(({ code }) => !code.startsWith("input."));
  return { ...report, problems: behaviourOnly };
}
