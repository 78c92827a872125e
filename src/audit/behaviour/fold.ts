import type {
  Behaviour,
  BehaviourEvictions,
  CloudTrailEvent,
  EventOrigin,
  KeyBehaviour,
  RecordedChange,
  SignIn,
} from "../../model/index.ts";
import { detailsOf, type EventDetails } from "./event-details.ts";
import { type EventFacts, factsOf } from "./event-facts.ts";
import { createIdentityLedger, type IdentityLedger } from "./identity-ledger.ts";
import { createKeyLedger, type KeyLedger } from "./key-ledger.ts";
import { type BehaviourLimits, defaultLimits } from "./limits.ts";
import { dayOf, type Place } from "./presence-ledger.ts";
import { changeOf } from "./recorded-change.ts";
import { createSessionLedger } from "./session-ledger.ts";

/** Condenses events into a {@link Behaviour} while they stream by. */
export interface BehaviourFold {
  /** Takes an event in, in any order; copies are left out by the caller. Never throws, whatever it is. */
  see(event: CloudTrailEvent, origin: EventOrigin): void;
  /** The same by what is known of the event; undefined: its time cannot be read. `details`: see {@link detailsOf}. */
  seeFacts(facts: EventFacts | undefined, details: EventDetails | undefined): void;
  addDuplicate(): void;
  /** A file that could not be read to its end. */
  addBroken(): void;
  take(): Behaviour;
}

export interface BehaviourFoldOptions {
  /** Where an address is; undefined for what is none. */
  readonly placeOf: (address: string) => Place | undefined;
  readonly placedBy: Behaviour["placedBy"];
  /** Family of a user agent. */
  readonly agentOf: (userAgent: string) => string | undefined;
  readonly limits?: Partial<BehaviourLimits>;
}

export function createBehaviourFold({
  placeOf,
  placedBy,
  agentOf,
  limits: given,
}: BehaviourFoldOptions): BehaviourFold {
  const limits = { ...defaultLimits, ...given };
  const room = { presence: limits.allPresence };
  const identities = new Map<string, IdentityLedger>();
  const keys = new Map<string, KeyLedger>();
  const sessions = createSessionLedger(limits);
  const signIns: SignIn[] = [];
  const changes: RecordedChange[] = [];
  const evicted = { identities: 0, keys: 0, signIns: 0, changes: 0 };
  const [days, regions, accounts] = [new Set<number>(), new Set<string>(), new Set<string>()];
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [events, duplicates, timeless, broken] = [0, 0, 0, 0];

  return {
    see(event, origin) {
      const facts = factsOf(event, origin);
      seeFacts(facts, facts && detailsOf(facts, () => event));
    },
    seeFacts,
    addDuplicate() {
      duplicates += 1;
    },
    addBroken() {
      broken += 1;
    },
    take: () => ({
      coverage: {
        ...(events > 0 && { from, to }),
        days: [...days].sort((a, b) => a - b),
        regions: [...regions].sort(),
        accounts: [...accounts].sort(),
        events,
        duplicates,
        timeless,
        broken,
      },
      placedBy,
      identities: new Map([...identities].sort(byName).map(([arn, ledger]) => [arn, ledger.take()])),
      keys: new Map([...keys].sort(byName).map(([id, ledger]): [string, KeyBehaviour] => [id, ledger.take()])),
      signIns: signIns.toSorted(byTime),
      sessions: sessions.take(),
      changes: changes.toSorted(byTime),
      evicted: { ...evicted, sessions: sessions.evicted },
    }),
  };

  function seeFacts(facts: EventFacts | undefined, details: EventDetails | undefined): void {
    if (facts === undefined) {
      timeless += 1;
      return;
    }
    cover(facts);
    const { seen, call, caller } = facts;
    const place = seen.sourceIp === undefined ? undefined : placeOf(seen.sourceIp);
    if (details?.signIn !== undefined) addSignIn(details.signIn, facts, place);
    sessions.add(facts, details?.session);
    if (details?.change !== undefined) addTo(changes, changeOf(facts, place?.name, details.change), "changes");
    // A sign-in that failed may be anybody's.
    if (caller.arn !== undefined && !(call.isSignIn && seen.outcome !== "done")) addIdentity(caller.arn, facts, place);
  }

  function cover({ seen, recipient }: EventFacts): void {
    events += 1;
    from = Math.min(from, seen.ms);
    to = Math.max(to, seen.ms);
    days.add(dayOf(seen.ms));
    if (seen.region !== undefined && regions.size < 200) regions.add(seen.region);
    if (recipient !== undefined && accounts.size < 10_000) accounts.add(recipient);
  }

  function addSignIn(
    { isSuccess, mfaUsed }: NonNullable<EventDetails["signIn"]>,
    { seen, caller, userAgent }: EventFacts,
    place: Place | undefined,
  ): void {
    const signIn: SignIn = {
      ...(caller.arn !== undefined && { identity: caller.arn }),
      isSuccess,
      ...(mfaUsed !== undefined && { mfaUsed }),
      ...(place && { place: place.name }),
      ...(userAgent !== undefined && { userAgent: userAgent.slice(0, 256) }),
      event: seen,
    };
    addTo(signIns, signIn, "signIns");
  }

  function addIdentity(arn: string, facts: EventFacts, place: Place | undefined): void {
    const agent = facts.userAgent === undefined || facts.caller.byService ? undefined : agentOf(facts.userAgent);
    const ledger =
      identities.get(arn) ??
      madeIn(identities, "identities", () => createIdentityLedger(arn, facts, limits, room), arn);
    ledger?.add(facts, place, agent);
    const id = facts.caller.accessKeyId;
    if (id === undefined || !id.startsWith("AKIA")) return;
    const key = keys.get(id) ?? madeIn(keys, "keys", () => createKeyLedger(id, arn, facts, limits, room), id);
    key?.add(facts, place, agent);
  }

  function madeIn<T>(map: Map<string, T>, kind: "identities" | "keys", make: () => T, name: string): T | undefined {
    if (map.size >= limits[kind]) {
      evicted[kind] += 1;
      return undefined;
    }
    const made = make();
    map.set(name, made);
    return made;
  }

  function addTo<T>(list: T[], item: T, kind: "signIns" | "changes"): void {
    if (list.length < limits[kind]) list.push(item);
    else evicted[kind] += 1;
  }
}

/** What was left out, in words; undefined: nothing. */
export function evictionText(
  evicted: BehaviourEvictions,
  kinds: readonly (keyof BehaviourEvictions)[],
): string | undefined {
  const lost = kinds.filter((kind) => evicted[kind] > 0);
  if (lost.length === 0) return undefined;
  const parts = lost.map((kind) => `${evicted[kind]} ${evictionWords[kind]}`);
  return `the logs held more than is kept, and ${parts.join(", ")} were left out`;
}

const evictionWords: { readonly [kind in keyof BehaviourEvictions]: string } = {
  identities: "events of further identities",
  keys: "events of further access keys",
  signIns: "sign-ins",
  sessions: "role sessions or their events",
  changes: "changes",
};

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function byTime(a: { readonly event: SignIn["event"] }, b: { readonly event: SignIn["event"] }): number {
  return a.event.ms - b.event.ms || (a.event.eventId < b.event.eventId ? -1 : 1);
}
