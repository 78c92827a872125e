import {
  compareSeverity,
  type Detection,
  type Finding,
  type FindingStatus,
  findingStatuses,
  type Severity,
  targetName,
  worse,
} from "../../model/index.ts";
import type { Report } from "../views/report.ts";
import { formatTime, stablePrincipalName, worstFirst } from "./words.ts";

/** The counts that every format gives alike. */
export interface ReportSummary {
  /** Findings that FAIL, by severity. */
  readonly bySeverity: { readonly [severity in Severity]: number };
  readonly byStatus: { readonly [status in FindingStatus]: number };
  readonly detections: { readonly total: number; readonly byLevel: { readonly [severity in Severity]: number } };
  readonly problems: number;
  /** Findings that the user's filter left out. */
  readonly hidden: number;
}

export function summarize(report: Report): ReportSummary {
  const failed = report.findings.filter((finding) => finding.status === "FAIL");
  return {
    bySeverity: tally(worstFirst, failed, (finding) => finding.severity),
    byStatus: tally(findingStatuses, report.findings, (finding) => finding.status),
    detections: {
      total: report.detections.length,
      byLevel: tally(worstFirst, report.detections, (detection) => detection.rule.level),
    },
    problems: report.problems.length,
    hidden: report.hiddenFindings ?? 0,
  };
}

/** Findings that one person takes on himself, for one reason and as long. */
export interface SuppressedGroup {
  /** `by ana until 2026-12-31 00:00Z: the reason` */
  readonly text: string;
  readonly findings: readonly Finding[];
  /** `CRED-07 ×4, TRAIL-12`; rules by their titles. */
  readonly sources: string;
}

/** In the order of the findings. */
export function groupSuppressed(findings: readonly Finding[]): readonly SuppressedGroup[] {
  const byText = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { suppression } = finding;
    if (suppression === undefined) continue;
    const text = `by ${suppression.owner} until ${formatTime(suppression.expires, "minute")}: ${suppression.reason}`;
    byText.set(text, [...(byText.get(text) ?? []), finding]);
  }
  return [...byText].map(([text, same]) => {
    const counts = new Map<string, number>();
    for (const { source } of same) {
      const name = source.type === "rule" ? source.title : source.id;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const sources = [...counts].map(([name, count]) => (count > 1 ? `${name} (${count})` : name)).join(", ");
    return { text, findings: same, sources };
  });
}

/** Findings of one source (check, rule, ...). */
export interface FindingGroup {
  readonly source: Finding["source"];
  /** The worst among the findings. */
  readonly severity: Severity;
  /** Worst first, then by name. */
  readonly findings: readonly Finding[];
}

/** Groups by source: worst first, then by id. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  return [...groupBy(findings, (finding) => `${finding.source.type}\n${finding.source.id}`).values()]
    .map((group) => ({
      source: group[0].source,
      severity: group.map((finding) => finding.severity).reduce(worse),
      findings: group.toSorted(byRank),
    }))
    .toSorted((a, b) => compareSeverity(b.severity, a.severity) || compareText(a.source.id, b.source.id));
}

/** Worst first, then by source id, then by name. */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  return worstFirst.flatMap((severity) =>
    groupFindings(findings.filter((finding) => finding.severity === severity)).flatMap((group) => group.findings),
  );
}

/** Detections of one rule. */
export interface DetectionGroup {
  readonly rule: Detection["rule"];
  readonly detections: readonly Detection[];
  readonly first: string;
  readonly last: string;
  /** Most frequent first. */
  readonly principals: readonly Counted[];
  readonly sourceIps: readonly Counted[];
  readonly targets: readonly Counted[];
}

export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** Groups by rule: worst first, then by title and id. */
export function groupDetections(detections: readonly Detection[]): readonly DetectionGroup[] {
  return [...groupBy(detections, (detection) => detection.rule.id).values()]
    .map((group) => ({
      rule: group[0].rule,
      detections: group,
      ...timeRange(group.map(({ time }) => time)),
      principals: countValues(group.map(({ principal }) => stablePrincipalName(principal))),
      sourceIps: countValues(group.map(({ sourceIp }) => sourceIp).filter((ip) => ip !== "")),
      targets: countValues(group.flatMap(({ targets = [] }) => targets.map(targetName))),
    }))
    .toSorted(
      (a, b) =>
        compareSeverity(b.rule.level, a.rule.level) ||
        compareText(a.rule.title, b.rule.title) ||
        compareText(a.rule.id, b.rule.id),
    );
}

/** Findings that could not be evaluated for one and the same cause. */
export interface CauseGroup {
  readonly cause: string;
  /** Check ids and how many findings each has, by id. */
  readonly checks: readonly Counted[];
  readonly findings: readonly Finding[];
}

/** Groups the UNKNOWN findings by cause, most checks first. */
export function groupCauses(findings: readonly Finding[]): readonly CauseGroup[] {
  const unknown = findings.filter((finding) => finding.status === "UNKNOWN");
  return [...groupBy(unknown, (finding) => finding.reason).entries()]
    .map(([cause, group]) => ({
      cause,
      checks: countValues(group.map((finding) => finding.source.id)).toSorted((a, b) => compareText(a.value, b.value)),
      findings: group,
    }))
    .toSorted((a, b) => b.checks.length - a.checks.length || compareText(a.cause, b.cause));
}

/** Values by how often they occur, most frequent first, then by text. */
export function countValues(values: readonly string[]): readonly Counted[] {
  return [...groupBy(values, (value) => value).entries()]
    .map(([value, group]) => ({ value, count: group.length }))
    .toSorted((a, b) => b.count - a.count || compareText(a.value, b.value));
}

/** By code unit: the same order on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** In a Map, since keys come from the outside; no group is empty. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Times are compared as text: in the form that CloudTrail writes this is their order. */
function timeRange(times: readonly string[]): { readonly first: string; readonly last: string } {
  const ordered = times.toSorted(compareText);
  return { first: ordered[0] ?? "", last: ordered.at(-1) ?? "" };
}

function byRank(a: Finding, b: Finding): number {
  return (
    compareSeverity(b.severity, a.severity) ||
    compareText(a.resource.name, b.resource.name) ||
    compareText(a.resource.arn, b.resource.arn)
  );
}

function tally<K extends string, T>(keys: readonly K[], items: readonly T[], keyOf: (item: T) => K): Record<K, number> {
  const counts = new Map<K, number>(keys.map((key) => [key, 0]));
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  // The keys are a closed list of our own words, each of which is in the map.
  return Object.fromEntries(counts) as Record<K, number>;
}
