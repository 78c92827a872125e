import type { Finding, Severity } from "../../model/index.ts";
import {
  type DetectionGroup,
  type FindingGroup,
  groupCauses,
  groupDetections,
  groupFindings,
  summarize,
} from "../text/summary.ts";
import type { Report } from "../views/report.ts";

/** What the parts of the page share: the report, and what several of them count, list or link to. */
export interface ReportView {
  readonly report: Report;
  readonly summary: ReturnType<typeof summarize>;
  /** Failed findings by check; those of rules only where the detections themselves are not on the page. */
  readonly failed: readonly FindingGroup[];
  readonly detections: readonly DetectionGroup[];
  /** Where the rows of a check or rule stand, an id on the page; undefined: it has none that are not in order. */
  readonly placeOf: (sourceId: string) => string | undefined;
  /** Where the first failed finding of a severity stands. */
  readonly placeOfSeverity: (severity: Severity) => string | undefined;
  /** Uids of findings that an earlier result did not have. */
  readonly added: ReadonlySet<string>;
}

/** How many checks, rules, causes and questions the page lists; what is beyond has no place. */
export const shownGroups = { checks: 400, rules: 200, causes: 60, questions: 60 } as const;

export function viewOf(report: Report): ReportView {
  const detections = groupDetections(report.detections);
  const shownRules = new Set(detections.map(({ rule }) => rule.id));
  const failed = groupFindings(
    report.findings.filter(
      ({ status, source }) => status === "FAIL" && !(source.type === "rule" && shownRules.has(source.id)),
    ),
  );
  const places = placesOf(report.findings, failed, detections);
  return {
    report,
    summary: summarize(report),
    failed,
    detections,
    placeOf: (sourceId) => places.get(sourceId),
    placeOfSeverity: (severity) => {
      const at = failed
        .slice(0, shownGroups.checks)
        .findIndex(({ findings }) => findings.some((one) => one.severity === severity));
      if (at >= 0) return `finding-${at}`;
      const rule = detections.slice(0, shownGroups.rules).findIndex(({ rule: { level } }) => level === severity);
      return rule >= 0 ? `detection-${rule}` : undefined;
    },
    added: new Set(report.since?.added ?? []),
  };
}

/** What fails stands before what was not evaluated, and that before what is suppressed. */
function placesOf(
  findings: readonly Finding[],
  failed: readonly FindingGroup[],
  detections: readonly DetectionGroup[],
): ReadonlyMap<string, string> {
  const suppressed = findings.flatMap(({ status, source }) => (status === "SUPPRESSED" ? [source.id] : []));
  return new Map([
    ...suppressed.map((id) => [id, "settled"] as const),
    ...unknownPlaces(findings),
    ...detections.slice(0, shownGroups.rules).map(({ rule }, at) => [rule.id, `detection-${at}`] as const),
    ...failed.slice(0, shownGroups.checks).map(({ source }, at) => [source.id, `finding-${at}`] as const),
  ]);
}

/** Where the first question of each check stands that could not be answered. */
export function unknownPlaces(findings: readonly Finding[]): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  for (const [cause, { findings: own }] of groupCauses(findings).slice(0, shownGroups.causes).entries()) {
    for (const [at, { source }] of groupFindings(own).slice(0, shownGroups.questions).entries()) {
      if (!places.has(source.id)) places.set(source.id, `unknown-${cause}-${at}`);
    }
  }
  return places;
}
