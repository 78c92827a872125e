import { ageOf, formatDays, type LastAccessed, type ServiceAccess } from "../../model/index.ts";
import { callerSince, type UsageSubject } from "./subjects.ts";
import { trackingDays, type UsageLimits } from "./usage-request.ts";

/** What Access Advisor says of one subject's use of one service or action. */
export interface AdvisorView {
  /** Whether any answer lists it. */
  readonly isListed: boolean;
  /** Last use that has an age, in any answer. */
  readonly lastUsed?: { readonly time: string; readonly ms: number; readonly region?: string };
  /** A use whose date cannot be right, a clause. */
  readonly odd?: string;
  /** Milliseconds since 1970: when the answer was made that can show that it was not used. */
  readonly basis?: number;
  /** Why there is no such answer, a clause. */
  readonly doubt?: string;
}

export interface Advisor {
  service(prefix: string): AdvisorView;
  action(prefix: string, name: string): AdvisorView;
  /** Services and actions that the answers list, in lower case. */
  readonly services: readonly string[];
  rows(prefix: string): readonly string[];
}

/** Recent activity shows up within four hours. Source: IAM User Guide, "Things to know about last accessed information". */
export const advisorLagMs: number = 4 * 3_600_000;

/**
 * All answers about one subject, read together: any of them may show use, but only one that is finished, whole and
 * fresh can show that there was none.
 */
export function advisorOf(answers: readonly LastAccessed[], subject: UsageSubject, limits: UsageLimits): Advisor {
  const judged = answers
    .map((answer): Judged => ({ answer, doubt: answerDoubt(answer, limits), madeMs: madeAt(answer) }))
    .toSorted((a, b) => b.madeMs - a.madeMs);
  const isUsable = ({ doubt }: Judged): boolean => doubt === undefined;
  const noAnswer = judged.some(isUsable) ? undefined : (judged[0]?.doubt ?? "there is no answer of Access Advisor");
  const byAction = judged.some((one) => isUsable(one) && one.answer.level === "action");
  const madeMs = callerSince(subject);
  const entries = entriesByService(judged);
  const isEmpty = entries.size === 0;
  const empty = "the answer of Access Advisor lists no service at all";
  const unlisted = {
    isListed: false,
    doubt: noAnswer ?? (isEmpty ? empty : "the answer of Access Advisor does not list it"),
  };
  const ofUnlisted = {
    isListed: false,
    doubt: noAnswer ?? (isEmpty ? empty : "the answer of Access Advisor does not list its service"),
  };
  const untracked = {
    isListed: false,
    doubt: noAnswer ?? (byAction ? "Access Advisor does not track it" : onlyServices),
  };
  const services = new Map([...entries].map(([prefix, listed]) => [prefix, serviceView(listed)]));

  const actions = new Map<string, ActionViews>();
  const unused = new Map<number | undefined, AdvisorView>();

  return {
    service: (prefix) => services.get(prefix) ?? unlisted,
    action: (prefix, name) => actionsOf(prefix).get(name) ?? (entries.has(prefix) ? untracked : ofUnlisted),
    services: [...entries.keys()],
    rows: (prefix) => actionsOf(prefix).names(),
  };

  function serviceView(listed: readonly Entry[]): AdvisorView {
    const view = viewOf(listed.map(({ service }) => useOfService(service)));
    const basis = listed.find(({ from }) => isUsable(from));
    return basis === undefined ? { ...view, doubt: unlisted.doubt } : { ...view, basis: basis.from.madeMs };
  }

  function actionsOf(prefix: string): ActionViews {
    const known = actions.get(prefix);
    if (known !== undefined) return known;
    const listed = entries.get(prefix) ?? [];
    const views = neverUsed(listed) ?? byName(listed);
    actions.set(prefix, views);
    return views;
  }

  /** Undefined: some action was used, or several answers speak of the service. */
  function neverUsed([only, ...others]: readonly Entry[]): ActionViews | undefined {
    const names = only?.service.actions && others.length === 0 ? unusedNames(only.service.actions) : undefined;
    if (only === undefined || names === undefined) return undefined;
    const view = actionView([{ from: only.from, use: {} }]);
    return { get: (name) => (names.has(name) ? view : undefined), names: () => [...names] };
  }

  function byName(listed: readonly Entry[]): ActionViews {
    const rows = new Map<string, Row[]>();
    for (const { from, service } of listed) {
      for (const action of service.actions ?? []) {
        const name = action.name.toLowerCase();
        const others = rows.get(name);
        const row = { from, use: { time: action.lastAccessed, region: action.lastAccessedRegion } };
        if (others === undefined) rows.set(name, [row]);
        else others.push(row);
      }
    }
    const views = new Map([...rows].map(([name, some]) => [name, actionView(some)]));
    return { get: (name) => views.get(name), names: () => [...views.keys()] };
  }

  /** The same object for all actions of which the same answers say that they were never used. */
  function actionView(rows: readonly Row[]): AdvisorView {
    const view = viewOf(rows.map(({ use }) => use));
    const basis = rows.find(({ from }) => isUsable(from) && from.answer.level === "action")?.from.madeMs;
    const isUnused = view.lastUsed === undefined && view.odd === undefined;
    const known = isUnused ? unused.get(basis) : undefined;
    if (known !== undefined) return known;
    const made = basis === undefined ? { ...view, doubt: untracked.doubt } : { ...view, basis };
    if (isUnused) unused.set(basis, made);
    return made;
  }

  function viewOf(uses: readonly Use[]): Omit<AdvisorView, "basis" | "doubt"> {
    let last: AdvisorView["lastUsed"];
    let odd: string | undefined;
    for (const { time, region } of uses) {
      if (time === undefined) continue;
      const age = ageOf(time, limits.nowMs);
      const ms = Date.parse(time);
      if (age.kind === "unknown") odd = `its last use has no age: ${age.because}`;
      else if (ms < madeMs) continue;
      else if (last === undefined || ms > last.ms) last = { time, ms, ...(region !== undefined && { region }) };
    }
    return { isListed: uses.length > 0, ...(last && { lastUsed: last }), ...(odd !== undefined && { odd }) };
  }
}

