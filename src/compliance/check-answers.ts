import type { Bound, Control, Finding, FindingStatus } from "../model/index.ts";
import type { CheckAnswer } from "./control-result.ts";

/** Check id to parameter to what the run used and what it would have used by itself. */
export interface EffectiveParameters {
  readonly [checkId: string]: { readonly [parameter: string]: { readonly value: number; readonly default: number } };
}

/** A check's answer, and whether somebody chose the threshold that is too loose. */
export interface WeighedAnswer extends CheckAnswer {
  readonly isChosenLooser: boolean;
  /** Why it could not be evaluated; undefined where it was. */
  readonly cause?: string;
}

/** What each check of a control says: the worst of its findings, weighed by the thresholds that it ran with. */
export function answersOf(
  control: Control,
  findingsOf: (checkId: string) => readonly Finding[],
  parameters: EffectiveParameters,
): readonly WeighedAnswer[] {
  return control.answeredBy.map((check) => {
    const findings = findingsOf(check);
    const status = worstOf(findings);
    const cause = findings.find((finding) => finding.status === "UNKNOWN")?.reason;
    const loose = looseThresholds(control, check, parameters);
    return {
      check,
      status: status ?? "NOT_ASKED",
      findings: findings.length,
      worst: findings.filter((finding) => finding.status === status).length,
      ...(loose.length > 0 && { looser: loose.map(({ sentence }) => sentence).join("; ") }),
      ...(status === "UNKNOWN" && cause !== undefined && { cause }),
      isChosenLooser: loose.some(({ isChosen }) => isChosen),
    };
  });
}

/** UNKNOWN and SUPPRESSED are worse than PASS; NOT_APPLICABLE is the answer only when there is no other. */
const worstFirst: readonly FindingStatus[] = ["FAIL", "UNKNOWN", "SUPPRESSED", "PASS", "NOT_APPLICABLE"];

function worstOf(findings: readonly Finding[]): FindingStatus | undefined {
  return worstFirst.find((status) => findings.some((finding) => finding.status === status));
}

interface LooseThreshold {
  readonly sentence: string;
  readonly isChosen: boolean;
}

function looseThresholds(control: Control, check: string, parameters: EffectiveParameters): readonly LooseThreshold[] {
  const bounds = own(control.requires, check) ?? {};
  const used = own(parameters, check) ?? {};
  return Object.entries(bounds).flatMap(([parameter, bound]) => {
    const at = own(used, parameter);
    if (at === undefined || isWithin(at.value, bound)) return [];
    const limit = bound.atMost === undefined ? `at least ${bound.atLeast}` : `at most ${bound.atMost}`;
    const isChosen = at.value !== at.default;
    const whence = isChosen ? "as configured" : "the default";
    return [{ sentence: `${check} ran with ${parameter} ${at.value} (${whence}), asked for is ${limit}`, isChosen }];
  });
}

function isWithin(value: number, { atMost, atLeast }: Bound): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}

function own<T>(record: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
