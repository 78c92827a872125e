import { type DetectReport, detectReport } from "../../app/detect-report.ts";
import { gateResult, readBaseline } from "../../app/gate.ts";
import { isAtLeast, type Severity } from "../../model/index.ts";
import { type Report, sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { GateOptions, ReportOptions } from "../options.ts";
import { printProblem, printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { writeReport } from "../write-report.ts";
import { requireSettings } from "./settings.ts";

export interface DetectOptions extends ReportOptions, GateOptions {
  readonly rules?: readonly string[];
  readonly builtinRules: boolean;
  readonly minLevel?: Severity;
  readonly severity?: Severity;
  readonly workers?: number;
  readonly group?: boolean;
  readonly stats?: boolean;
  readonly since?: number;
  readonly from?: string;
  readonly to?: string;
  readonly asOf?: string;
  readonly config?: string;
}

/** `detect`: reads, matches, reports; the exit codes are those of docs/reference/cli.md. */
export async function runDetect(paths: readonly string[], options: DetectOptions, io: Io): Promise<number> {
  const settings = requireSettings(options.config, io);
  if (settings === undefined) return 2;
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);

  const progress = startProgress(io, options);
  const result = await detectReport({
    paths,
    rulePaths: options.rules ?? [],
    builtinRules: options.builtinRules,
    placeholders: settings.placeholders,
    group: options.group === true,
    stdin: io.stdin,
    ...(options.minLevel && { minLevel: options.minLevel }),
    ...(options.workers !== undefined && { workers: options.workers }),
    ...timeRange(options),
    onProgress: ({ filesDone, files, bytesRead }) =>
      progress.show(`reading ${filesDone}/${files} files, ${(bytesRead / 1e6).toFixed(0)} MB`),
  });
  progress.done();
  printProblems(io.stderr, result.report.problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  const refused = refusal(result, paths, io);
  if (refused !== undefined) return refused;

  await writeReport(shownPart(result.report, options.severity), options, io);
  if (options.stats) io.stderr.write(`${JSON.stringify(result.report.stats)}\n`);

  const gate = gateResult(
    {
      allowIncomplete: options.allowIncomplete === true,
      ...(options.failOn && { failOn: options.failOn }),
      ...(baseline && { baseline }),
    },
    result.gateItems,
    result.report.problems.length > 0,
  );
  if (gate === 3) return 3;
  // The only input, and it is broken: what could be read was reported, but nobody should take it for the whole.
  return result.files === 1 && result.brokenFiles === 1 ? 2 : gate;
}

/** The exit code of a run that has nothing to report, having said why. */
function refusal(result: DetectReport, paths: readonly string[], io: Io): number | undefined {
  for (const path of result.unusableRulePaths) {
    printProblem(
      io.stderr,
      { code: "rule.syntax", message: "There is no valid rule in it.", location: { file: path } },
      "error",
    );
  }
  if (result.unusableRulePaths.length > 0) return 2;
  if (result.files === 0 && result.report.problems.some(({ code }) => code === "input.unreadable")) return 2;
  if (result.files === 0) {
    io.stderr.write(
      `error: no CloudTrail file in ${paths.map((path) => sanitizeTerminal(path)).join(", ")}\n` +
        "  A trail's files end in .json.gz; `trailproof detect --help` lists the forms that are read.\n",
    );
    return 4;
  }
  if (result.filesWithoutRecords === result.files && result.brokenFiles > 0) return 2;
  return undefined;
}

function shownPart(report: Report, floor: Severity | undefined): Report {
  if (floor === undefined) return report;
  return {
    ...report,
    findings: report.findings.filter(({ severity }) => isAtLeast(severity, floor)),
    detections: report.detections.filter(({ rule }) => isAtLeast(rule.level, floor)),
  };
}

/** `--since` counts back from `--as-of`, else from now. Milliseconds since 1970. */
function timeRange({ since, from, to, asOf }: DetectOptions): { fromMs?: number; toMs?: number } {
  const end = asOf === undefined ? Date.now() : Date.parse(asOf);
  const fromMs = from !== undefined ? Date.parse(from) : since !== undefined ? end - since : undefined;
  return {
    ...(fromMs !== undefined && { fromMs }),
    ...(to !== undefined && { toMs: Date.parse(to) }),
  };
}
