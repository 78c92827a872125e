import type { KeyBehaviour } from "../../model/index.ts";
import type { EventFacts } from "./event-facts.ts";
import type { BehaviourLimits, SharedRoom } from "./limits.ts";
import { createPresenceLedger, isBefore, type Place } from "./presence-ledger.ts";

/** What was done with one long-term access key. */
export interface KeyLedger {
  add(facts: EventFacts, place: Place | undefined, agent: string | undefined): void;
  take(): KeyBehaviour;
}

export function createKeyLedger(
  id: string,
  owner: string,
  one: EventFacts,
  limits: BehaviourLimits,
  room: SharedRoom,
): KeyLedger {
  const where = createPresenceLedger(limits, room);
  const services = new Set<string>();
  let [first, last] = [one.seen, one.seen];
  let count = 0;
  let isTruncated = false;
  return {
    add({ seen, call }, place, agent) {
      count += 1;
      if (isBefore(seen, first)) first = seen;
      if (isBefore(last, seen)) last = seen;
      where.add(seen, place, agent);
      if (services.has(call.service) || services.size < limits.agents) services.add(call.service);
      else isTruncated = true;
    },
    take: () => ({
      id,
      owner,
      count,
      first,
      last,
      presence: where.presence,
      agents: where.agents,
      services: [...services].sort(),
      isTruncated: isTruncated || where.isTruncated,
    }),
  };
}
