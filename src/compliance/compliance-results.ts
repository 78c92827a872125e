import type { BaselineLevel, Control, Finding, FindingStatus, Framework } from "../model/index.ts";
import type { Attestation } from "./attestations.ts";
import { answersOf, type EffectiveParameters } from "./check-answers.ts";
import { type ControlResult, countStatuses, type FrameworkResult } from "./control-result.ts";
import { decideStatus } from "./decide-status.ts";
import { judgedFindings } from "./judged-findings.ts";

export interface ComplianceOptions {
  /** What the checks ran with; a check that is not in it has no thresholds. */
  readonly parameters: EffectiveParameters;
  /** The clock of the findings. ISO 8601, UTC: attestations are over when it has come to their next review. */
  readonly asOf: string;
  readonly attestations?: readonly Attestation[];
  /** Rules with their tags, so that findings of rules count as records of the controls that they watch for. */
  readonly rules?: readonly { readonly id: string; readonly tags: readonly string[] }[];
  /** Of frameworks that have baselines only the controls of this one; undefined: all. */
  readonly baselineLevel?: BaselineLevel;
}

/** Every control of the frameworks with its status, in their order. Pure: the same input gives the same results. */
export function complianceResults(
  findings: readonly Finding[],
  frameworks: readonly Framework[],
  options: ComplianceOptions,
): readonly FrameworkResult[] {
  const bySource = groupBySource(findings);
  const attestations = new Map((options.attestations ?? []).map((attestation) => [attestation.control, attestation]));
  const today = options.asOf.slice(0, 10);
  return frameworks.map((framework) => {
    const { id, title, version, note } = framework;
    const level = framework.baselineSizes && options.baselineLevel;
    const size = level === undefined ? framework.size : framework.baselineSizes?.[level];
    const controls = framework.controls
      .filter(({ baselines }) => level === undefined || baselines.includes(level))
      .map((control) => resultOf(id, control));
    return {
      id,
      title,
      version,
      ...(level && { baselineLevel: level }),
      ...(size !== undefined && { size }),
      ...(note !== undefined && { note }),
      counts: countStatuses(controls),
      controls,
    };
  });

  function resultOf(framework: string, control: Control): ControlResult {
    const { id, title, coverage, watchedBy, baselines, note } = control;
    const findingsOf = (check: string): readonly Finding[] => judgedFindings(control, check, bySource.get(check) ?? []);
    const answers = answersOf(control, findingsOf, options.parameters);
    const attestation = attestations.get(`${framework}:${id}`);
    return {
      framework,
      id,
      title,
      coverage,
      ...decideStatus(control, answers, attestation, today),
      checks: answers.map(({ isChosenLooser: _chosen, cause: _cause, ...answer }) => answer),
      findings: faults(control.answeredBy.flatMap(findingsOf)),
      watchedBy,
      detections: rulesThatWatch(watchedBy, options.rules ?? []).reduce((sum, id) => sum + findingsOf(id).length, 0),
      baselines,
      ...(note !== undefined && { note }),
      ...(attestation && { attestation }),
    };
  }
}

const faultsFirst: readonly FindingStatus[] = ["FAIL", "UNKNOWN", "SUPPRESSED"];

/** Uids of what is not in order, worst first. */
function faults(findings: readonly Finding[]): readonly string[] {
  return faultsFirst.flatMap((status) => findings.flatMap((finding) => (finding.status === status ? finding.uid : [])));
}

function groupBySource(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.source.id);
    if (group === undefined) groups.set(finding.source.id, [finding]);
    else group.push(finding);
  }
  return groups;
}

/** Rules that are named, or that have one of the tags; the tag of a technique stands for its sub-techniques too. */
function rulesThatWatch(
  watchedBy: readonly string[],
  rules: readonly { readonly id: string; readonly tags: readonly string[] }[],
): readonly string[] {
  const named = watchedBy.filter((name) => !name.startsWith("attack."));
  const tagged = rules.flatMap(({ id, tags }) =>
    watchedBy.some((name) => tags.some((tag) => tag === name || tag.startsWith(`${name}.`))) ? [id] : [],
  );
  return [...new Set([...named, ...tagged])];
}
