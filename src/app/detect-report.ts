import { groupDetections } from "../detect/index.ts";
import type { ProblemCode, ProblemRecord } from "../model/index.ts";
import type { Report } from "../report/index.ts";
import { type DetectEventsRequest, detectEvents, type ScanProgress } from "./detect-events.ts";
import type { GateItem } from "./gate.ts";
import { loadRules } from "./load-rules.ts";
import { toolVersion } from "./version.ts";

export interface DetectRequest extends Omit<DetectEventsRequest, "rules" | "rulesRejected"> {
  readonly rulePaths: readonly string[];
  readonly builtinRules: boolean;
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
  /** Fold detections into findings: one for each rule and principal. */
  readonly group: boolean;
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
  readonly gateItems: readonly GateItem[];
}

export type { ScanProgress };

/** Runs rules over CloudTrail files and makes one report of what was found, what was read and what was not. */
export async function detectReport(request: DetectRequest): Promise<DetectReport> {
  const { rulePaths, builtinRules, placeholders, group, ...rest } = request;
  const loaded = loadRules(rulePaths, { builtin: builtinRules, placeholders });
  const found = await detectEvents({ ...rest, rules: loaded.rules, rulesRejected: loaded.rejected });
  const { detections, sources } = found;
  const problems = [...loaded.problems, ...found.problems];
  const findings = group ? groupDetections(detections, loaded.rules) : [];
  const report: Report = {
    kind: "detect",
    title: "Detections in CloudTrail",
    toolVersion: toolVersion(),
    account: onlyAccount(detections.map(({ account }) => account)),
    asOf: found.lastEvent ?? "",
    findings,
    detections,
    stats: { ...found.stats, problems: problems.length },
    problems,
    inputs: [],
    activity: found.activity,
  };
  return {
    report,
    unusableRulePaths: loaded.unusablePaths,
    files: sources.files.length,
    filesWithoutRecords: sources.files.length - sources.withRecords,
    brokenFiles: brokenFiles(found.problems).size,
    gateItems: group ? findings : detections.map(({ rule }) => ({ severity: rule.level })),
  };
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
  "input.nothing",
];

function brokenFiles(problems: readonly ProblemRecord[]): ReadonlySet<string> {
  return new Set(
    problems.flatMap(({ code, location }) =>
      location !== undefined && breaking.includes(code) ? [location.file] : [],
    ),
  );
}
