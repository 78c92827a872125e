import type { CatalogueAction } from "../../iam/index.ts";
import { arnName, dayMs, type LastAccessed, parseArn } from "../../model/index.ts";
import { advisorOf } from "./advisor.ts";
import { grantChanges } from "./grant-changes.ts";
import { type Grants, grantsReader } from "./grants.ts";
import { actionCell, actionVerdict, type SubjectEvidence, serviceCell } from "./judge.ts";
import { keptLast } from "./kept-last.ts";
import { pinsOf } from "./pins.ts";
import { recordedReader } from "./recorded.ts";
import { identityKey, subjectsOf, type UsageSubject } from "./subjects.ts";
import type { UsageCell } from "./usage-cell.ts";
import { limitsOf, type UsageRequest } from "./usage-request.ts";
import { createVerdicts, type Verdict } from "./verdicts.ts";

/** Answers, for every user and role, what it is granted and what it used. */
export interface UsageJudge {
  /** Users, roles, then groups and policies that Access Advisor was asked about, then who is in no authorization details. */
  readonly subjects: readonly SubjectUsage[];
  /** By ARN, with or without the path. */
  of(arn: string): SubjectUsage | undefined;
}

export interface SubjectUsage {
  readonly subject: UsageSubject;
  /** Policies of which nobody knows what they allow, clauses. */
  readonly gaps: readonly string[];
  /** Of every service that is granted, listed by Access Advisor or used: its prefix in lower case. In order. */
  readonly services: readonly string[];
  service(prefix: string): UsageCell;
  /** Of any action, granted or not. */
  action(name: string): UsageCell;
  /** The same of an action of the catalogue, without what it is about. */
  verdict(action: CatalogueAction): Verdict;
  /**
   * Actions of a service that need a cell of their own: tracked, called, named by a policy and unknown, and where the
   * service is unused those that are not, since they are new or must stay.
   */
  notable(prefix: string): readonly string[];
}

/**
 * Evidence is gathered when a subject is asked about, and kept for those that were asked about last: of all roles of an
 * account it would take more memory than their policies.
 */
export function createUsageJudge(request: UsageRequest): UsageJudge {
  const limits = limitsOf(request);
  const { identities, activity, catalogue } = request;
  const pins = pinsOf(request.protect ?? []);
  const answers = answersByKey(request.lastAccessed);
  const recordedFor = recordedReader(activity, limits);
  const grantsFor =
    identities === undefined
      ? () => noGrants
      : grantsReader(identities, catalogue, grantChanges(activity?.grants ?? [], limits));

  const known = identities === undefined ? [] : subjectsOf(identities, new Set(answers.keys()));
  const keys = new Set(known.map(({ arn }) => identityKey(arn)));
  const strangers = [
    ...[...answers.values()].map(({ arn }) => arn),
    // With authorization details at hand, other callers are those of other accounts, or gone.
    ...(identities === undefined ? (activity?.principals.map(({ arn }) => arn) ?? []) : []),
  ].filter((arn) => !keys.has(identityKey(arn)));
  const others = [...new Map(strangers.map((arn) => [identityKey(arn), strangerOf(arn)])).values()];

  const gathered = keptLast<UsageSubject, SubjectEvidence>(subjectsKept);
  const subjects = [...known, ...others.filter((other) => other !== undefined)].map((subject) =>
    subjectUsage(subject, () =>
      gathered(subject, () => ({
        subject,
        isInDetails: keys.has(identityKey(subject.arn)),
        grants: grantsFor(subject),
        advisor: advisorOf(answers.get(identityKey(subject.arn))?.answers ?? [], subject, limits),
        recorded: recordedFor(subject),
        ...(activity && { coverage: activity.coverage }),
        limits,
        catalogue,
        pins,
        verdicts: createVerdicts(),
      })),
    ),
  );
  const byKey = new Map(subjects.map((usage) => [identityKey(usage.subject.arn), usage]));
  return { subjects, of: (arn) => byKey.get(identityKey(arn)) };
}

