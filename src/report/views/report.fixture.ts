import { sampleActivity, sampleCredentialAges, sampleUsage } from "../report-charts.fixture.ts";
import { sampleDetection, sampleDetections } from "../report-detections.fixture.ts";
import { account, asOf, sampleFinding, sampleFindings } from "../report-findings.fixture.ts";
import type { Report } from "./report.ts";

export { sampleCredentialAges, sampleDetection, sampleFinding, sampleUsage };

/** The text of a report that comes in pieces. */
export function joined(pieces: Iterable<string>): string {
  return [...pieces].join("");
}

/** A made-up report of a realistic size, the same at each run. For tests only. */
export function sampleReport(overrides: Partial<Report> = {}): Report {
  return {
    kind: "demo",
    title: "AeroSecure: access audit and detections",
    toolVersion: "0.1.0",
    account,
    asOf,
    findings: sampleFindings(),
    detections: sampleDetections(),
    problems: [
      {
        code: "input.truncated",
        message: "The gzip stream ends before its trailer: 214 records were read, the rest is lost.",
        location: { file: "logs/111122223333_CloudTrail_eu-west-1_20261119T2005Z_a1b2.json.gz", byteOffset: 48211 },
        hint: "Fetch the object from the trail's bucket again.",
      },
      {
        code: "rule.unsupported",
        message: "The modifier 'expand' needs a value for %trusted_networks%.",
        location: { file: "rules/custom/console-login.yml", line: 14, column: 5 },
      },
    ],
    inputs: [
      { source: "credential-report", file: "samples/aerosecure/credential-report.csv", sha256: "4f".repeat(32) },
      {
        source: "authorization-details",
        file: "samples/aerosecure/authorization-details.json",
        sha256: "a7".repeat(32),
      },
      { source: "trails", file: "samples/aerosecure/trails.json", sha256: "1c".repeat(32) },
    ],
    stats: {
      kind: "stats",
      files: 412,
      bytesRead: 9_412_331,
      bytesUnpacked: 131_224_871,
      records: 48_211,
      events: 48_190,
      duplicates: 21,
      problems: 2,
      rulesLoaded: 63,
      rulesRejected: 1,
      detections: 41,
      evictedGroups: 0,
      seconds: 3.2,
      peakRssBytes: 210_000_000,
    },
    credentialAges: sampleCredentialAges(25),
    activity: sampleActivity(),
    usage: sampleUsage(6, 20),
    next: ["trailproof explain CRED-04", "trailproof audit --out html=report.html"],
    ...overrides,
  };
}
