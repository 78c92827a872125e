import { type DetectReport, type DetectRequest, detectReport } from "../../app/detect/detect-report.ts";
import { needsAws } from "../../app/events/event-sources.ts";
import { gateResult, readBaseline } from "../../app/gate.ts";
import type { Settings } from "../../app/settings/settings.ts";
import { isAtLeast, Problem, type Severity } from "../../model/index.ts";
import { type Report, sanitizeTerminal } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { GateOptions, ReportOptions } from "../options.ts";
import { printProblem, printWarnings } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { writeReport } from "../write-report.ts";
import { type EventSourceOptions, eventSourceOptions } from "./event-sources.ts";
import { unexplainedNotes } from "./explained-formats.ts";

export interface DetectOptions extends ReportOptions, GateOptions, EventSourceOptions {
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
  readonly state?: string;
  readonly settled?: boolean;
  readonly learning: boolean;
  readonly allowLateness: number;
  readonly geoip?: readonly string[];
  readonly explain?: boolean;
}

/** `detect`: reads, matches, reports; the exit codes are those of docs/reference/cli.md. */
export async function runDetect(paths: readonly string[], options: DetectOptions, io: Io): Promise<number> {
  refuseContradictions(options);
  const unexplained = unexplainedNotes(options);
  const settings = await settingsOf(options.config, io);
  if (settings === undefined) return 2;
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const aws = awsOf(paths, options, io);
  if (aws === "unusable") return 4;

  const progress = startProgress(io, options);
  const result = await detectReport({
    ...requestOf(paths, options),
    placeholders: settings.placeholders,
    placeholderPlaces: settings.placeholderPlaces,
    suppressions: settings.suppressions,
    stdin: io.stdin,
    ...(aws && { aws: { ...aws, onProgress: (text: string) => progress.show(text) } }),
    onProgress: ({ filesDone, files, bytesRead }) =>
      progress.show(`reading ${filesDone}/${files} files, ${(bytesRead / 1e6).toFixed(0)} MB`),
  });
  progress.done();
  say({ ...result, notes: [...result.notes, ...unexplained] }, options, io);
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

/** How AWS is asked, where it is; `unusable` where nobody can ask, having said why. */
function awsOf(
  paths: readonly string[],
  options: DetectOptions,
  io: Io,
): ReturnType<typeof eventSourceOptions> | "unusable" {
  if (!needsAws(paths) && !options.quiet && (options.region ?? options.account) !== undefined) {
    io.stderr.write(
      "note: --region and --account narrow what is read from s3:// and event-history, and nothing else.\n",
    );
  }
  try {
    return eventSourceOptions(paths, options, timeRange(options), io);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "aws.credentials") throw error;
    printProblem(io.stderr, error, "error");
    return "unusable";
  }
}

/** What of the configuration concerns rules and their detections. */
type DetectSettings = Pick<Settings, "placeholders" | "placeholderPlaces" | "suppressions">;

const noSettings: DetectSettings = { placeholders: new Map(), placeholderPlaces: new Map(), suppressions: [] };

/** Most runs have none, and to read them, or the defaults of them, takes all checks of `audit` with it. */
async function settingsOf(config: string | undefined, io: Io): Promise<DetectSettings | undefined> {
  if (config === undefined) return noSettings;
  const { requireSettings } = await import("./settings.ts");
  return requireSettings(config, io);
}

function requestOf(
  paths: readonly string[],
  options: DetectOptions,
): Omit<DetectRequest, "placeholders" | "placeholderPlaces" | "suppressions"> {
  return {
    paths,
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
    ...(options.workers !== undefined && { workers: options.workers }),
    ...timeRange(options),
  };
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

/** Flags that cannot both be meant: an empty span of time, or no rule at all, finds nothing and looks like peace. */
function refuseContradictions({
  since,
  from,
  to,
  builtinRules,
  rules = [],
  learning,
  state,
  settled,
}: DetectOptions): void {
  if (!builtinRules && rules.length === 0) {
    throw new Problem("cli.usage", "There is no rule to run: --no-builtin-rules needs --rules.");
  }
  if (!learning && state !== undefined) {
    throw new Problem("cli.usage", "--no-learning looks at these events alone, --state goes on from earlier ones.", {
      hint: "Give one of them.",
    });
  }
  if (settled === true && state === undefined) {
    throw new Problem("cli.usage", "--settled leaves the rest to the next run, which needs --state to know of it.");
  }
  if (since !== undefined && from !== undefined) {
    throw new Problem("cli.usage", "--since and --from both say where to begin: give one of them.");
  }
  if (from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)) {
    throw new Problem("cli.usage", "--from is not before --to, so there is nothing between them.");
  }
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
