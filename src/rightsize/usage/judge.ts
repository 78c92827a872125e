import type { ActionCatalogue } from "../../iam/index.ts";
import { dayMs, type LogCoverage } from "../../model/index.ts";
import type { Advisor, AdvisorView } from "./advisor.ts";
import { advisorLagMs } from "./advisor.ts";
import { ageDoubt, grantDoubt } from "./age-doubts.ts";
import type { GrantChange } from "./grant-changes.ts";
import type { Grants } from "./grants.ts";
import type { Pins } from "./pins.ts";
import { isInWindow, type Recorded, type RecordedView, serviceOf } from "./recorded.ts";
import type { UsageSubject } from "./subjects.ts";
import type { UsageCell } from "./usage-cell.ts";
import type { UsageLimits } from "./usage-request.ts";
import type { Verdict, Verdicts } from "./verdicts.ts";
import { ago, callsWords, logsWords, sentence } from "./wording.ts";

/** All that is known of one subject. */
export interface SubjectEvidence {
  readonly subject: UsageSubject;
  /** False: nothing but answers and logs speaks of it, so that neither its age nor its policies are known. */
  readonly isInDetails: boolean;
  readonly grants: Grants;
  readonly advisor: Advisor;
  readonly recorded: Recorded;
  readonly coverage?: LogCoverage;
  readonly limits: UsageLimits;
  readonly catalogue: ActionCatalogue;
  readonly pins: Pins;
  readonly verdicts: Verdicts;
}

/** The cell of a whole service. `prefix` is in lower case. */
export function serviceCell(evidence: SubjectEvidence, prefix: string): UsageCell {
  const { advisor, recorded, grants, catalogue } = evidence;
  const [asked, logged] = [advisor.service(prefix), recorded.service(prefix)];
  const service = grants.services.get(prefix);
  const granted = service?.granted ?? 0;
  return {
    ...cellOf(evidence, {
      asked,
      logged,
      unmapped: recorded.unmapped(prefix),
      kept: () => (granted === 1 && grants.has(passRoleIn(catalogue)) && prefix === "iam" ? passRoleReason : undefined),
      pin: () => evidence.pins.action(prefix),
      doubt: () =>
        (catalogue.service(prefix) === undefined
          ? `the catalogue of ${catalogue.date} does not list the service`
          : undefined) ?? asked.doubt,
      ...(service?.since !== undefined && { since: service.since }),
      ...(service?.change !== undefined && { change: service.change }),
    }),
    principal: evidence.subject.arn,
    service: prefix,
    granted,
  };
}

/** The cell of one action, whether or not it is granted; names ignore case. */
export function actionCell(evidence: SubjectEvidence, action: string): UsageCell {
  const entry = evidence.catalogue.action(action);
  const name = entry?.name ?? action;
  const verdict = actionVerdict(evidence, name, entry?.position);
  return { ...verdict, principal: evidence.subject.arn, service: serviceOf(name), action: name };
}

/** `position`: in the catalogue; undefined: it does not know the action. */
export function actionVerdict(evidence: SubjectEvidence, name: string, position: number | undefined): Verdict {
  const { advisor, recorded, grants, pins, verdicts } = evidence;
  const lower = name.toLowerCase();
  const prefix = serviceOf(lower);
  const asked = advisor.action(prefix, lower.slice(prefix.length + 1));
  const logged = recorded.action(lower);
  const since = position === undefined ? undefined : grants.since(position);
  const pin = pins.action(prefix, lower);
  const isLikeOthers =
    position !== undefined && logged.done + logged.denied === 0 && pin === undefined && lower !== passRole;
  const change = position === undefined ? undefined : grants.change(position);
  const known = isLikeOthers ? verdicts.of(asked, { prefix, since, change }) : undefined;
  if (known !== undefined) return known;
  const isKnown = position !== undefined;
  const made = newVerdict(evidence, { name: lower, prefix, isKnown, asked, logged, since, change, pin });
  if (isLikeOthers) verdicts.keep(asked, { prefix, since, change }, made);
  return made;
}

interface AskedAction {
  /** In lower case. */
  readonly name: string;
  readonly prefix: string;
  /** To the catalogue. */
  readonly isKnown: boolean;
  readonly asked: AdvisorView;
  readonly logged: RecordedView;
  readonly since: number | undefined;
  readonly change: GrantChange | undefined;
  readonly pin: string | undefined;
}

