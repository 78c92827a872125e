import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Problem } from "../../model/index.ts";
import type { Report } from "../../report/index.ts";
import { auditAccount } from "../audit/audit-account.ts";
import { detectReport, type ScanProgress } from "../detect/detect-report.ts";
import { chooseFrameworks } from "../frameworks/choose-frameworks.ts";
import { loadFrameworks, loadProfiles } from "../frameworks/load-frameworks.ts";
import { withPictures } from "../report/report-account.ts";
import { defaultSettings } from "../settings/settings.ts";
import { loadSnapshot, type SnapshotInputs } from "../snapshot/load-snapshot.ts";
import { packageRoot } from "../version.ts";

/** Audits the saved answers of AeroSecure that come with the package, and runs the built-in rules over 30 days of its CloudTrail logs. */
export async function samplesReport(onProgress: (progress: ScanProgress) => void): Promise<Report> {
  const folder = fileURLToPath(new URL("samples/aerosecure/", packageRoot));
  const { snapshot, problems } = await loadSnapshot(sampleInputs(folder), {
    asOf: samplesClock,
    now: new Date(samplesClock),
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
  const report: Report = {
    ...audit,
    kind: "demo",
    title: "AeroSecure, the built-in account",
    findings: [...audit.findings, ...detect.findings],
    detections: detect.detections,
    problems: [...audit.problems, ...detect.problems],
    ...(detect.stats && { stats: detect.stats }),
    ...(detect.activity && { activity: detect.activity }),
  };
  const frameworks = chooseFrameworks([], undefined, loadFrameworks().frameworks, loadProfiles().profiles);
  return withPictures(report, { snapshot, beside: {}, frameworks }, defaultSettings);
}

/** The account's credential report was generated a few minutes before. */
const samplesClock = "2026-11-21T20:30:00.000Z";

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
