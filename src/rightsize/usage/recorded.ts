import type { Activity, PrincipalActivity, RecordedCall } from "../../model/index.ts";
import { prefixOfSource, sourceName } from "../activity/index.ts";
import { callerSince, identityKey, type UsageSubject } from "./subjects.ts";
import type { UsageLimits } from "./usage-request.ts";

/** What the logs hold of one subject's calls of one service or action. */
export interface RecordedView {
  readonly done: number;
  readonly denied: number;
  /** Last authorised call that has an age. Milliseconds since 1970. */
  readonly lastDone?: number;
  readonly lastDenied?: number;
  /** All authorised calls were concluded from others. */
  readonly isInferred: boolean;
  /** A call whose date cannot be right, a clause. */
  readonly odd?: string;
}

export interface Recorded {
  service(prefix: string): RecordedView;
  action(name: string): RecordedView;
  /** Calls in the window that may be of the service and that no action is known for: `s3.amazonaws.com NewCall`. */
  unmapped(prefix: string): readonly string[];
  /** Those that may be of any service, since they were too many to keep apart. */
  readonly unmappedAnywhere: readonly string[];
  /** Actions that were called, as the catalogue writes them. */
  readonly actions: readonly string[];
  /** Ids of callers that are not the subject's: somebody else had its name. */
  readonly otherIds: readonly string[];
}

/** Finds the calls of a subject: those of its members, for a user or role its own. */
export function recordedReader(
  activity: Activity | undefined,
  limits: UsageLimits,
): (subject: UsageSubject) => Recorded {
  const byKey = new Map<string, PrincipalActivity[]>();
  for (const principal of activity?.principals ?? []) {
    const key = identityKey(principal.arn);
    byKey.set(key, [...(byKey.get(key) ?? []), principal]);
  }
  return (subject) =>
    recordedOf(
      subject,
      subject.members.flatMap((key) => byKey.get(key) ?? []),
      limits,
    );
}

function recordedOf(subject: UsageSubject, found: readonly PrincipalActivity[], limits: UsageLimits): Recorded {
  const madeMs = callerSince(subject);
  const all = found.flatMap((principal) => principal.calls);
  const calls = all.filter(({ last }) => !(Date.parse(last) < madeMs));
  const viewsOf = (keyOf: (call: RecordedCall) => string): ReadonlyMap<string, RecordedView> =>
    new Map([...grouped(calls, keyOf)].map(([key, some]) => [key, viewOf(some, madeMs, limits)]));
  const byAction = viewsOf(({ action }) => action.toLowerCase());
  const byService = viewsOf(({ action }) => serviceOf(action));
  const unmapped = found.flatMap((principal) =>
    principal.unmapped.filter(({ last }) => isInWindow(Date.parse(last), limits)),
  );
  const unmappedAnywhere = unmapped
    .filter(({ eventSource }) => eventSource === "*")
    .map(({ count }) => `${count} calls that were too many to keep apart`);
  const unmappedOf = grouped(
    unmapped.filter(({ eventSource }) => eventSource !== "*"),
    ({ eventSource }) => prefixOfSource(sourceName(eventSource)),
  );
  const isCaller = subject.kind === "user" || subject.kind === "role";
  // Calls from before it was made are explained by somebody who had its name before.
  const hasPredecessor = all.some(({ first }) => Date.parse(first) < madeMs);
  const ids = isCaller && !hasPredecessor ? new Set(found.flatMap((principal) => principal.ids)) : new Set<string>();
  return {
    service: (prefix) => byService.get(prefix) ?? none,
    action: (name) => byAction.get(name.toLowerCase()) ?? none,
    unmapped: (prefix) => [
      ...(unmappedOf.get(prefix) ?? []).map(({ eventSource, eventName }) => `${eventSource} ${eventName}`),
      ...unmappedAnywhere,
    ],
    unmappedAnywhere,
    actions: [...new Set(calls.map(({ action }) => action))],
    otherIds: [...ids].filter((id) => /^A(?:ID|RO)A/.test(id) && id !== subject.id),
  };
}

const none: RecordedView = { done: 0, denied: 0, isInferred: false };

function viewOf(calls: readonly RecordedCall[], madeMs: number, limits: UsageLimits): RecordedView {
  const last: { done?: number; denied?: number } = {};
  let odd: string | undefined;
  for (const call of calls) {
    const ms = dated(call, madeMs, limits.nowMs);
    if (ms === undefined) odd = `a call of it is dated ${call.last}, after the clock`;
    else last[call.outcome] = Math.max(last[call.outcome] ?? ms, ms);
  }
  const done = calls.filter(({ outcome }) => outcome === "done");
  return {
    done: sum(done),
    denied: sum(calls.filter(({ outcome }) => outcome === "denied")),
    isInferred: done.length > 0 && done.every(({ evidence }) => evidence === "inferred"),
    ...(last.done !== undefined && { lastDone: last.done }),
    ...(last.denied !== undefined && { lastDenied: last.denied }),
    ...(odd !== undefined && { odd }),
  };
}

/** The last of equal calls that is neither after the clock nor from before the subject was made. */
function dated({ first, last }: RecordedCall, madeMs: number, nowMs: number): number | undefined {
  return [Date.parse(last), Date.parse(first)].find((ms) => ms <= nowMs && !(ms < madeMs));
}

export function isInWindow(ms: number, { nowMs, windowDays }: UsageLimits): boolean {
  return ms > nowMs - windowDays * 86_400_000;
}

export function serviceOf(action: string): string {
  return action.slice(0, Math.max(0, action.indexOf(":"))).toLowerCase();
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function sum(calls: readonly RecordedCall[]): number {
  return calls.reduce((total, { count }) => total + count, 0);
}
