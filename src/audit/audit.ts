import { type Finding, findingUid, type Resource, type Snapshot, type SourceName } from "../model/index.ts";
import type { AuditSettings, Beside, Check, CheckContext, Regression, SubjectKind, Verdict } from "./check.ts";
import { allChecks } from "./checks/index.generated.ts";
import { contextMaker } from "./context.ts";
import { distrustStaleReport, distrustUncountedKeys } from "./distrust.ts";
import { compareCheckIds, compareText } from "./order.ts";
import { remediationOf } from "./remediation.ts";
import { gapsReason, isMissing, missingReason, sourceOfSubjects } from "./sources.ts";
import { accountResource, globalRegion, type Listed, noSubject, subjectsOf } from "./subjects.ts";
import { listedUpTo, worstStatus } from "./verdict.ts";

/**
 * Asks every check of a snapshot: one finding for each check and resource, in the order of the catalogue, then by ARN.
 *
 * What could not be asked is there too: a check whose source is missing gives one finding UNKNOWN for the account,
 * one that finds nothing to look at NOT_APPLICABLE, and one whose source is partial UNKNOWN for the rest of it.
 */
export function auditSnapshot(
  snapshot: Snapshot,
  settings: AuditSettings,
  controlsOf: (checkId: string) => readonly string[],
  checks: readonly Check[] = allChecks,
  beside: Beside = {},
): Finding[] {
  // JOIN checks come last, so that the others have been answered when one of them asks what got worse.
  const findings: Finding[] = [];
  const contextOf = contextMaker(snapshot, settings, beside, () =>
    regressionsSince(beside.previous, findings, (previous) =>
      auditSnapshot(previous, settings, () => [], checks.filter(isOfState)),
    ),
  );
  const listing = subjectLists();
  for (const check of checks.toSorted((a, b) => compareCheckIds(a.id, b.id))) {
    const context = contextOf(check);
    const answers = onePerResource(answersTo(check, context, listing));
    const controls = controlsOf(check.id);
    const distrusted = distrustStaleReport(check, context);
    for (const answer of answers.toSorted(byResource)) {
      findings.push(toFinding(check, answer, distrusted(answer.verdict), snapshot, controls));
    }
  }
  return findings;
}

/** Checks that ask a snapshot alone. */
function isOfState({ id }: Check): boolean {
  return !id.startsWith("JOIN-");
}

function regressionsSince(
  previous: Snapshot | undefined,
  now: readonly Finding[],
  audit: (snapshot: Snapshot) => readonly Finding[],
): readonly Regression[] {
  if (previous === undefined) return [];
  const passed = new Set(audit(previous).flatMap(({ uid, status }) => (status === "PASS" ? [uid] : [])));
  return now
    .filter(({ uid, status }) => status === "FAIL" && passed.has(uid))
    .map(({ source, severity, resource, reason }) => ({
      checkId: source.id,
      title: source.title,
      severity,
      resource,
      reason,
    }));
}

interface Answer {
  readonly resource: Resource;
  readonly region: string;
  readonly verdict: Verdict;
}

interface WithResource {
  readonly resource: Resource;
}

function byResource({ resource: a }: WithResource, { resource: b }: WithResource): number {
  return compareText(a.arn, b.arn) || compareText(a.type, b.type);
}

type Listing = (kind: SubjectKind, context: CheckContext) => readonly Listed[];

/** Many checks look at the same subjects: what is sorted once need not be sorted for each of them. */
function subjectLists(): Listing {
  const lists = new Map<SubjectKind, readonly Listed[]>();
  return (kind, context) => {
    const list = lists.get(kind) ?? subjectsOf(kind, context).toSorted(byResource);
    lists.set(kind, list);
    return list;
  };
}

function answersTo(check: Check, context: CheckContext, listing: Listing): readonly Answer[] {
  const { snapshot } = context;
  const source = sourceOfSubjects[check.subject];
  if (source !== undefined && isMissing(snapshot, source)) {
    return [forAccount(snapshot, "UNKNOWN", missingReason(snapshot, [...new Set([source, ...check.needs])]) ?? "")];
  }
  const cause = check.unanswerable?.(context);
  if (cause !== undefined) return [forAccount(snapshot, "UNKNOWN", cause)];
  const subjects = listing(check.subject, context);
  if (subjects.length === 0) return [withoutSubjects(check, snapshot, source)];
  const missing = missingReason(snapshot, check.needs);
  if (missing !== undefined) return [forAccount(snapshot, "UNKNOWN", missing)];
  const answers = subjects.map(({ subject, resource, region }) => {
    const verdict = distrustUncountedKeys(check, subject, check.evaluate(subject, context));
    return { resource, region, verdict };
  });
  const folds = check.unanswerable !== undefined || check.foldsUnknown === true;
  const folded = folds ? foldUnknown(answers, snapshot) : answers;
  return [...folded, ...forGaps(check, snapshot, answers)];
}

