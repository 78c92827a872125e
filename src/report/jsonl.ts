import { toDetectionJson, toFindingJson } from "./json.ts";
import type { Report } from "./report.ts";
import { jsonText } from "./sanitize.ts";

/** One finding a line for `audit`, one detection a line for `detect` (findings once they were grouped), both for `demo`. */
export function renderJsonl({ kind, findings, detections }: Report): string {
  const withDetections = kind === "demo" || (kind === "detect" && findings.length === 0);
  const lines = [
    ...findings.map((finding) => jsonText(toFindingJson(finding))),
    ...(withDetections ? detections : []).map((detection) => jsonText(toDetectionJson(detection))),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
