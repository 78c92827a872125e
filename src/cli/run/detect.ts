import { openScan } from "../../app/detect/open-scan.ts";
import { type AwsEventOptions, needsAws } from "../../app/events/event-sources.ts";
import type { Settings } from "../../app/settings/settings.ts";
import { Problem, type Severity } from "../../model/index.ts";
import type { Io } from "../io.ts";
import type { GateOptions, ReportOptions } from "../options.ts";
import { startProgress } from "../progress.ts";
import type { EventSourceOptions } from "./event-sources.ts";
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
  const baseline = await baselineOf(options.baseline);
  const range = timeRange(options);
  const aws = await awsOf(paths, options, range, io);
  if (aws === "unusable") return 4;

  const progress = startProgress(io, options);
  const onProgress = (text: string): void => progress.show(text);
  const opened = await openScan(paths, options.workers, aws && { ...aws, onProgress });
  try {
    // Loaded while the threads load their code: that takes as long.
    const { reportDetections } = await import("./report-detections.ts");
    const asked = { paths, opened, range, settings, baseline, notes: unexplained };
    return await reportDetections(asked, options, progress, io);
  } finally {
    await opened.threads?.end();
  }
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

/** What of the configuration concerns rules and their detections. */
export type DetectSettings = Pick<Settings, "placeholders" | "placeholderPlaces" | "suppressions">;

const noSettings: DetectSettings = { placeholders: new Map(), placeholderPlaces: new Map(), suppressions: [] };

/** Most runs have none, and to read them, or the defaults of them, takes all checks of `audit` with it. */
async function settingsOf(config: string | undefined, io: Io): Promise<DetectSettings | undefined> {
  if (config === undefined) return noSettings;
  const { requireSettings } = await import("./settings.ts");
  return requireSettings(config, io);
}

/** Asked for by few, and it brings what tells findings apart. */
async function baselineOf(file: string | undefined): Promise<ReadonlySet<string> | undefined> {
  if (file === undefined) return undefined;
  const { readBaseline } = await import("../../app/gate.ts");
  return readBaseline(file);
}

/** Of events, in milliseconds since 1970; the end is not part of it. */
export type TimeRange = Pick<AwsEventOptions, "fromMs" | "toMs">;

/** `--since` counts back from `--as-of`, else from now. */
function timeRange({ since, from, to, asOf }: DetectOptions): TimeRange {
  const end = asOf === undefined ? Date.now() : Date.parse(asOf);
  const fromMs = from !== undefined ? Date.parse(from) : since !== undefined ? end - since : undefined;
  return {
    ...(fromMs !== undefined && { fromMs }),
    ...(to !== undefined && { toMs: Date.parse(to) }),
  };
}

/** How AWS is asked, where it is; `unusable` where nobody can ask, having said why. */
async function awsOf(
  paths: readonly string[],
  options: DetectOptions,
  range: TimeRange,
  io: Io,
): Promise<AwsEventOptions | "unusable" | undefined> {
  if (!needsAws(paths)) {
    if (!options.quiet && (options.region ?? options.account) !== undefined) {
      io.stderr.write(
        "note: --region and --account narrow what is read from s3:// and event-history, and nothing else.\n",
      );
    }
    return undefined;
  }
  const { eventSourceOptions } = await import("./event-sources.ts");
  try {
    return eventSourceOptions(paths, options, range, io);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "aws.credentials") throw error;
    const { printProblem } = await import("../problems.ts");
    printProblem(io.stderr, error, "error");
    return "unusable";
  }
}