/**
 * Logs that are too short leave everybody unknown alike, which is said once, for the account. An answer that rests on something
 * of its own stays.
 */
function foldUnknown(answers: readonly Answer[], snapshot: Snapshot): readonly Answer[] {
  const alike = new Map<string, Answer[]>();
  for (const answer of answers) {
    const { status, reason, evidence = [] } = answer.verdict;
    if (status !== "UNKNOWN" || evidence.length > 0) continue;
    alike.set(reason, [...(alike.get(reason) ?? []), answer]);
  }
  const many = [...alike].filter(([, same]) => same.length > 1);
  if (many.length === 0) return answers;
  const folded = new Set(many.flatMap(([, same]) => same));
  const reasons = many.map(([reason, same]) => {
    const names = same.map(({ resource }) => resource.name).sort(compareText);
    return `${reason} This leaves ${same.length} unanswered: ${listedUpTo(names, 5)}.`;
  });
  return [
    ...answers.filter((answer) => !folded.has(answer)),
    forAccount(snapshot, "UNKNOWN", reasons.sort(compareText).join(" ")),
  ];
}

function withoutSubjects(check: Check, snapshot: Snapshot, source: SourceName | undefined): Answer {
  const gaps = source && gapsReason(snapshot, [source]);
  if (gaps !== undefined) return forAccount(snapshot, "UNKNOWN", gaps);
  // Every account has a root user: a report without its row is cut or made up.
  const status = check.subject === "root-credentials" ? "UNKNOWN" : "NOT_APPLICABLE";
  return forAccount(snapshot, status, noSubject[check.subject]);
}

/** Sources whose gaps may hide whole subjects; gaps within trails and buckets are seen subject by subject. */
const listingSources: readonly SourceName[] = [
  "credential-report",
  "authorization-details",
  "account-summary",
  "password-policy",
  "service-last-accessed",
  "trails",
  "mfa-devices",
  "identity-providers",
  "server-certificates",
  "organization",
  "analyzers",
  "analyzer-findings",
  "ssh-public-keys",
  "service-specific-credentials",
];

function forGaps(check: Check, snapshot: Snapshot, answers: readonly Answer[]): readonly Answer[] {
  // The root row is there, so that rows which are not do not matter.
  if (check.subject === "root-credentials" || check.judgesGaps === true) return [];
  const gaps = gapsReason(
    snapshot,
    check.needs.filter((source) => listingSources.includes(source)),
  );
  if (gaps === undefined) return [];
  // What was found stays found.
  if (check.subject === "account" && answers.some((answer) => answer.verdict.status === "FAIL")) return [];
  return [forAccount(snapshot, "UNKNOWN", gaps)];
}

function forAccount(snapshot: Snapshot, status: Verdict["status"], reason: string): Answer {
  return { resource: accountResource(snapshot), region: globalRegion, verdict: { status, reason } };
}

/**
 * Inputs that name a resource twice do not make two findings: the worst answer counts, and the finding says so. Among
 * equally bad ones the choice does not depend on their order.
 */
function onePerResource(answers: readonly Answer[]): readonly Answer[] {
  const arns = new Set(answers.map(({ resource }) => resource.arn));
  if (arns.size === answers.length) return answers;
  const answersOf = new Map<string, Answer[]>();
  for (const answer of answers) {
    const key = `${answer.resource.type}\n${answer.resource.arn}`;
    const same = answersOf.get(key);
    if (same === undefined) answersOf.set(key, [answer]);
    else same.push(answer);
  }
  return [...answersOf.values()].flatMap((same) => {
    const worst = worstStatus(same.map((answer) => answer.verdict.status));
    const [chosen] = same
      .filter((answer) => answer.verdict.status === worst)
      .toSorted((a, b) => compareText(JSON.stringify(a.verdict), JSON.stringify(b.verdict)));
    if (chosen === undefined || same.length === 1) return same;
    const others = same.filter((answer) => answer !== chosen && answer.verdict.reason !== chosen.verdict.reason);
    if (others.length === 0) return [chosen];
    const reason = `${chosen.verdict.reason} (The worst of ${same.length} answers about this resource.)`;
    return [{ ...chosen, verdict: { ...chosen.verdict, reason } }];
  });
}

function toFinding(
  check: Check,
  { resource, region }: Answer,
  verdict: Verdict,
  snapshot: Snapshot,
  controls: readonly string[],
): Finding {
  return {
    schemaVersion: 1,
    kind: "finding",
    uid: findingUid(snapshot.account, check.id, resource),
    source: { type: "check", id: check.id, title: check.title },
    status: verdict.status,
    severity: verdict.severity ?? check.severity,
    account: snapshot.account,
    region,
    resource,
    title: check.title,
    reason: verdict.reason,
    evidence: verdict.evidence ?? [],
    controls,
    remediation: remediationOf(check, verdict, resource, snapshot),
    observedAt: snapshot.takenAt,
    firstSeen: snapshot.takenAt,
  };
}
