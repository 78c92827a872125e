import { compareSeverity, type Finding, type ProblemRecord } from "../../model/index.ts";
import { jsonText } from "../text/sanitize.ts";
import { groupBy } from "../text/summary.ts";
import { formatTime, plural } from "../text/words.ts";
import type { Report } from "../views/report.ts";
import { type ExportItem, exportItems } from "./export-items.ts";
import { exportLine, exportText } from "./export-text.ts";
import { fileUri, type SarifPlaces, sarifLocation, sarifPlaces } from "./sarif-location.ts";
import { sarifLevels, sarifMessage, sarifRule } from "./sarif-rule.ts";

export interface SarifOptions {
  /** Uids that were known before; with it every result is `new` or `unchanged`. */
  readonly baseline?: ReadonlySet<string> | undefined;
}

/**
 * SARIF 2.1.0 for code scanning: what FAILs, what is UNKNOWN (kind `open`) and what is suppressed, worst first. What passed or does
 * not apply is counted in a notification. GitHub refuses a run of more than 25,000 results: beyond, the mildest are
 * left out and counted.
 */
export function* renderSarif(report: Report, { baseline }: SarifOptions = {}): Iterable<string> {
  const { told, left, silent } = chosen(report);
  const byRule = groupBy(told, ruleKey);
  const ruleIndexes = new Map([...byRule.keys()].map((key, index) => [key, index]));
  const places = sarifPlaces(report);
  const run = {
    tool: {
      driver: {
        name: "trailproof",
        version: exportLine(report.toolVersion, 64),
        rules: [...byRule.values()].map(sarifRule),
      },
    },
    automationDetails: { id: `trailproof/${report.kind}/${exportLine(report.account, 64) || "unknown-account"}/` },
    columnKind: "utf16CodeUnits",
    invocations: [
      { executionSuccessful: true, toolExecutionNotifications: notifications(report.problems, left, silent) },
    ],
    artifacts: report.inputs.map(({ file, sha256 }) => ({
      location: { uri: fileUri(file) },
      ...(sha256 !== "" && { hashes: { "sha-256": exportLine(sha256, 64) } }),
    })),
  };
  yield `{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [\n    ${jsonText(run).slice(0, -1)},"results":[`;
  let before = "\n";
  for (const item of told) {
    yield `${before}      ${jsonText(result(item, ruleIndexes.get(ruleKey(item)) ?? 0, places, baseline))}`;
    before = ",\n";
  }
  yield `${told.length === 0 ? "" : "\n    "}]}\n  ]\n}\n`;
}

function ruleKey({ finding: { source } }: ExportItem): string {
  return `${source.type}\n${source.id}`;
}

/** How many results {@link renderSarif} leaves out for GitHub's sake. */
export function countBeyondSarif(report: Report): number {
  return chosen(report).left;
}

interface Chosen {
  readonly told: readonly ExportItem[];
  /** Too many. */
  readonly left: number;
  /** Passed or not applicable. */
  readonly silent: number;
}

function chosen(report: Report): Chosen {
  const items = [...exportItems(report)];
  const told = items
    .filter(({ finding: { status } }) => status !== "PASS" && status !== "NOT_APPLICABLE")
    .sort((a, b) => rank(a.finding) - rank(b.finding) || compareSeverity(b.finding.severity, a.finding.severity));
  return {
    told: told.slice(0, maxResults),
    left: Math.max(0, told.length - maxResults),
    silent: items.length - told.length,
  };
}

const maxResults = 25_000;

function rank({ status }: Finding): number {
  return status === "FAIL" ? 0 : status === "UNKNOWN" ? 1 : 2;
}

function result(
  item: ExportItem,
  ruleIndex: number,
  places: SarifPlaces,
  baseline: ReadonlySet<string> | undefined,
): object {
  const { uid, source, status, severity, reason, remediation, suppression, controls } = item.finding;
  const fix = remediation.text === "" ? "" : `\nFix: ${remediation.text}`;
  const isOpen = status === "UNKNOWN" || suppression?.status === "UNKNOWN";
  return {
    ruleId: exportLine(source.id, 256),
    ruleIndex,
    // The standard has no level but `none` for what is not known to be wrong.
    ...(isOpen ? { kind: "open", level: "none" } : { kind: "fail", level: sarifLevels[severity] }),
    message: { text: sarifMessage(`${exportText(reason, 4_000)}${exportText(fix, 2_000)}`) },
    locations: [sarifLocation(item, places)],
    partialFingerprints: {
      primaryLocationLineHash: `${exportLine(uid, 128)}:1`,
      "trailproof/uid": exportLine(uid, 128),
    },
    ...(baseline && { baselineState: baseline.has(uid) ? "unchanged" : "new" }),
    ...(suppression && { suppressions: [suppressed(suppression)] }),
    properties: {
      status,
      severity,
      ...(controls.length > 0 && { controls: controls.slice(0, 100).map((control) => exportLine(control, 128)) }),
      ...(remediation.cli !== undefined && { remediationCli: exportText(remediation.cli, 2_000) }),
    },
  };
}

function suppressed({ owner, reason, expires }: NonNullable<Finding["suppression"]>): object {
  const text = `${reason} (${owner}, until ${formatTime(expires, "minute")})`;
  return { kind: "external", status: "accepted", justification: exportText(text, 1_000) };
}

function notifications(problems: readonly ProblemRecord[], left: number, silent: number): readonly object[] {
  return [
    ...problems.map(({ code, message, location, hint }) => ({
      level: "error",
      descriptor: { id: code },
      message: { text: sarifMessage(exportText(hint === undefined ? message : `${message} ${hint}`, 2_000)) },
      ...(location && {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: fileUri(location.file) },
              ...(location.line !== undefined && location.line > 0 && { region: { startLine: location.line } }),
            },
          },
        ],
      }),
    })),
    ...(left > 0
      ? [{ level: "error", message: { text: `${plural(left, "result")} more are left out: a run holds 25,000.` } }]
      : []),
    ...(silent > 0
      ? [
          {
            level: "note",
            message: { text: `${plural(silent, "finding")} passed or did not apply and are not listed.` },
          },
        ]
      : []),
  ];
}
