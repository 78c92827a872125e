import type { ActionUse, IdentityBehaviour, SeenEvent } from "../../model/index.ts";
import type { EventFacts } from "./event-facts.ts";
import type { BehaviourLimits, SharedRoom } from "./limits.ts";
import { createPresenceLedger, dayOf, isBefore, type Place, type Writable } from "./presence-ledger.ts";

/** What one identity did. */
export interface IdentityLedger {
  add(facts: EventFacts, place: Place | undefined, agent: string | undefined): void;
  take(): IdentityBehaviour;
}

export function createIdentityLedger(
  arn: string,
  one: EventFacts,
  limits: BehaviourLimits,
  room: SharedRoom,
): IdentityLedger {
  const where = createPresenceLedger(limits, room);
  const days = new Set<number>();
  const actions = new Map<string, Writable<ActionUse>>();
  const privileged = { with: newest(), without: newest(), key: newest(), silent: newest() };
  const recent = newestList(limits.recent);
  const withoutMfa = newestList(5);
  let [count, reads, writes, unclear] = [0, 0, 0, 0];
  let [first, last] = [one.seen, one.seen];
  let lastWrite: SeenEvent | undefined;
  let isTruncated = false;

  return {
    add(facts, place, agent) {
      const { seen } = facts;
      count += 1;
      first = earlier(first, seen);
      last = later(last, seen);
      const day = dayOf(seen.ms);
      if (days.has(day) || days.size < limits.days) days.add(day);
      else isTruncated = true;
      where.add(seen, place, agent);
      recent.add(seen);
      addAction(facts);
      if (!facts.call.isSignIn) addCall(facts);
    },
    take: () => ({
      arn,
      type: one.caller.type,
      count,
      reads,
      writes,
      unclear,
      first,
      last,
      days: [...days].sort((a, b) => a - b),
      presence: where.presence,
      agents: where.agents,
      actions: [...actions.values()].sort((a, b) => (a.action < b.action ? -1 : 1)),
      ...(lastWrite && { lastWrite }),
      privileged: {
        with: privileged.with.take(),
        without: privileged.without.take(),
        key: privileged.key.take(),
        silent: privileged.silent.take(),
      },
      withoutMfa: withoutMfa.take(),
      recent: recent.take(),
      isTruncated: isTruncated || where.isTruncated,
    }),
  };

  function addCall(facts: EventFacts): void {
    const { seen, isRead, caller } = facts;
    if (!caller.byService && caller.mfa === "without") withoutMfa.add(seen);
    if (isRead === undefined) unclear += 1;
    else if (isRead) reads += 1;
    else {
      writes += 1;
      lastWrite = later(lastWrite, seen);
      if (isPrivileged(facts)) privileged[caller.mfa].add(seen);
    }
  }

  function addAction({ seen, call, isRead }: EventFacts): void {
    const use = actionOf(call.action);
    if (use === undefined) return;
    if (isRead !== true) use.isRead = false;
    if (seen.outcome === "denied") {
      use.denied += 1;
      use.lastDenied = later(use.lastDenied, seen);
    } else if (seen.outcome === "done") {
      use.done += 1;
      use.firstDone = earlier(use.firstDone, seen);
      use.lastDone = later(use.lastDone, seen);
    }
  }

  function actionOf(action: string): Writable<ActionUse> | undefined {
    const known = actions.get(action);
    if (known !== undefined) return known;
    if (actions.size >= limits.actions) {
      isTruncated = true;
      return undefined;
    }
    const made: Writable<ActionUse> = { action, done: 0, denied: 0, isRead: true };
    actions.set(action, made);
    return made;
  }
}

function earlier(known: SeenEvent | undefined, seen: SeenEvent): SeenEvent {
  return known === undefined || isBefore(seen, known) ? seen : known;
}

function later(known: SeenEvent | undefined, seen: SeenEvent): SeenEvent {
  return known === undefined || isBefore(known, seen) ? seen : known;
}

/** Services whose writes give, take or hide access. */
const securityServices: ReadonlySet<string> = new Set(
  [
    "iam",
    "cloudtrail",
    "kms",
    "organizations",
    "sso",
    "identitystore",
    "guardduty",
    "securityhub",
    "config",
    "access-analyzer",
    "account",
    "secretsmanager",
  ].map((name) => `${name}.amazonaws.com`),
);

/** What somebody must be able to do before the MFA device is there. */
const setsUpMfa: ReadonlySet<string> = new Set([
  "CreateVirtualMFADevice",
  "EnableMFADevice",
  "ResyncMFADevice",
  "ChangePassword",
]);

function isPrivileged({ seen, caller }: EventFacts): boolean {
  return (
    !caller.byService &&
    seen.outcome === "done" &&
    securityServices.has(seen.eventSource) &&
    !setsUpMfa.has(seen.eventName)
  );
}

interface Newest {
  add(seen: SeenEvent): void;
  take(): { readonly count: number; readonly newest: readonly SeenEvent[] };
}

function newest(): Newest {
  const list = newestList(5);
  let count = 0;
  return {
    add(seen) {
      count += 1;
      list.add(seen);
    },
    take: () => ({ count, newest: list.take() }),
  };
}

interface NewestList {
  add(seen: SeenEvent): void;
  take(): readonly SeenEvent[];
}

/** The newest events, newest first, whatever order they come in. */
function newestList(limit: number): NewestList {
  // The oldest first: events come nearly in order, so that most belong at the end.
  const list: SeenEvent[] = [];
  return {
    add(seen) {
      let at = list.length;
      while (at > 0 && !isBefore(list[at - 1] ?? seen, seen)) at -= 1;
      if (at === list.length) list.push(seen);
      else if (list.length < limit || at > 0) list.splice(at, 0, seen);
      if (list.length > limit) list.shift();
    },
    take: () => list.toReversed(),
  };
}
