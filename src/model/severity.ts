/** Severities, least first; the words of OCSF's findings and of Sigma's `level`. */
export const severities = ["informational", "low", "medium", "high", "critical"] as const;

export type Severity = (typeof severities)[number];

/** Negative when `a` is milder than `b`, zero when they are equal. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return compareSeverity(severity, floor) >= 0;
}

/** The most severe of both. */
export function worse(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) >= 0 ? a : b;
}