const noGrants: Grants = {
  services: new Map(),
  has: () => false,
  since: () => undefined,
  change: () => undefined,
  unknown: [],
  gaps: [],
};

const subjectsKept = 16;

function subjectUsage(subject: UsageSubject, evidence: () => SubjectEvidence): SubjectUsage {
  return {
    subject,
    get gaps() {
      return evidence().grants.gaps;
    },
    get services() {
      const { grants, advisor, recorded } = evidence();
      const named = grants.unknown.map(prefixOf).filter((prefix) => prefix !== "" && !/[*?]/.test(prefix));
      // What was only tried in vain and is not granted is no use of a permission.
      const called = recorded.actions.map(prefixOf).filter((prefix) => recorded.service(prefix).done > 0);
      return [...new Set([...grants.services.keys(), ...named, ...advisor.services, ...called])].sort();
    },
    service: (prefix) => serviceCell(evidence(), prefix.toLowerCase()),
    action: (name) => actionCell(evidence(), name),
    verdict: ({ name, position }) => actionVerdict(evidence(), name, position),
    notable: (prefix) => notable(evidence(), prefix.toLowerCase()),
  };
}

function notable(evidence: SubjectEvidence, prefix: string): readonly string[] {
  const { grants, advisor, recorded, catalogue } = evidence;
  const isGranted = (name: string): boolean => {
    const entry = catalogue.action(name);
    return entry !== undefined && grants.has(entry.position);
  };
  const tracked = advisor.rows(prefix).map((row) => `${prefix}:${row}`);
  const called = recorded.actions.filter(
    (name) => prefixOf(name) === prefix && (isGranted(name) || recorded.action(name).done > 0),
  );
  const unknown = grants.unknown.filter((name) => prefixOf(name) === prefix);
  const passRole = prefix === "iam" && isGranted("iam:PassRole") ? ["iam:PassRole"] : [];
  const names = [...tracked, ...called, ...unknown, ...passRole, ...exceptions(evidence, prefix)].map(
    (name) => catalogue.action(name)?.name ?? name,
  );
  return [...new Set(names)].sort();
}

/** Of a service that is unused as a whole: actions that were granted later, or that the user keeps. */
function exceptions(evidence: SubjectEvidence, prefix: string): readonly string[] {
  const { grants, catalogue, limits, pins } = evidence;
  if (serviceCell(evidence, prefix).state !== "unused") return [];
  const start = limits.nowMs - limits.windowDays * dayMs;
  return (catalogue.service(prefix)?.actions ?? [])
    .filter(({ position, name }) => {
      if (!grants.has(position)) return false;
      return (
        !((grants.since(position) ?? Number.NaN) <= start) ||
        grants.change(position) !== undefined ||
        pins.action(prefix, name.toLowerCase()) !== undefined
      );
    })
    .map(({ name }) => name);
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(":"))).toLowerCase();
}

/** Answers that name nobody are nobody's. */
function answersByKey(
  lastAccessed: readonly LastAccessed[],
): ReadonlyMap<string, { readonly arn: string; readonly answers: readonly LastAccessed[] }> {
  const found = new Map<string, { readonly arn: string; readonly answers: LastAccessed[] }>();
  for (const answer of lastAccessed) {
    if (answer.arn === undefined || answer.arn === "") continue;
    const key = identityKey(answer.arn);
    const known = found.get(key) ?? { arn: answer.arn, answers: [] };
    known.answers.push(answer);
    found.set(key, known);
  }
  return found;
}

/** Somebody of whom only an answer or a log speaks. Root needs no permission, and services have none. */
function strangerOf(arn: string): UsageSubject | undefined {
  const kind = /^(user|role|group|policy)\//.exec(parseArn(arn)?.resource ?? "")?.[1];
  if (kind !== "user" && kind !== "role" && kind !== "group" && kind !== "policy") return undefined;
  return { kind, arn, name: arnName(arn), id: "", members: [identityKey(arn)] };
}
