import type { PackedInput } from "../../evidence/index.ts";
import { isJsonObject, type Json, type JsonObject, ownValue, Problem } from "../../model/index.ts";
import { readInput } from "../read-input.ts";

/** Findings and detections of saved results, as they were written. */
export interface SavedResults {
  readonly findings: readonly JsonObject[];
  readonly detections: readonly JsonObject[];
  readonly inputs: readonly PackedInput[];
}

/** Reads `json` and `jsonl` of `audit`, `detect` and the like. Throws a Problem for a file that is neither. */
export async function readSavedResults(files: readonly string[]): Promise<SavedResults> {
  const findings: JsonObject[] = [];
  const detections: JsonObject[] = [];
  const inputs: PackedInput[] = [];
  for (const file of files) {
    const { bytes, origin } = await readInput(file, maxBytes, new Date(0));
    inputs.push({ source: "findings", file, sha256: origin.sha256, path: null });
    for (const one of objectsIn(Buffer.from(bytes).toString("utf8"), file)) {
      const kind = ownValue(one, "kind");
      if (kind === "finding") findings.push(one);
      else if (kind === "detection") detections.push(one);
    }
  }
  return { findings, detections, inputs };
}

const maxBytes = 500 * 2 ** 20;

function objectsIn(text: string, file: string): readonly JsonObject[] {
  const whole = parseJson(text);
  if (isJsonObject(whole) && ["finding", "detection"].includes(String(ownValue(whole, "kind")))) return [whole];
  if (isJsonObject(whole)) {
    const lists = ["findings", "detections"].map((name) => ownValue(whole, name));
    if (!lists.some((list) => Array.isArray(list))) throw notResults(file);
    return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isJsonObject) : []));
  }
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const value = parseJson(line);
    if (!isJsonObject(value)) throw notResults(file, index + 1);
    return [value];
  });
}

function notResults(file: string, line?: number): Problem {
  return new Problem("input.malformed", "This is no saved result.", {
    location: { file, ...(line !== undefined && { line }) },
    hint: "Save one: trailproof detect LOGS -o jsonl > detections.jsonl; or audit, with -o json or jsonl.",
  });
}

function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
