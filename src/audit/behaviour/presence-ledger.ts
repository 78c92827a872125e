import type { AgentUse, PresenceDay, SeenEvent } from "../../model/index.ts";
import type { BehaviourLimits, SharedRoom } from "./limits.ts";

/** Where an address is: what counts as one place, and its country where that is known. */
export interface Place {
  readonly name: string;
  readonly country?: string;
}

/** Where somebody was, day by day, and with which user agents. */
export interface PresenceLedger {
  add(seen: SeenEvent, place: Place | undefined, agent: string | undefined): void;
  readonly presence: readonly PresenceDay[];
  readonly agents: readonly AgentUse[];
  readonly isTruncated: boolean;
}

/** First and last event of each place and day are enough to answer any question about 24 hours exactly. */
export function createPresenceLedger(limits: BehaviourLimits, room: SharedRoom): PresenceLedger {
  const places = new Map<string, Map<number, Writable<PresenceDay>>>();
  let size = 0;
  const agents = new Map<string, Writable<AgentUse>>();
  let isTruncated = false;

  return {
    add(seen, place, agent) {
      if (place !== undefined) addPlace(seen, place);
      if (agent !== undefined) addAgent(seen.ms, agent);
    },
    get presence() {
      return [...places.values()].flatMap((days) => [...days.values()]).sort((a, b) => a.first.ms - b.first.ms);
    },
    get agents() {
      return [...agents.values()].sort((a, b) => a.first - b.first);
    },
    get isTruncated() {
      return isTruncated;
    },
  };

  function addPlace(seen: SeenEvent, place: Place): void {
    const day = dayOf(seen.ms);
    const known = places.get(place.name)?.get(day);
    if (known === undefined) {
      makePlace(seen, place, day);
      return;
    }
    known.count += 1;
    if (isBefore(seen, known.first)) known.first = seen;
    if (isBefore(known.last, seen)) known.last = seen;
  }

  function makePlace(seen: SeenEvent, { name, country }: Place, day: number): void {
    if (size >= limits.presence || room.presence <= 0) {
      isTruncated = true;
      return;
    }
    size += 1;
    room.presence -= 1;
    const days = places.get(name) ?? new Map<number, Writable<PresenceDay>>();
    days.set(day, { place: name, ...(country && { country }), day, first: seen, last: seen, count: 1 });
    places.set(name, days);
  }

  function addAgent(ms: number, agent: string): void {
    const known = agents.get(agent);
    if (known !== undefined) {
      known.count += 1;
      known.first = Math.min(known.first, ms);
      known.last = Math.max(known.last, ms);
    } else if (agents.size >= limits.agents) {
      isTruncated = true;
    } else {
      agents.set(agent, { agent, first: ms, last: ms, count: 1 });
    }
  }
}

/** Days since 1970, UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / 86_400_000);
}

/** In order of time; of one second, by id, so that the answer does not depend on the order of files. */
export function isBefore(a: SeenEvent, b: SeenEvent): boolean {
  return a.ms < b.ms || (a.ms === b.ms && a.eventId < b.eventId);
}

/** For the tallies of a ledger. */
export type Writable<T> = { -readonly [name in keyof T]: T[name] };
