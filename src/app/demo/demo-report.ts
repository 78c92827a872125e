import type { Detection, Finding } from "../../model/index.ts";
import type { LabActivityResult, Report, StoryStep } from "../../report/index.ts";
import type { DemoAnswers } from "./demo-questions.ts";

/** What the demo found, as one report. */
export interface DemoFindings extends DemoAnswers {
  readonly lab: readonly LabActivityResult[];
  readonly story: readonly StoryStep[];
  /** Where the delivered files were copied to, each below the name of its bucket. */
  readonly logs: string;
}

export function demoReport({ audit, detect, lab, story, logs }: DemoFindings): Report {
  // The copies are gone when the report is read: what they are copies of is named.
  const inBucket = (text: string): string => text.replaceAll(`${logs}/`, "s3://");
  const withFiles = (detection: Detection): Detection => ({
    ...detection,
    events: detection.events.map((event) => ({ ...event, file: inBucket(event.file) })),
  });
  const withEvidence = (finding: Finding): Finding => ({
    ...finding,
    evidence: finding.evidence.map(({ source, field, value }) => ({
      source: inBucket(source),
      field,
      value: typeof value === "string" ? inBucket(value) : value,
    })),
  });
  return {
    ...audit,
    kind: "demo",
    title: "AeroSecure, the account of the demo",
    findings: [...audit.findings, ...detect.findings].map(withEvidence),
    detections: detect.detections.map(withFiles),
    problems: [...audit.problems, ...detect.problems],
    ...(detect.stats && { stats: detect.stats }),
    ...(detect.activity && { activity: detect.activity }),
    story,
    lab,
  };
}
