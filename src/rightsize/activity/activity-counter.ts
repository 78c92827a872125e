import type { ActionCatalogue } from "../../iam/index.ts";
import {
  type Activity,
  type CloudTrailEvent,
  ownText,
  ownValue,
  type RecordedGrant,
  type RecordedTrailChange,
} from "../../model/index.ts";
import { defaultLimits, type LedgerLimits } from "./call-ledger.ts";
import { createCoverageLedger } from "./coverage-ledger.ts";
import { eventFields } from "./event-fields.ts";
import { eventTimeOf, timeOfSeconds } from "./event-time.ts";
import { type EventUse, identityOf, readUse, type UseOptions } from "./event-use.ts";
import { createGrantLedger, grantOf } from "./grant-event.ts";
import { createPrincipalLedger, type PrincipalLedger } from "./principal-ledger.ts";
import { createSeenEvents, hashOfText } from "./seen-events.ts";
import { addTo, type KeptTally, type Tally } from "./tally.ts";
import { lastChanges, trailChangeOf } from "./trail-change.ts";
import { createUseMemory, type RememberedUse, type RowLayout } from "./use-memory.ts";

/** Counts who used which permission. */
export interface ActivityCounter {
  /** Takes an event in, in any order. Never throws, whatever it is. */
  see(event: CloudTrailEvent): void;
  /** What was counted so far. */
  take(): Activity;
}

/** One that also takes events that were not parsed. */
export interface RowCounter extends ActivityCounter {
  /**
   * Takes the event in whose row begins at `at` of the words. It is parsed only where no equal one is remembered; what is
   * counted is the same.
   */
  seeRow(words: Uint32Array, at: number, bytes: Buffer, parse: () => CloudTrailEvent): void;
}

export interface ActivityCounterOptions extends UseOptions, Partial<LedgerLimits> {
  readonly catalogue: ActionCatalogue;
  /** How many events are remembered to know their copies by, at least. */
  readonly maxSeen?: number;
}

/**
 * Counts events into an {@link Activity}: the distinct calls of each principal, and what the logs cover.
 *
 * Memory follows the principals and their distinct calls, not the events. Of each principal and action at most
 * `maxResources` (1,000) sets of resources are kept apart and of each of those `maxContexts` (8) contexts; further
 * calls are counted together and marked `truncated`. Which are kept depends on the calls alone, not on their order. An
 * event counts once: a copy has the same `eventID`, time and calls, and is known among at least the last `maxSeen`
 * (4,194,304) events. An id that comes again with other calls is no copy, so that no use is lost.
 */
export function createActivityCounter(options: ActivityCounterOptions): ActivityCounter {
  const { see, take } = counterOf(options);
  return { see: (event) => void see(event), take };
}

/** The same for events that were not parsed, with rows of this layout. */
export function createRowCounter(options: ActivityCounterOptions, layout: RowLayout): RowCounter {
  const { see, seeAgain, take } = counterOf(options);
  const memory = createUseMemory(layout, eventFields.length);
  return {
    see: (event) => void see(event),
    seeRow(words, at, bytes, parse) {
      const known = memory.find(words, at);
      const time = known && timeOfSeconds(words[at + layout.time] ?? 0);
      if (known === undefined || time === undefined) {
        const use = see(parse());
        if (use !== undefined) memory.keep(use);
        return;
      }
      const start = words[at + layout.idStart] ?? 0;
      const end = Math.min(words[at + layout.idEnd] ?? 0, start + maxId);
      seeAgain(known, time, words[at + layout.time] ?? 0, bytes, start, end);
    },
    take,
  };
}

interface Counter {
  /** What equal events can count by; undefined: they are to be looked at anew. */
  see(event: CloudTrailEvent): RememberedUse | undefined;
  /** An event that is equal to one that was seen, but for its time and id, which stands in the bytes. */
  seeAgain(use: RememberedUse, time: string, seconds: number, bytes: Buffer, start: number, end: number): void;
  take(): Activity;
}

