import {
  type ControlResult,
  type ControlStatus,
  controlStatuses,
  type FrameworkResult,
} from "../../compliance/index.ts";
import {
  type Cell,
  type Column,
  createTerminal,
  type Style,
  type Terminal,
  type TerminalOptions,
} from "../text/terminal.ts";
import { formatCount, formatTime, plural } from "../text/words.ts";
import {
  byStatus,
  type ComplianceReport,
  controlStatusWords,
  frameworkName,
  type StatusGroup,
  shareOf,
} from "../views/compliance-report.ts";
import { problemLines } from "./table-problems.ts";

/**
 * Control by control for a person at a terminal: counts with their denominators first. One framework is shown control
 * by control; of several the ids by status, since they would bury each other.
 */
export function renderComplianceTable(report: ComplianceReport, options: TerminalOptions = {}): string {
  const terminal = createTerminal(options);
  const [only] = report.frameworks;
  const isOne = report.frameworks.length === 1 && only !== undefined;
  const sections = [
    headLines(report, terminal),
    scoreLines(report, terminal),
    ...(isOne ? controlSections(only, terminal) : report.frameworks.map((each) => idLines(each, terminal))),
    scopeLines(report, terminal),
    problemLines(report.problems, terminal),
    closingLines(report, isOne, terminal),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

const statusStyles: { readonly [status in ControlStatus]: Style } = {
  FAIL: "FAIL",
  UNKNOWN: "UNKNOWN",
  MANUAL: "medium",
  PARTIAL: "low",
  ATTESTED: "low",
  PASS: "PASS",
  NOT_APPLICABLE: "quiet",
  CONTEXT: "quiet",
};

/** As short as a column of numbers. */
const headers: { readonly [status in ControlStatus]: string } = {
  FAIL: "FAIL",
  UNKNOWN: "UNKNOWN",
  MANUAL: "MANUAL",
  PARTIAL: "PARTIAL",
  ATTESTED: "ATTESTED",
  PASS: "PASS",
  NOT_APPLICABLE: "N/A",
  CONTEXT: "CONTEXT",
};

function headLines({ account, asOf, profile }: ComplianceReport, terminal: Terminal): readonly string[] {
  const parts = [
    account === "" ? "Account not named by any input" : `Account ${account}`,
    `as of ${formatTime(asOf, "minute")}`,
    ...(profile === undefined ? [] : [`profile ${profile.id} (${profile.title})`]),
  ];
  return terminal.text(parts.join("   "), "strong");
}

/** Statuses that no framework has make no column, nor does CONTEXT: nothing was judged there. */
function scoreLines({ frameworks }: ComplianceReport, terminal: Terminal): readonly string[] {
  const always: readonly ControlStatus[] = ["FAIL", "UNKNOWN", "MANUAL", "PARTIAL", "PASS"];
  const shown = controlStatuses.filter(
    (status) =>
      always.includes(status) || (status !== "CONTEXT" && frameworks.some(({ counts }) => counts[status] > 0)),
  );
  const columns: readonly Column[] = [
    { header: "FRAMEWORK", flexible: true },
    ...shown.map((status): Column => ({ header: headers[status], align: "right" })),
    { header: "IN THE MAP", align: "right" },
  ];
  const rows = frameworks.map((framework): readonly Cell[] => [
    { lines: [frameworkName(framework)], style: "strong" },
    ...shown.map((status): Cell => {
      const count = framework.counts[status];
      return count === 0
        ? { lines: ["0"], style: "quiet" }
        : { lines: [formatCount(count)], style: statusStyles[status] };
    }),
    { lines: [shareOf(framework)] },
  ]);
  return terminal.table(columns, rows);
}

/** Each group with a heading, the control with its title, and why it has that status. */
function controlSections(framework: FrameworkResult, terminal: Terminal): readonly (readonly string[])[] {
  return [
    [
      ...terminal.text(`${framework.title} ${framework.version}`, "strong"),
      ...(framework.note === undefined ? [] : terminal.text(framework.note, "quiet")),
    ],
    ...byStatus(framework).map((group) => [
      ...headingLines(group, terminal),
      ...terminal.table(
        [{ header: "CONTROL" }, { header: "TITLE AND REASON", flexible: true }],
        group.controls.map((control): readonly Cell[] => [
          { lines: [control.id], style: statusStyles[group.status] },
          { lines: [control.title, ...detailLines(control)] },
        ]),
      ),
    ]),
  ];
}

function detailLines({ status, reason, note, detections }: ControlResult): readonly string[] {
  const forAPerson = status === "MANUAL" || status === "PARTIAL" || status === "CONTEXT";
  return [
    ...(status === "CONTEXT" ? [] : [reason]),
    ...(forAPerson && note !== undefined ? [note] : []),
    ...(detections > 0 ? [`${plural(detections, "finding")} of rules for the record.`] : []),
  ];
}

function idLines(framework: FrameworkResult, terminal: Terminal): readonly string[] {
  return [
    ...terminal.text(`${framework.title} ${framework.version}`, "strong"),
    ...byStatus(framework).flatMap(({ status, controls }) =>
      terminal.text(
        `${headers[status]} (${formatCount(controls.length)}): ${controls.map(({ id }) => id).join(" ")}`,
        statusStyles[status],
        "  ",
      ),
    ),
  ];
}

function headingLines({ status, controls }: StatusGroup, terminal: Terminal): readonly string[] {
  return terminal.text(`${headers[status]} (${formatCount(controls.length)}): ${controlStatusWords[status]}`, "strong");
}

function scopeLines({ profile }: ComplianceReport, terminal: Terminal): readonly string[] {
  if (profile === undefined || profile.outOfScope.length === 0) return [];
  return [
    ...terminal.text("Out of scope", "strong"),
    ...profile.outOfScope.flatMap((sentence) => terminal.text(sentence, "quiet", "  ")),
  ];
}

function closingLines(report: ComplianceReport, isOne: boolean, terminal: Terminal): readonly string[] {
  const next = isOne
    ? "trailproof explain CHECK says what a check looks at"
    : "--framework ID shows each control with its reason";
  return terminal.text(
    `PARTIAL, MANUAL and UNKNOWN are no PASS. ${next}; --out html=compliance.html has all ${formatCount(
      report.frameworks.reduce((sum, { controls }) => sum + controls.length, 0),
    )}.`,
    "quiet",
  );
}
