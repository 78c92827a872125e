import { jsonText } from "../text/sanitize.ts";
import type { Report } from "../views/report.ts";
import { toDetectionJson, toFindingJson } from "./json.ts";

/** One finding a line for `audit`, one detection a line for `detect` (findings once they were grouped), both for `demo`. */
export function* renderJsonl({ kind, findings, detections }: Report): Iterable<string> {
  for (const finding of findings) yield `${jsonText(toFindingJson(finding))}\n`;
  const withDetections = kind === "demo" || (kind === "detect" && findings.length === 0);
  for (const detection of withDetections ? detections : []) yield `${jsonText(toDetectionJson(detection))}\n`;
}