function newVerdict(
  evidence: SubjectEvidence,
  { name, prefix, isKnown, asked, logged, since, change, pin }: AskedAction,
): Verdict {
  const { advisor, recorded, catalogue } = evidence;
  const whole = advisor.service(prefix);
  const wholeLogged = recorded.service(prefix);
  const judged = actionBasis();
  const odd = asked.odd ?? whole.odd;
  return cellOf(evidence, {
    asked: { ...asked, ...(odd !== undefined && { odd }), ...judged },
    logged,
    // Where the action is tracked itself, it does not matter what else of its service was called.
    unmapped: asked.basis === undefined ? recorded.unmapped(prefix) : recorded.unmappedAnywhere,
    ofService: latest(whole.lastUsed?.ms, wholeLogged.lastDone),
    kept: () => (name === passRole ? passRoleReason : undefined),
    pin: () => pin,
    doubt: () => (isKnown ? undefined : `the catalogue of ${catalogue.date} does not list the action`) ?? judged.doubt,
    ...(since !== undefined && { since }),
    ...(change !== undefined && { change }),
  });

  /** A service that was never used shows it for all of its actions; else the action must be tracked itself. */
  function actionBasis(): { readonly basis?: number; readonly doubt?: string } {
    const used = latest(whole.lastUsed?.ms, wholeLogged.lastDone, wholeLogged.lastDenied);
    const wholeUnused =
      whole.basis !== undefined &&
      whole.odd === undefined &&
      wholeLogged.odd === undefined &&
      !(used !== undefined && isInWindow(used, evidence.limits));
    if (asked.basis === undefined) {
      if (wholeUnused && whole.basis !== undefined) return { basis: whole.basis };
      return asked.doubt === undefined ? {} : { doubt: asked.doubt };
    }
    const usedLater = whole.lastUsed !== undefined && whole.lastUsed.ms > asked.basis - advisorLagMs;
    if (!usedLater || asked.basis === whole.basis) return {};
    return { doubt: `${prefix} was used after the answer of Access Advisor by action was made` };
  }
}

const passRole = "iam:passrole";
/** Source: IAM User Guide, "Refine permissions using last accessed information": PassRole is not tracked. */
const passRoleReason = "iam:PassRole is neither tracked by Access Advisor nor an event of its own";

function passRoleIn(catalogue: ActionCatalogue): number {
  return catalogue.action(passRole)?.position ?? -1;
}

interface Signs {
  readonly asked: AdvisorView;
  readonly logged: RecordedView;
  /** Calls that may have needed it, nobody knows. */
  readonly unmapped: readonly string[];
  /** Of an action: last use of its service as a whole. Milliseconds since 1970. */
  readonly ofService?: number | undefined;
  /** Why it must stay by its nature, a clause. */
  readonly kept: () => string | undefined;
  /** The pattern of the user that keeps it. */
  readonly pin: () => string | undefined;
  /** Why no use is no sign, a clause. */
  readonly doubt: () => string | undefined;
  readonly since?: number;
  readonly change?: GrantChange;
}

function cellOf(evidence: SubjectEvidence, signs: Signs): Verdict {
  const { asked, logged } = signs;
  const base = factsOf(evidence, signs);
  const used = signOfUse(evidence, signs);
  if (used !== undefined) return { ...base, ...used };
  const kept = protection(evidence, signs);
  const doubt = kept ?? whyUnknown(evidence, signs);
  const source = sourceOf(asked.isListed, logged.done + logged.denied > 0);
  if (kept !== undefined) return { ...base, state: "protected", source, reason: sentence(`must stay: ${kept}`) };
  if (doubt !== undefined)
    return { ...base, state: "unknown", source, reason: sentence(`${doubt}${lastWords(evidence, signs)}`) };
  return {
    ...base,
    state: "unused",
    source: sourceOf(true, logged.done > 0),
    reason: sentence(`${earlierUse(evidence, signs)} (window ${evidence.limits.windowDays} days)`),
  };
}

/** Of what was not used in the window: when it was before, a clause. */
function earlierUse({ limits }: SubjectEvidence, { asked, logged, ofService }: Signs): string {
  const own = latest(asked.lastUsed?.ms, logged.lastDone);
  if (own !== undefined) return `last used ${ago(own, limits)}, ${isoTime(own)}`;
  if (ofService === undefined || isInWindow(ofService, limits)) {
    return "never used in the time that Access Advisor tracks";
  }
  return `nothing of its service was used since ${isoTime(ofService)}, ${ago(ofService, limits)}`;
}

