import { readFileSync } from "node:fs";
import { type Finding, isAtLeast, isJsonObject, Problem, type Severity } from "../model/index.ts";

/** What a pipeline asked for with `--fail-on` and its companions. */
export interface Gate {
  readonly failOn?: Severity;
  /** Uids of findings that were already known; they do not close the gate. */
  readonly baseline?: ReadonlySet<string>;
  readonly allowIncomplete: boolean;
}

/** Exit codes of a run that came to its end: 0 the gate held, 3 it was reached, 5 nobody can say. */
export type GateResult = 0 | 3 | 5;

/**
 * Closes when something at or above the level is new. What could not be asked is not a pass: with a gate, an
 * incomplete run is 5 unless that was allowed.
 */
export function gateResult(gate: Gate, found: readonly GateItem[], incomplete: boolean): GateResult {
  const { failOn, baseline, allowIncomplete } = gate;
  if (failOn === undefined) return 0;
  const reached = found.some(
    ({ severity, uid }) => isAtLeast(severity, failOn) && !(uid !== undefined && baseline?.has(uid)),
  );
  if (reached) return 3;
  return incomplete && !allowIncomplete ? 5 : 0;
}

/** Something that can reach a gate: a failed finding, or a detection (which has no uid). */
export interface GateItem {
  readonly severity: Severity;
  readonly uid?: string;
}

/** The uids of the failed findings in a saved `json` or `jsonl` result. */
export function readBaseline(file: string): ReadonlySet<string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new Problem("input.unreadable", `The baseline cannot be read: ${(cause as Error).message}`, {
      location: { file },
      cause,
    });
  }
  const uids = new Set<string>();
  for (const finding of findingsIn(text, file)) {
    if (finding.status === "FAIL" && typeof finding.uid === "string") uids.add(finding.uid);
  }
  return uids;
}

function findingsIn(text: string, file: string): Partial<Finding>[] {
  const whole = tryParse(text);
  if (isJsonObject(whole) && Array.isArray(whole["findings"])) return whole["findings"] as Partial<Finding>[];
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = tryParse(line);
    if (isJsonObject(value)) return [value as Partial<Finding>];
    throw new Problem("input.malformed", "The baseline is neither the json nor the jsonl of an earlier run.", {
      location: { file, line: index + 1 },
      hint: "Make one with `trailproof audit ... --out json=baseline.json`.",
    });
  });
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
