import { type DetectReport, type DetectRequest, detectReport } from "../../app/detect/detect-report.ts";
import type { OpenScan } from "../../app/detect/open-scan.ts";
import { gateResult } from "../../app/gate.ts";
import { isAtLeast, type Severity } from "../../model/index.ts";
import { type Report, sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";
import { printProblem, printWarnings } from "../problems.ts";
import type { Progress } from "../progress.ts";
import { writeReport } from "../write-report.ts";
import type { DetectOptions, DetectSettings, TimeRange } from "./detect.ts";

/** What `detect` was asked for, once it is known which files there are. */
export interface AskedDetections {
  readonly paths: readonly string[];
  readonly opened: OpenScan;
  readonly range: TimeRange;
  readonly settings: DetectSettings;
  /** Uids of findings that were known before. */
  readonly baseline: ReadonlySet<string> | undefined;
  /** What is to be said beside the notes of the report. */
  readonly notes: readonly string[];
}

/** Matches and reports; gives the exit code. */
export async function reportDetections(
  { paths, opened, range, settings, baseline, notes }: AskedDetections,
  options: DetectOptions,
  progress: Progress,
  io: Io,
): Promise<number> {
  const result = await detectReport({
    ...requestOf(options),
    ...range,
    placeholders: settings.placeholders,
    placeholderPlaces: settings.placeholderPlaces,
    suppressions: settings.suppressions,
    paths,
    opened,
    stdin: io.stdin,
    onProgress: ({ filesDone, files, bytesRead }) =>
      progress.show(`reading ${filesDone}/${files} files, ${(bytesRead / 1e6).toFixed(0)} MB`),
  });
  progress.done();
  say({ ...result, notes: [...result.notes, ...notes] }, options, io);
  const refused = refusal(result, paths, io);
  if (refused === undefined) {
    await writeReport(shownPart(result.report, options.severity), options, io, {
      // It names findings; a single detection is none.
      ...(options.group === true && { baseline }),
    });
    result.saveState();
  }
  if (options.stats) io.stderr.write(`${JSON.stringify(result.report.stats)}\n`);
  if (refused !== undefined) return refused;

  const gate = gateResult(
    {
      allowIncomplete: options.allowIncomplete === true,
      ...(options.failOn && { failOn: options.failOn }),
      ...(baseline && { baseline }),
    },
    options.failOn === undefined ? [] : result.gateItems(),
    result.report.problems.length > 0,
  );
  if (gate === 3) return 3;
  const { geoip = [] } = options;
  const brokenGeo = new Set(
    result.report.problems.map(({ location }) => location?.file ?? "").filter((file) => geoip.includes(file)),
  );
  if (geoip.length > 0 && brokenGeo.size === new Set(geoip).size) return 2;
  // The only input, and it is broken: what could be read was reported, but nobody should take it for the whole.
  return result.files === 1 && result.missingPaths === 0 && result.brokenFiles === 1 ? 2 : gate;
}

function requestOf(options: DetectOptions): Omit<DetectRequest, "paths" | keyof DetectSettings> {
  return {
    rulePaths: options.rules ?? [],
    builtinRules: options.builtinRules,
    group: options.group === true,
    latenessMs: options.allowLateness,
    learns: options.learning,
    geoipPaths: options.geoip ?? [],
    explain: options.explain === true,
    ...(options.state !== undefined && { stateFile: options.state }),
    onlySettled: options.settled === true,
    ...(options.minLevel && { minLevel: options.minLevel }),
  };
}

/** What is to be known beside the report. */
function say(
  { warnings, report, notes, freshness, severalMembers }: DetectReport,
  { quiet, verbose }: DetectOptions,
  io: Io,
): void {
  printWarnings(io.stderr, warnings, quiet);
  const members = severalMembers.map((file) => `${file}: it has several gzip members; all were read`);
  for (const note of quiet ? [] : [...notes, ...(verbose ? members : [])]) {
    io.stderr.write(`note: ${sanitizeTerminal(note)}\n`);
  }
  // Last, since it may be why there is no result.
  for (const problem of report.problems) printProblem(io.stderr, problem);
  if (!quiet && freshness !== undefined) io.stderr.write(`${freshness}\n`);
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
  if (result.files === 0 && result.missingPaths > 0) return 2;
  if (result.isQuiet) return undefined;
  // What is wrong was said; files and AWS are no different from each other when nothing of either could be read.
  if (result.hasAwsFailures && result.filesWithoutRecords === result.files) return 4;
  const isNamed = result.report.problems.some(({ location }) => paths.includes(location?.file ?? ""));
  if (
    result.files === 0 ||
    (result.filesWithoutRecords === result.files && result.foreignFiles === result.files && !isNamed)
  ) {
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
