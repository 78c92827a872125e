import type { RoleSession } from "../../model/index.ts";
import type { SessionDetails } from "./event-details.ts";
import type { EventFacts } from "./event-facts.ts";
import type { Writable } from "./presence-ledger.ts";

/** Roles that were assumed, joined with the events that their credentials made. */
export interface SessionLedger {
  /** Takes any event in, in any order; `details` where it assumed a role. */
  add(facts: EventFacts, details: SessionDetails | undefined): void;
  readonly evicted: number;
  take(): readonly RoleSession[];
}

/**
 * The join is `responseElements.credentials.accessKeyId` of the call with `userIdentity.accessKeyId` of what came after.
 * Files are not in order of time, so that uses are counted by credentials, whether or not their making was seen already.
 */
export function createSessionLedger(limits: {
  readonly sessions: number;
  readonly temporaryKeys: number;
}): SessionLedger {
  const sessions: Writable<RoleSession>[] = [];
  /** Of each temporary key, the times of its first and last event, and how many there are. */
  const uses = new Map<string, { count: number; first: number; last: number }>();
  let evicted = 0;
  let forgotten = 0;

  return {
    add(facts, details) {
      const { accessKeyId } = facts.caller;
      if (accessKeyId?.startsWith("ASIA") === true) addUse(accessKeyId, facts.seen.ms);
      if (details === undefined) return;
      if (sessions.length < limits.sessions) sessions.push(sessionOf(facts, details));
      else evicted += 1;
    },
    get evicted() {
      // Without its uses a session would look as if it had done nothing.
      return evicted + forgotten;
    },
    take() {
      return sessions
        .map((session) => {
          const used = session.keyId === undefined ? undefined : uses.get(session.keyId);
          const isLate = used !== undefined && used.first - session.event.ms > sessionMs;
          return { ...session, uses: used === undefined || isLate ? 0 : used.count };
        })
        .sort((a, b) => a.event.ms - b.event.ms || (a.event.eventId < b.event.eventId ? -1 : 1));
    },
  };

  function addUse(id: string, ms: number): void {
    const known = uses.get(id);
    if (known !== undefined) {
      known.count += 1;
      known.first = Math.min(known.first, ms);
      known.last = Math.max(known.last, ms);
    } else if (uses.size < limits.temporaryKeys) {
      uses.set(id, { count: 1, first: ms, last: ms });
    } else forgotten += 1;
  }
}

/** A role's credentials last 12 hours at most. */
export const sessionMs: number = 12 * 3_600_000;

function sessionOf({ seen, caller }: EventFacts, { role, sessionName, keyId }: SessionDetails): RoleSession {
  const byService = caller.type === "AWSService";
  return {
    role,
    ...(caller.arn !== undefined && { caller: caller.arn }),
    ...(caller.account !== undefined && !byService && { callerAccount: caller.account }),
    ...(sessionName !== undefined && { sessionName }),
    byService,
    ...(keyId !== undefined && { keyId }),
    event: seen,
    uses: 0,
  };
}
