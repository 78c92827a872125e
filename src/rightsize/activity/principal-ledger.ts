import type { PrincipalActivity, RecordedCall, TouchedPlace, UnmappedCall } from "../../model/index.ts";
import { type CallLedger, contextKeyOf, createCallLedger, type LedgerLimits, resourceKeyOf } from "./call-ledger.ts";
import type { ContextEntry, RequestContext } from "./request-context.ts";
import { createSample, type Sample } from "./sample.ts";
import { addTo, emptyTally, type KeptTally, type Tally } from "./tally.ts";

/** The calls of one principal while they are counted. */
export interface PrincipalLedger {
  addId(id: string): void;
  /** The ledger of an action; `key` must tell action, outcome and evidence. */
  calls(key: string, head: Pick<RecordedCall, "action" | "outcome" | "evidence">): CallLedger;
  /** Gives the tally that equal events count in, undefined where they are not kept apart. */
  addUnmapped(eventSource: string, eventName: string, tally: Readonly<Tally>): KeptTally | undefined;
  /** `key`: {@link placeKeyOf}. Gives the tally that equal ones count in, undefined where they are not kept apart. */
  addPlace(key: string, tally: Readonly<Tally>): KeptTally | undefined;
  /** Adds what another ledger has counted. */
  addActivity(activity: PrincipalActivity): void;
  activity(): PrincipalActivity;
}

export function createPrincipalLedger(arn: string, limits: LedgerLimits): PrincipalLedger {
  const ids = new Set<string>();
  const ledgers = new Map<string, CallLedger>();
  const unmappedBeyond = emptyTally();
  const unmapped: Sample<KeptTally> = createSample(limits.maxUnmapped, newTally, (dropped) => {
    addTo(unmappedBeyond, dropped.tally);
    dropped.isKept = false;
  });

  const placesBeyond = emptyTally();
  const places: Sample<KeptTally> = createSample(maxPlaces, newTally, (dropped) => {
    addTo(placesBeyond, dropped.tally);
    dropped.isKept = false;
  });

  const ledger: PrincipalLedger = {
    addId: (id) => void ids.add(id),
    calls(key, head) {
      const known = ledgers.get(key);
      if (known !== undefined) return known;
      const made = createCallLedger(head, limits);
      ledgers.set(key, made);
      return made;
    },
    addUnmapped(eventSource, eventName, tally) {
      const isBeyond = eventSource === anything && eventName === anything;
      const known = isBeyond ? undefined : unmapped.keep(`${eventSource}\n${eventName}`);
      addTo(known?.tally ?? unmappedBeyond, tally);
      return known;
    },
    addPlace(key, tally) {
      const known = key === anyPlace ? undefined : places.keep(key);
      addTo(known?.tally ?? placesBeyond, tally);
      return known;
    },
    addActivity(other) {
      for (const id of other.ids) ids.add(id);
      for (const call of other.calls) {
        const calls = ledger.calls(callKeyOf(call), headOf(call));
        if (call.truncated !== undefined) calls.addTruncated(call);
        else calls.add(resourceKeyOf(call.resources), contextKeyOf(orderedEntries(call.context)), call);
      }
      for (const { eventSource, eventName, count, last } of other.unmapped) {
        ledger.addUnmapped(eventSource, eventName, { count, first: last, last, example: "" });
      }
      for (const { service, place, count, last } of other.touched ?? []) {
        ledger.addPlace(placeKeyOf(service, place), { count, first: last, last, example: "" });
      }
    },
    activity: () => ({
      arn,
      ids: [...ids].sort(),
      calls: byContent([...ledgers.values()].flatMap((calls) => calls.calls())),
      unmapped: unmappedCalls(),
      ...touchedPlaces(),
    }),
  };
  return ledger;

  function touchedPlaces(): Pick<PrincipalActivity, "touched"> {
    const kept = [...places.entries()].map(([key, { tally }]) => ({ key, tally }));
    const all = placesBeyond.count === 0 ? kept : [...kept, { key: anyPlace, tally: placesBeyond }];
    const touched = all
      .toSorted((a, b) => compare(a.key, b.key))
      .map(({ key, tally: { count, last } }): TouchedPlace => {
        const [service = "", place = ""] = key.split("\n");
        return { service, place, count, last };
      });
    return touched.length === 0 ? {} : { touched };
  }

  function unmappedCalls(): readonly UnmappedCall[] {
    const entries = [...unmapped.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const calls = entries.map(([key, { tally }]) => {
      const [eventSource = "", eventName = ""] = key.split("\n");
      return { eventSource, eventName, count: tally.count, last: tally.last };
    });
    if (unmappedBeyond.count === 0) return calls;
    return [
      ...calls,
      { eventSource: anything, eventName: anything, count: unmappedBeyond.count, last: unmappedBeyond.last },
    ];
  }
}

function newTally(): KeptTally {
  return { tally: emptyTally(), isKept: true };
}

/** Stands for sources and names that were too many. */
const anything = "*";

/** Of a place of a service. */
export function placeKeyOf(service: string, place: string): string {
  return `${service}\n${place}`;
}

/** Stands for places that were too many. */
const anyPlace: string = placeKeyOf(anything, anything);
const maxPlaces = 1000;

export function callKeyOf({
  action,
  outcome,
  evidence,
}: Pick<RecordedCall, "action" | "outcome" | "evidence">): string {
  return `${action} ${outcome} ${evidence}`;
}

function headOf({ action, outcome, evidence }: RecordedCall): Pick<RecordedCall, "action" | "outcome" | "evidence"> {
  return { action, outcome, evidence };
}

/** Contexts of another ledger may have been written and read since. */
export function orderedEntries(context: RequestContext): readonly ContextEntry[] {
  return Object.entries(context).sort(([a], [b]) => compare(a, b));
}

/** By action, outcome, evidence, resources and context. */
function byContent(calls: readonly RecordedCall[]): readonly RecordedCall[] {
  return calls
    .map((call) => ({ call, key: callKeyOf(call), detail: detailOf(call) }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.detail, b.detail))
    .map(({ call }) => call);
}

function detailOf({ truncated, resources, context }: RecordedCall): string {
  return `${truncated ?? ""}\n${resourceKeyOf(resources)}\n${contextKeyOf(orderedEntries(context))}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
