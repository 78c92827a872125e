import { readFileSync } from "node:fs";
import { detectionUid } from "../detect/index.ts";
import {
  type Detection,
  isAtLeast,
  isJsonObject,
  type Json,
  type JsonObject,
  Problem,
  type Severity,
} from "../model/index.ts";

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

/** Something that can reach a gate. */
export interface GateItem {
  readonly severity: Severity;
  readonly uid?: string;
}

/**
 * The uids in a saved `json` or `jsonl` result: of failed findings, and of the findings that plain detections fold
 * into. So a result of `detect` is a baseline whether it was grouped or not. A file without any line is the `jsonl` of
 * a run that found nothing.
 */
export function readBaseline(file: string): ReadonlySet<string> {
  return new Set(baselineItems(baselineText(file), file).flatMap(({ uid, fails }) => (fails ? uid : [])));
}

/** A finding, or the finding that a detection folds into, of a saved result. */
export interface BaselineItem {
  readonly uid: string;
  readonly fails: boolean;
  /** As it was saved: everything but the uid may be missing or of another type. */
  readonly saved: JsonObject;
}

/** The text of a saved result. */
export function baselineText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Problem("input.unreadable", `The baseline cannot be read: ${(cause as Error).message}`, {
      location: { file },
      cause,
    });
  }
}

/** What a saved `json` or `jsonl` result holds. */
export function baselineItems(text: string, file: string): readonly BaselineItem[] {
  return itemsIn(text, file).map((saved) => {
    const { kind, status, uid } = saved;
    if (kind === "detection" && isDetection(saved)) return { uid: detectionUid(saved), fails: true, saved };
    if (kind === "finding" && typeof uid === "string") return { uid, fails: status === "FAIL", saved };
    throw notABaseline(file);
  });
}

function itemsIn(text: string, file: string): readonly JsonObject[] {
  const whole = tryParse(text);
  if (isJsonObject(whole) && whole["kind"] !== "finding" && whole["kind"] !== "detection") {
    const lists = [whole["findings"], whole["detections"]].filter((list) => list !== undefined);
    if (lists.length === 0 || !lists.every(Array.isArray)) throw notABaseline(file);
    return lists.flat().map((item: Json) => {
      if (!isJsonObject(item)) throw notABaseline(file);
      return item;
    });
  }
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = tryParse(line);
    if (!isJsonObject(value)) throw notABaseline(file, index + 1);
    return [value];
  });
}

/** The parts that the uid depends on are there; the rest of the line is not looked at. */
function isDetection(item: JsonObject): item is JsonObject & Detection {
  const { rule, principal, account, sourceIp } = item;
  return (
    isJsonObject(rule) &&
    typeof rule["id"] === "string" &&
    isJsonObject(principal) &&
    typeof account === "string" &&
    typeof sourceIp === "string"
  );
}

function notABaseline(file: string, line?: number): Problem {
  return new Problem("input.malformed", "The baseline is neither the json nor the jsonl of an earlier run.", {
    location: { file, ...(line !== undefined && { line }) },
    hint: "Make one with `trailproof audit ... --out json=baseline.json`.",
  });
}

function tryParse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