function factsOf(
  { limits, coverage }: SubjectEvidence,
  { asked, logged }: Signs,
): Pick<UsageCell, "lastUsed" | "lastRegion" | "calls" | "evidenceAgeDays"> {
  const ages = [
    ...(asked.basis === undefined ? [] : [limits.nowMs - asked.basis]),
    ...(logged.done + logged.denied > 0 && coverage?.to !== undefined ? [limits.nowMs - Date.parse(coverage.to)] : []),
  ].filter((age) => age >= 0);
  const byAdvisor = (asked.lastUsed?.ms ?? Number.NEGATIVE_INFINITY) >= (logged.lastDone ?? Number.NEGATIVE_INFINITY);
  const last = latest(asked.lastUsed?.ms, logged.lastDone);
  const region = byAdvisor ? asked.lastUsed?.region : undefined;
  return {
    ...(last !== undefined && { lastUsed: isoTime(last) }),
    ...(region !== undefined && { lastRegion: region }),
    ...(logged.done + logged.denied > 0 && { calls: { done: logged.done, denied: logged.denied } }),
    ...(ages.length > 0 && { evidenceAgeDays: Math.floor(Math.max(...ages) / dayMs) }),
  };
}

/** Access Advisor counts attempts that were denied; the logs count only calls that were authorised. */
function signOfUse({ limits }: SubjectEvidence, { asked, logged }: Signs): Verdict | undefined {
  const askedUse = asked.lastUsed !== undefined && isInWindow(asked.lastUsed.ms, limits) ? asked.lastUsed : undefined;
  const loggedUse = logged.lastDone !== undefined && isInWindow(logged.lastDone, limits) ? logged.lastDone : undefined;
  const last = latest(askedUse?.ms, loggedUse);
  if (last === undefined) return undefined;
  const parts = [
    `used ${ago(last, limits)}`,
    ...(loggedUse === undefined
      ? []
      : [`${callsWords(logged.done)} in the logs${logged.isInferred ? ", concluded from other calls" : ""}`]),
    ...(loggedUse === undefined && logged.denied > 0
      ? [`the logs show only ${callsWords(logged.denied, "denied")}, and Access Advisor counts attempts`]
      : []),
  ];
  return {
    state: "used",
    source: sourceOf(askedUse !== undefined, loggedUse !== undefined),
    reason: sentence(parts.join("; ")),
  };
}

function protection(evidence: SubjectEvidence, { kept, pin, since, change }: Signs): string | undefined {
  const { subject, limits, pins } = evidence;
  if (subject.untouchable !== undefined) return subject.untouchable;
  const pinned = pins.principal(subject.arn) ?? pin();
  if (pinned !== undefined) return `you keep ${pinned}`;
  const byNature = kept();
  if (byNature !== undefined) return byNature;
  const isNew = (ms: number): boolean => limits.nowMs - ms < limits.graceDays * dayMs;
  if (change !== undefined && isNew(change.ms)) {
    return `granted ${ago(change.ms, limits)} by ${change.what} (${limits.graceDays} days of grace)`;
  }
  if (since === undefined || ageDoubt(evidence) !== undefined) return undefined;
  if (!isNew(since)) return undefined;
  return `granted ${ago(since, limits)} (${limits.graceDays} days of grace)`;
}

function whyUnknown(
  evidence: SubjectEvidence,
  { asked, logged, unmapped, doubt, since, change }: Signs,
): string | undefined {
  const { limits, recorded, subject } = evidence;
  return (
    ageDoubt(evidence) ??
    (recorded.otherIds.length > 0
      ? `the logs hold calls of another ${subject.kind} of this name (${recorded.otherIds.join(", ")}), and the authorization details give it the id ${subject.id}`
      : undefined) ??
    doubt() ??
    asked.odd ??
    logged.odd ??
    (logged.lastDenied !== undefined && isInWindow(logged.lastDenied, limits)
      ? `the logs show ${callsWords(logged.denied, "denied")}, none that was allowed`
      : undefined) ??
    (unmapped.length > 0 ? `nobody knows the action of ${unmapped.slice(0, 3).join(", ")}` : undefined) ??
    grantDoubt(since, change, limits)
  );
}

/** What the logs add to a doubt. */
function lastWords({ coverage, limits }: SubjectEvidence, { asked, logged }: Signs): string {
  if (asked.basis !== undefined || logged.done + logged.denied > 0) return "";
  return `; ${logsWords(coverage, limits)}`;
}

function sourceOf(advisor: boolean, logs: boolean): UsageCell["source"] {
  if (advisor) return logs ? "both" : "access-advisor";
  return logs ? "cloudtrail" : "none";
}

function latest(...times: readonly (number | undefined)[]): number | undefined {
  let last: number | undefined;
  for (const time of times) if (time !== undefined && (last === undefined || time > last)) last = time;
  return last;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
