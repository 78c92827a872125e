import { type AccessAnalyzer, type AccessAnalyzerFinding, parseArn } from "../../model/index.ts";
import type { Notes } from "../notes.ts";
import type { SnapshotPart } from "../parts.ts";
import type { ListedFinding } from "../saved/analyzer-findings.ts";

type Parts = readonly SnapshotPart<readonly ListedFinding[]>[];

const source = "analyzer-findings";

/**
 * Findings with the analyzer that the user named for them, else the only one there is. Of two answers about one finding
 * the one that tells who is let in counts.
 */
export function joinFindings(
  parts: Parts,
  analyzers: readonly AccessAnalyzer[] | undefined,
  notes: Notes,
): readonly AccessAnalyzerFinding[] | undefined {
  if (analyzers?.length === 0 && parts.length === 0) return [];
  const only = analyzers?.length === 1 ? analyzers[0]?.arn : undefined;
  const asked = new Set(parts.flatMap(({ subject = only }) => subject ?? []));
  const read = parts.filter(({ parsed }) => parsed.value !== undefined);
  if (read.length === 0) return undefined;
  const findings = new Map<string, AccessAnalyzerFinding>();
  for (const { subject = only, file, parsed } of read) {
    const region = parseArn(subject ?? "")?.region;
    if (subject === undefined || region === undefined) refuse(file, subject === undefined, notes);
    else for (const finding of parsed.value ?? []) keep(findings, { ...finding, analyzer: subject, region });
  }
  noteVague([...findings.values()], notes);
  const silent = (analyzers ?? []).filter(({ arn, status }) => status === "ACTIVE" && !asked.has(arn));
  for (const { arn } of silent) notes.gap(source, arn, notes.absent(source, arn));
  return asked.size === 0 ? undefined : [...findings.values()];
}

/** Findings about access from outside that do not say whose. */
function noteVague(findings: readonly AccessAnalyzerFinding[], notes: Notes): void {
  const vague = findings.filter(({ isPublic, findingType }) => isPublic === undefined && findingType === undefined);
  if (vague.length === 0) return;
  const cause = "who is let in is not in the answer (aws accessanalyzer list-findings, or get-finding-v2 of each)";
  notes.gap(source, vague.length === 1 ? "1 finding" : `${vague.length} findings`, cause);
}

function keep(findings: Map<string, AccessAnalyzerFinding>, finding: AccessAnalyzerFinding): void {
  const key = JSON.stringify([finding.analyzer, finding.id]);
  if (findings.get(key)?.isPublic === undefined) findings.set(key, finding);
}

function refuse(file: string, isUnnamed: boolean, notes: Notes): void {
  const why = isUnnamed ? "it does not name its analyzer" : "its analyzer is no ARN";
  notes.problem("input.conflict", `This answer is not used: ${why}.`, file, "Pass it as ANALYZER-ARN=FILE.");
  notes.gap(source, file, why);
}
