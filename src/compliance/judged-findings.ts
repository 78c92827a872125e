import type { Bound, Control, Evidence, Finding } from "../model/index.ts";

/**
 * The findings of a check as a control sees them. Where it names evidence, this decides: a finding that failed passes when
 * all of that evidence is within its bounds, and one that passed fails when a number is not. A finding without the evidence
 * stays as it is, and so does one that is UNKNOWN, suppressed or not applicable.
 */
export function judgedFindings(control: Control, check: string, findings: readonly Finding[]): readonly Finding[] {
  const bounds = Object.hasOwn(control.decidedBy, check) ? control.decidedBy[check] : undefined;
  return bounds === undefined ? findings : findings.map((finding) => judged(finding, Object.entries(bounds)));
}

function judged(finding: Finding, bounds: readonly (readonly [name: string, bound: Bound])[]): Finding {
  const named = bounds.map(([name, bound]) => ({
    bound,
    evidence: finding.evidence.filter(({ source, field }) => source === name || field === name),
  }));
  if (named.some(({ evidence }) => evidence.length === 0)) return finding;
  const isWithinAll = named.every(({ bound, evidence }) => evidence.every((one) => isWithin(amountOf(one), bound)));
  if (finding.status === "FAIL") return isWithinAll ? { ...finding, status: "PASS" } : finding;
  const areNumbers = named.every(({ evidence }) => evidence.every(({ value }) => !Array.isArray(value)));
  return finding.status === "PASS" && areNumbers && !isWithinAll ? { ...finding, status: "FAIL" } : finding;
}

/** A number, or how many a list has. Undefined: neither, which is within no bound. */
function amountOf({ value }: Evidence): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === "number" ? value : undefined;
}

function isWithin(amount: number | undefined, { atMost, atLeast }: Bound): boolean {
  if (amount === undefined) return false;
  return (atMost === undefined || amount <= atMost) && (atLeast === undefined || amount >= atLeast);
}