function counterOf({ catalogue, maxSeen, ...options }: ActivityCounterOptions): Counter {
  const limits = { ...defaultLimits, ...options };
  const principals = new Map<string, PrincipalLedger>();
  const coverage = createCoverageLedger();
  const grants = createGrantLedger();
  const seen = createSeenEvents(maxSeen);
  let trailChanges: readonly RecordedTrailChange[] = [];

  return {
    see(event) {
      const time = eventTimeOf(event);
      if (time === undefined) {
        coverage.addOther("no-time");
        return undefined;
      }
      const id = ownText(event, "eventID")?.slice(0, maxId) ?? "";
      const use = readUse(event, catalogue, options);
      const identity = hashOfText(identityOf(use, event));
      if (id !== "" && !seen.isNew(identity, id, 0, id.length, Date.parse(time) / 1000)) {
        coverage.addDuplicate();
        return undefined;
      }
      cover(event, time);
      const grant = grantOf(event, time);
      if (grant !== undefined) grants.add(grant);
      const isTrailChange = noteTrailChange(event, time);
      const tallies = typeof use === "string" ? [] : count(use, { count: 1, first: time, last: time, example: id });
      if (typeof use === "string") coverage.addOther(use);
      if (grant !== undefined || isTrailChange || tallies === undefined) return undefined;
      return { identity, tallies, ...(typeof use === "string" && { why: use }) };
    },
    seeAgain({ identity, tallies, why }, time, seconds, bytes, start, end) {
      if (start < end && !seen.isNew(identity, bytes, start, end, seconds)) {
        coverage.addDuplicate();
        return;
      }
      // Its Region, account and source were noted with the first one.
      coverage.addEvent(time, undefined, undefined);
      if (why !== undefined) coverage.addOther(why);
      if (tallies.length === 0) return;
      const tally = { count: 1, first: time, last: time, example: bytes.toString("latin1", start, end) };
      for (const kept of tallies) addTo(kept.tally, tally);
    },
    take: () => ({
      principals: [...principals.values()].map((ledger) => ledger.activity()).sort((a, b) => (a.arn < b.arn ? -1 : 1)),
      coverage: coverage.coverage(),
      ...grantsOf(grants.grants()),
      ...trailChangesOf(trailChanges),
    }),
  };

  function noteTrailChange(event: CloudTrailEvent, time: string): boolean {
    const change = options.places === true ? trailChangeOf(event, time) : undefined;
    if (change === undefined) return false;
    trailChanges = lastChanges([...trailChanges, change]);
    return true;
  }

  function cover(event: CloudTrailEvent, time: string): void {
    coverage.addEvent(time, ownText(event, "awsRegion"), ownText(event, "recipientAccountId"));
    const isData = ownValue(event, "managementEvent") === false || ownValue(event, "eventCategory") === "Data";
    const source = ownText(event, "eventSource");
    if (isData && source !== undefined && source.length <= maxId) coverage.addDataEvents(source);
  }

  /** Where it was counted; undefined: not all of it is kept apart from other calls. */
  function count(use: EventUse, tally: Readonly<Tally>): readonly KeptTally[] | undefined {
    let ledger = principals.get(use.arn);
    if (ledger === undefined) {
      ledger = createPrincipalLedger(use.arn, limits);
      principals.set(use.arn, ledger);
    }
    const tallies: (KeptTally | undefined)[] = [];
    if (use.id !== undefined) ledger.addId(use.id);
    if (use.unmapped !== undefined) {
      tallies.push(ledger.addUnmapped(use.unmapped.eventSource, use.unmapped.eventName, tally));
    }
    for (const { key, head, resourceKey, contextKey, places = [] } of use.calls) {
      for (const place of places) tallies.push(ledger.addPlace(place, tally));
      tallies.push(ledger.calls(key, head).add(resourceKey, contextKey, tally));
    }
    const kept = tallies.filter((one) => one !== undefined);
    return kept.length === tallies.length ? kept : undefined;
  }
}

/** Activities without any are as they were before grants were looked for. */
export function grantsOf(grants: readonly RecordedGrant[]): Pick<Activity, "grants"> {
  return grants.length === 0 ? {} : { grants };
}

export function trailChangesOf(trailChanges: readonly RecordedTrailChange[]): Pick<Activity, "trailChanges"> {
  return trailChanges.length === 0 ? {} : { trailChanges };
}

const maxId = 200;
