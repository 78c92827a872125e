import { type Finding, findingUid, type Resource, type Snapshot, type SourceName } from "../model/index.ts";
import type { AuditSettings, Check, CheckContext, SubjectKind, Verdict } from "./check.ts";
import { allChecks } from "./checks/index.generated.ts";
import { contextMaker } from "./context.ts";
import { distrustStaleReport, distrustUncountedKeys } from "./distrust.ts";
import { compareCheckIds, compareText } from "./order.ts";
import { remediationOf } from "./remediation.ts";
import { gapsReason, isMissing, missingReason, sourceOfSubjects } from "./sources.ts";
import { accountResource, globalRegion, type Listed, noSubject, subjectsOf } from "./subjects.ts";
import { worstStatus } from "./verdict.ts";

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
): Finding[] {
  const contextOf = contextMaker(snapshot, settings);
  const listing = subjectLists();
  return checks
    .toSorted((a, b) => compareCheckIds(a.id, b.id))
    .flatMap((check) => {
      const context = contextOf(check);
      const answers = onePerResource(answersTo(check, context, listing));
      const controls = controlsOf(check.id);
      const distrusted = distrustStaleReport(check, context);
      return answers
        .toSorted(byResource)
        .map((answer) => toFinding(check, answer, distrusted(answer.verdict), snapshot, controls));
    });
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
  const subjects = listing(check.subject, context);
  if (subjects.length === 0) return [withoutSubjects(check, snapshot, source)];
  const missing = missingReason(snapshot, check.needs);
  if (missing !== undefined) return [forAccount(snapshot, "UNKNOWN", missing)];
  const answers = subjects.map(({ subject, resource, region }) => {
    const verdict = distrustUncountedKeys(check, subject, check.evaluate(subject, context));
    return { resource, region, verdict };
  });
  return [...answers, ...forGaps(check, snapshot, answers)];
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
