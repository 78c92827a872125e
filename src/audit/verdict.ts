import type { Evidence, Severity } from "../model/index.ts";
import { worse } from "../model/index.ts";
import type { Verdict } from "./check.ts";

/** The answer for one credential or one source of a subject; several make the subject's verdict. */
export interface Part {
  readonly status: Verdict["status"];
  /** A clause without its full stop: `access key 1 is 412.3 days old (limit 90)`. */
  readonly text: string;
  readonly severity?: Severity;
  readonly evidence?: readonly Evidence[];
}

/**
 * One verdict from the parts of a subject, each judged apart: FAIL beats UNKNOWN beats PASS beats NOT_APPLICABLE.
 * The reason names every part, but for those that do not apply next to some that do. `nothing` is said when there are no parts.
 */
export function combineParts(parts: readonly Part[], nothing: string): Verdict {
  const status = worstStatus(parts.map((part) => part.status));
  const said = status === "NOT_APPLICABLE" ? parts : parts.filter((part) => part.status !== "NOT_APPLICABLE");
  if (status === undefined || said.length === 0) return { status: "NOT_APPLICABLE", reason: nothing };
  const deciding = parts.filter((part) => part.status === status);
  const severities = deciding.flatMap((part) => (part.severity === undefined ? [] : [part.severity]));
  const [first, ...others] = severities;
  const severity = first && others.reduce(worse, first);
  return {
    status,
    reason: sentence(unique(inOrderOfWeight(said).map((part) => part.text)).join("; ")),
    ...(severity && { severity }),
    evidence: said.flatMap((part) => part.evidence ?? []),
  };
}

/** Undefined for an empty list. */
export function worstStatus(statuses: readonly Verdict["status"][]): Verdict["status"] | undefined {
  return statusesByWeight.find((status) => statuses.includes(status));
}

/** First letter raised, one full stop at the end. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const raised = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(raised) ? raised : `${raised}.`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** The first `limit` items, and how many there are beyond them. */
export function listedUpTo(items: readonly string[], limit: number): string {
  const beyond = items.length - limit;
  return beyond <= 0 ? listed(items) : `${items.slice(0, limit).join(", ")} and ${beyond} more`;
}

const statusesByWeight = ["FAIL", "UNKNOWN", "PASS", "NOT_APPLICABLE"] as const;

function inOrderOfWeight(parts: readonly Part[]): readonly Part[] {
  return statusesByWeight.flatMap((status) => parts.filter((part) => part.status === status));
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
