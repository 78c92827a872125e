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
  /** Calls of the service that no action is known for, and which: `s3.amazonaws.com NewCall`. */
  readonly unmapped: readonly string[];
}

export interface Recorded {
  service(prefix: string): RecordedView;
  action(name: string): RecordedView;
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
  const all = found.flatMap((principal) => principal.calls);
  const calls = all.filter(({ last }) => !(Date.parse(last) < callerSince(subject)));
  const byAction = grouped(calls, ({ action }) => action.toLowerCase());
  const byService = grouped(calls, ({ action }) => serviceOf(action));
  const unmapped = grouped(
    found.flatMap((principal) => principal.unmapped.filter(({ last }) => isInWindow(Date.parse(last), limits))),
    ({ eventSource }) => prefixOfSource(sourceName(eventSource)),
  );
  const isCaller = subject.kind === "user" || subject.kind === "role";
  // Calls from before it was made are explained by somebody who had its name before.
  const hasPredecessor = all.some(({ first }) => Date.parse(first) < callerSince(subject));
  const ids = isCaller && !hasPredecessor ? new Set(found.flatMap((principal) => principal.ids)) : new Set<string>();
  return {
    service: (prefix) => ({
      ...viewOf(byService.get(prefix) ?? [], subject, limits),
      unmapped: (unmapped.get(prefix) ?? []).map(({ eventSource, eventName }) => `${eventSource} ${eventName}`),
    }),
    action: (name) => ({ ...viewOf(byAction.get(name.toLowerCase()) ?? [], subject, limits), unmapped: [] }),
    actions: [...new Set(calls.map(({ action }) => action))],
    otherIds: [...ids].filter((id) => /^A(?:ID|RO)A/.test(id) && id !== subject.id),
  };
}

function viewOf(
  calls: readonly RecordedCall[],
  subject: UsageSubject,
  limits: UsageLimits,
): Omit<RecordedView, "unmapped"> {
  const madeMs = callerSince(subject);
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