const onlyServices = "the answer of Access Advisor is by service only; make it with --granularity ACTION_LEVEL";

/** By the action's name without the service, in lower case. */
interface ActionViews {
  get(name: string): AdvisorView | undefined;
  names(): readonly string[];
}

type TrackedActions = NonNullable<ServiceAccess["actions"]>;

/** Names in lower case of actions of which none was used; undefined: one was. Answers share such lists. */
function unusedNames(actions: TrackedActions): ReadonlySet<string> | undefined {
  const known = namesOfUnused.get(actions);
  if (known !== undefined) return known;
  if (actions.some(({ lastAccessed }) => lastAccessed !== undefined)) return undefined;
  const names = new Set(actions.map(({ name }) => name.toLowerCase()));
  namesOfUnused.set(actions, names);
  return names;
}

const namesOfUnused = new WeakMap<TrackedActions, ReadonlySet<string>>();

interface Judged {
  readonly answer: LastAccessed;
  readonly doubt: string | undefined;
  readonly madeMs: number;
}

/** What one answer says of one service. */
interface Entry {
  readonly from: Judged;
  readonly service: ServiceAccess;
}

/** What one answer says of one action. */
interface Row {
  readonly from: Judged;
  readonly use: Use;
}

interface Use {
  readonly time?: string | undefined;
  readonly region?: string | undefined;
}

/** By prefix in lower case, of each the newest answer first. */
function entriesByService(judged: readonly Judged[]): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, Entry[]>();
  for (const from of judged) {
    for (const service of from.answer.services) {
      const prefix = service.namespace.toLowerCase();
      const entries = found.get(prefix);
      const entry = { from, service };
      if (entries === undefined) found.set(prefix, [entry]);
      else entries.push(entry);
    }
  }
  return found;
}

function useOfService({ lastAuthenticated, lastAuthenticatedRegion }: ServiceAccess): Use {
  return { time: lastAuthenticated, region: lastAuthenticatedRegion };
}

function madeAt({ completedAt = "" }: LastAccessed): number {
  const made = Date.parse(completedAt);
  return Number.isNaN(made) ? Number.NEGATIVE_INFINITY : made;
}

/** Why an answer cannot show that something was not used. */
function answerDoubt(answer: LastAccessed, { nowMs, windowDays, evidenceMaxAgeDays }: UsageLimits): string | undefined {
  const { jobStatus, jobError, isTruncated, completedAt } = answer;
  if (jobStatus === "FAILED")
    return `the job of Access Advisor failed${jobError === undefined ? "" : ` (${jobError})`}`;
  if (jobStatus !== "COMPLETED") return "the job of Access Advisor was still running when its answer was saved";
  if (isTruncated) return "the answer of Access Advisor is truncated: give the pages that follow";
  if (windowDays > trackingDays) return `Access Advisor looks back ${trackingDays} days (window ${windowDays})`;
  if (completedAt === undefined) return "the answer of Access Advisor does not say when it was made";
  const age = ageOf(completedAt, nowMs);
  if (age.kind === "unknown") return `the answer of Access Advisor has no age: ${age.because}`;
  if (age.days < evidenceMaxAgeDays) return undefined;
  return `the answer of Access Advisor was made ${formatDays(age.days)} ago (limit ${evidenceMaxAgeDays})`;
}
