import { groupDetections } from "../../detect/index.ts";
import {
  type Finding,
  formatLocation,
  type ProblemCode,
  type ProblemRecord,
  type SourceLocation,
} from "../../model/index.ts";
import type { Report } from "../../report/index.ts";
import { headsOf } from "../../sigma/index.ts";
import { type EventSources, isAwsProblem } from "../events/event-sources.ts";
import { freshnessSentence } from "../events/freshness.ts";
import { withObjects } from "../events/with-objects.ts";
import type { GateItem } from "../gate.ts";
import { type LoadedRules, loadRules } from "../rules/load-rules.ts";
import type { SuppressedFindings, Suppression } from "../settings/suppress-findings.ts";
import { toolVersion } from "../version.ts";
import { type DetectEventsRequest, type DetectedEvents, detectEvents, type ScanProgress } from "./detect-events.ts";
import { explainDetections } from "./explain-detections.ts";
import { openScan } from "./open-scan.ts";
import { createScanTools } from "./scan-tools.ts";

export interface DetectRequest extends Omit<DetectEventsRequest, "rules" | "rulesRejected"> {
  readonly rulePaths: readonly string[];
  readonly builtinRules: boolean;
  /** Rules that were loaded before, in place of those. */
  readonly loaded?: LoadedRules;
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
  /** Where the names of those stand in the configuration. */
  readonly placeholderPlaces?: ReadonlyMap<string, SourceLocation>;
  readonly suppressions?: readonly Suppression[];
  /** Fold detections into findings: one for each rule and principal. */
  readonly group: boolean;
  /** Say of each detection why it was made. */
  readonly explain?: boolean;
}

export interface DetectReport {
  readonly report: Report;
  /** Paths given for rules in which no valid rule is. */
  readonly unusableRulePaths: readonly string[];
  /** Files that were read or tried. */
  readonly files: number;
  /** Of these, those that gave no event at all, and those of which a part could not be read. */
  readonly filesWithoutRecords: number;
  readonly brokenFiles: number;
  /** Named paths that do not exist or may not be read. */
  readonly missingPaths: number;
  /** Files with something that is not CloudTrail's, without being damaged. */
  readonly foreignFiles: number;
  /** Something at AWS could not be asked, or not got. */
  readonly hasAwsFailures: boolean;
  /** AWS answered, and there is no event in what was asked for. */
  readonly isQuiet: boolean;
  /** How late the newest event at AWS is, a sentence; undefined where nothing was asked of AWS, or nothing of it could be read. */
  readonly freshness: string | undefined;
  readonly rulesLoaded: number;
  /** To be called when the report is written; see {@link detectEvents}. */
  readonly saveState: () => void;
  /** Files of several gzip members, all of which were read. */
  readonly severalMembers: readonly string[];
  /** What is no problem, but should be known. */
  readonly notes: readonly string[];
  /** What looks like a mistake in the configuration and stops nothing; they are notes of the report as well. */
  readonly warnings: readonly ProblemRecord[];
  /** One for each rule and principal, whether or not the report is grouped. */
  readonly gateItems: () => readonly GateItem[];
}

export type { ScanProgress };

