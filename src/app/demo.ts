import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Problem } from "../model/index.ts";
import type { Report } from "../report/index.ts";
import { auditAccount } from "./audit-account.ts";
import { detectReport, type ScanProgress } from "./detect-report.ts";
import { loadSnapshot, type SnapshotInputs } from "./load-snapshot.ts";
import { defaultSettings } from "./settings.ts";
import { packageRoot } from "./version.ts";

/** The clock of the built-in account; its report was generated a few minutes before. */
export const demoClock = "2026-11-21T20:30:00.000Z";

/** Audits the built-in account AeroSecure and runs the built-in rules over 30 days of its CloudTrail logs. */
export async function demoReport(onProgress: (progress: ScanProgress) => void): Promise<Report> {
  const folder = fileURLToPath(new URL("samples/aerosecure/", packageRoot));
  const { snapshot, problems } = await loadSnapshot(sampleInputs(folder), {
    asOf: demoClock,
    now: new Date(demoClock),
  });
  const audit = auditAccount(snapshot, defaultSettings, problems);
  const { report: detect } = await detectReport({
    paths: [`${folder}cloudtrail`],
    rulePaths: [],
    builtinRules: true,
    placeholders: new Map(),
    group: true,
    onProgress,
  });
  return {
    ...audit,
    kind: "demo",
    title: "AeroSecure, the built-in account",
    findings: [...audit.findings, ...detect.findings],
    detections: detect.detections,
    problems: [...audit.problems, ...detect.problems],
    ...(detect.stats && { stats: detect.stats }),
    ...(detect.activity && { activity: detect.activity }),
  };
}

/** The saved answers in the sample folder, found by their names: `<answer>.json` or `<answer>.<subject>.json`. */
function sampleInputs(folder: string): SnapshotInputs {
  const names = readSamples(folder);
  const whole = (answer: string): readonly string[] =>
    names.filter((name) => name === `${answer}.json`).map((name) => `${folder}${name}`);
  const bySubject = (answer: string, subject: (text: string) => string = (text) => text) =>
    names
      .filter((name) => name.startsWith(`${answer}.`) && name !== `${answer}.json`)
      .map((name) => ({ subject: subject(name.slice(answer.length + 1, -".json".length)), file: `${folder}${name}` }));
  const [accountSummary = ""] = whole("account-summary");
  const [passwordPolicy = ""] = whole("password-policy");
  return {
    credentialReport: `${folder}credential-report.json`,
    accountSummary,
    passwordPolicy,
    authorizationDetails: whole("authorization-details"),
    trails: whole("trails"),
    buckets: whole("list-buckets"),
    trailStatus: bySubject("trail-status"),
    eventSelectors: bySubject("event-selectors"),
    insightSelectors: bySubject("insight-selectors"),
    serviceLastAccessed: bySubject("last-accessed", (user) => `arn:aws:iam::111122223333:user/${user}`),
    bucketPolicy: bySubject("bucket-policy"),
    bucketAcl: bySubject("bucket-acl"),
    publicAccessBlock: bySubject("public-access-block"),
    bucketVersioning: bySubject("bucket-versioning"),
    bucketLifecycle: bySubject("bucket-lifecycle"),
  };
}

function readSamples(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw new Problem("input.unreadable", "The built-in account is not installed.", {
      location: { file: folder },
      hint: "Run `npm run build` in trailproof's folder.",
      cause,
    });
  }
}
