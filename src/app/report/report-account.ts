import { type Beside, coveragePicture, effectiveParameters } from "../../audit/index.ts";
import { complianceResults } from "../../compliance/index.ts";
import type { Activity, Problem, ProblemRecord, Snapshot } from "../../model/index.ts";
import type { Report, UsageReport } from "../../report/index.ts";
import { auditAccount } from "../audit/audit-account.ts";
import type { FrameworkChoice } from "../frameworks/choose-frameworks.ts";
import { usageAccount } from "../rightsize/usage-account.ts";
import type { Settings } from "../settings/settings.ts";
import { identityRows } from "./report-identities.ts";
import { type EarlierResult, earlierResult, sinceLast } from "./report-since.ts";

export interface ReportInputs {
  readonly snapshot: Snapshot;
  readonly beside: Beside;
  /** Who used what, of the same logs. */
  readonly activity?: Activity;
  /** What rules found in the same logs; undefined: none was asked. */
  readonly detect?: Report;
  readonly problems: readonly (Problem | ProblemRecord)[];
  readonly frameworks: FrameworkChoice;
  /** An earlier result; where there is none, `beside.previous` is asked the same checks. */
  readonly earlier?: EarlierResult;
  /** Where `beside.previous` was read from. */
  readonly previousFile?: string;
}

/** Everything that is known of an account, as one report. Never calls AWS; the same inputs give the same report. */
export function reportAccount(inputs: ReportInputs, settings: Settings): Report {
  const { snapshot, beside, detect, problems } = inputs;
  const audit = auditAccount(snapshot, settings, problems, beside);
  const findings = [...audit.findings, ...(detect?.findings ?? [])];
  const notes = [
    ...(audit.notes ?? []),
    ...(detect?.notes ?? ["Rules were not asked: no logs were given that can be read (--logs)."]),
  ];
  const report: Report = {
    ...audit,
    // Without rules there is no detection to count: 0 of them would look like an all-clear.
    kind: detect === undefined ? "audit" : "report",
    title: `Access and activity of ${snapshot.account || "an account that no input names"}`,
    findings,
    detections: detect?.detections ?? [],
    problems: [...audit.problems, ...(detect?.problems ?? [])],
    ...(notes.length > 0 && { notes }),
    ...(detect?.stats && { stats: detect.stats }),
    ...(detect?.activity && { activity: detect.activity }),
  };
  const earlier = inputs.earlier ?? earlierOf(inputs, settings);
  return {
    ...withPictures(report, inputs, settings),
    ...(earlier && { since: sinceLast(earlier, findings, snapshot.account) }),
  };
}

/** A report of an account with what the page shows beside its findings: identities, ways to more, coverage, frameworks. */
export function withPictures(
  report: Report,
  {
    snapshot,
    beside,
    activity,
    frameworks: choice,
  }: Pick<ReportInputs, "snapshot" | "beside" | "activity" | "frameworks">,
  settings: Settings,
): Report {
  const usage = usageOf(snapshot, activity);
  const escalation = usage?.escalation;
  const identities = identityRows({
    snapshot,
    ...(beside.behaviour && { behaviour: beside.behaviour }),
    ...(escalation && { escalation }),
    usage: new Map((usage?.principals ?? []).map((principal) => [principal.arn, principal])),
  });
  const trailCoverage = coveragePicture(snapshot);
  const { frameworks, profile, baselineLevel } = choice;
  return {
    ...report,
    ...(identities.length > 0 && { identities }),
    ...(escalation && { escalation }),
    ...(trailCoverage && { trailCoverage }),
    ...(frameworks.length > 0 && {
      compliance: {
        frameworks: complianceResults(report.findings, frameworks, {
          parameters: effectiveParameters(settings.audit),
          asOf: snapshot.takenAt,
          ...(baselineLevel && { baselineLevel }),
        }),
        ...(profile && { profile: { id: profile.id, title: profile.title, outOfScope: profile.outOfScope } }),
      },
    }),
  };
}

/** Undefined where nothing tells what is granted. */
function usageOf(snapshot: Snapshot, activity: Activity | undefined): UsageReport | undefined {
  if (snapshot.identities === undefined) return undefined;
  const counted =
    activity === undefined
      ? {}
      : { counted: { activity, inputs: [], files: 0, withRecords: 0, whole: 0, missingPaths: 0, problems: [] } };
  return usageAccount(
    {
      snapshot,
      ...counted,
      problems: [],
      asOf: snapshot.takenAt.replace(".000Z", "Z"),
      clock: snapshot.clock,
      isBroken: false,
      logGaps: [],
    },
    { windowDays: 90, graceDays: 14, protect: [], escalation: true },
  );
}

function earlierOf(
  { beside: { previous }, previousFile }: ReportInputs,
  settings: Settings,
): EarlierResult | undefined {
  if (previous === undefined) return undefined;
  const { findings } = auditAccount(previous, settings, []);
  return earlierResult(previousFile ?? "an earlier snapshot", previous.takenAt, previous.account, findings);
}