/** Runs rules over CloudTrail files and makes one report of what was found, what was read and what was not. */
export async function detectReport(request: DetectRequest): Promise<DetectReport> {
  const { group, explain } = request;
  const { loaded, found, opened } = await loadAndDetect(request);
  const { sources } = found;
  const detections =
    explain === true
      ? await withObjects(opened, (read) => {
          const { derive } = createScanTools(loaded, request.geoipPaths ?? [], 0).tools;
          return explainDetections(found.detections, loaded, derive, read);
        })
      : found.detections;
  const problems = [...loaded.problems, ...found.problems];
  const isQuiet = found.freshness !== undefined && sources.files.length === 0 && found.problems.length === 0;
  const suppress = await suppressor(request.suppressions ?? [], found.lastEvent);
  const judged = (): SuppressedFindings => suppress(groupDetections(detections, headsOf(loaded)));
  const findings = (): readonly Finding[] => judged().findings;
  const notes = [...loaded.notes, ...found.notes, ...(request.suppressions?.length ? judged().notes : [])];
  const report: Report = {
    kind: "detect",
    title: "Detections in CloudTrail",
    toolVersion: toolVersion(),
    account: onlyAccount(detections.map(({ account }) => account)),
    asOf: found.lastEvent ?? "",
    findings: group ? findings() : [],
    detections,
    stats: found.stats,
    notes: [...loaded.warnings.map(warningNote), ...notes],
    problems,
    inputs: [],
    activity: found.activity,
  };
  return {
    report,
    unusableRulePaths: loaded.unusablePaths,
    files: sources.files.length,
    filesWithoutRecords: sources.files.length - sources.withRecords,
    brokenFiles: filesWith(breaking, found.problems, sources.files).size,
    foreignFiles: foreignFiles(found.problems, sources.files),
    missingPaths: found.problems.filter(
      ({ code, location }) => code === "input.unreadable" && !sources.files.includes(location?.file ?? ""),
    ).length,
    hasAwsFailures: found.problems.some(isAwsProblem),
    isQuiet,
    freshness: sources.withRecords === 0 && !isQuiet ? undefined : sentenceOf(found),
    gateItems: () => findings().filter(({ status }) => status === "FAIL"),
    rulesLoaded: headsOf(loaded).length,
    severalMembers: sources.severalMembers,
    saveState: found.saveState ?? (() => {}),
    notes,
    warnings: loaded.warnings,
  };
}

/** Most runs have no suppressions, and what reads them brings the language of policies with it. */
async function suppressor(
  suppressions: readonly Suppression[],
  now = "",
): Promise<(findings: readonly Finding[]) => SuppressedFindings> {
  if (suppressions.length === 0) return (findings) => ({ findings, notes: [] });
  const { suppressFindings } = await import("../settings/suppress-findings.ts");
  return (findings) => suppressFindings(findings, suppressions, "rule", now);
}

function sentenceOf({ stats, freshness }: DetectedEvents): string | undefined {
  return freshness && freshnessSentence(stats, freshness);
}

function warningNote({ message, location, hint = "" }: ProblemRecord): string {
  return `${location === undefined ? "" : `${formatLocation(location)}: `}${message} ${hint}`.trimEnd();
}

async function loadAndDetect({
  rulePaths,
  builtinRules,
  loaded: given,
  placeholders,
  placeholderPlaces = new Map(),
  ...request
}: DetectRequest): Promise<{
  readonly loaded: LoadedRules;
  readonly found: DetectedEvents;
  readonly opened: EventSources;
}> {
  const opened = request.opened ?? (await openScan(request.paths, request.workers, request.aws));
  try {
    const loaded =
      given ?? loadRules(rulePaths, { builtin: builtinRules, placeholders, placeholderPlaces, lean: true });
    const found = await detectEvents({ ...request, opened, rules: loaded, rulesRejected: loaded.rejected });
    return { loaded, found, opened };
  } finally {
    if (request.opened === undefined) await opened.threads?.end();
  }
}

/** The account of all detections, or nothing where there are several. */
function onlyAccount(accounts: readonly string[]): string {
  const different = new Set(accounts.filter((account) => account !== ""));
  const [first = ""] = different;
  return different.size === 1 ? first : "";
}

/** A file with a record that is no object is not broken: the others are all there. */
const breaking: readonly ProblemCode[] = [
  "input.unreadable",
  "input.empty",
  "input.malformed",
  "input.truncated",
  "input.too-large",
  "input.unsupported",
  "input.nothing",
  "aws.credentials",
  "aws.denied",
  "aws.unreachable",
  "aws.refused",
];

function filesWith(
  codes: readonly ProblemCode[],
  problems: readonly ProblemRecord[],
  files: readonly string[],
): ReadonlySet<string> {
  const named = problems.flatMap(({ code, location }) => (location && codes.includes(code) ? [location.file] : []));
  const read = new Set(files);
  return new Set(named.filter((file) => read.has(file)));
}

/** Read to their end, and nothing in them looked like CloudTrail. */
const foreign: readonly ProblemCode[] = ["input.nothing", "input.malformed", "input.empty", "input.unsupported"];

function foreignFiles(problems: readonly ProblemRecord[], files: readonly string[]): number {
  const others = breaking.filter((code) => !foreign.includes(code));
  const damaged = filesWith(others, problems, files);
  return [...filesWith(foreign, problems, files)].filter((file) => !damaged.has(file)).length;
}
