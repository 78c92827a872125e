import { type Detection, Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { LearningSummary } from "../baseline/index.ts";
import type { Entry } from "../correlate/index.ts";
import { type PlacedObservation, type TimedMatch, timedDetection } from "../over-time.ts";
import type { TimelineState } from "./state.ts";
import type { Listener, TimelineEngine } from "./timeline-engines.ts";

/** All engines together: hands each observation to the one that asked for it, and detections on to who names their rule. */
export interface TimelineRun {
  see(observation: PlacedObservation): void;
  advance(ms: number): void;
  restore(saved: TimelineState["rules"]): readonly ProblemRecord[];
  save(): TimelineState["rules"];
  readonly evicted: number;
  /** What baselines do not know yet. */
  notes(): readonly string[];
}

/** `give` gets every detection that is to be told, with the time at which it was made, and whether further events could undo it. */
export function createTimelineRun(
  engines: readonly TimelineEngine[],
  meanings: ReadonlyMap<string, string>,
  give: (detection: Detection, ms: number, canBeUndone: boolean) => void,
): TimelineRun {
  const running = engines.map(({ create }) => create());
  // Engines differ in shape, which makes looking for their methods slow.
  const sees = running.map(({ see }) => see);
  const engineAt: number[] = [];
  for (const [at, { feeds }] of engines.entries()) for (const feed of feeds) engineAt[feed] = at;
  const lasting = engines.map(({ listeners }) => listeners.filter(({ asksWhetherItHolds }) => asksWhetherItHolds));
  const stepwise = engines.flatMap(({ everyStep }, at) => (everyStep ? [at] : []));
  let clock = Number.NEGATIVE_INFINITY;

  return {
    see(observation) {
      if (observation.ms > clock) step(observation.ms);
      const at = engineAt[observation.feed];
      if (at !== undefined) hand(at, observation);
    },
    advance(ms) {
      clock = Math.max(clock, ms);
      for (const at of running.keys()) advanceOne(at, ms);
    },
    restore(saved) {
      return engines.flatMap((_, at) => restoreOne(at, saved));
    },
    save: () =>
      new Map(
        engines.map(({ id }, at) => [id, { meaning: meanings.get(id) ?? "", state: running[at]?.save() ?? null }]),
      ),
    get evicted() {
      return running.reduce((total, { evicted }) => total + evicted, 0);
    },
    notes() {
      const held = running.flatMap((engine) => engine.learning?.() ?? []).filter(({ suppressed }) => suppressed > 0);
      return [
        ...learnedNotes(held.filter(({ isSkipped }) => !isSkipped)),
        ...skippedNotes(held.filter(({ isSkipped }) => isSkipped)),
      ];
    },
  };

  function step(ms: number): void {
    clock = ms;
    for (const at of stepwise) advanceOne(at, ms);
  }

  function hand(at: number, entry: Entry): void {
    const found = sees[at]?.(entry);
    if (found !== undefined && found.length > 0) tell(at, found);
    else if ((lasting[at]?.length ?? 0) > 0) tellThatItGoesOn(at);
  }

  function tellThatItGoesOn(at: number): void {
    const found = running[at]?.goesOn?.();
    if (found !== undefined) beHeard(found, lasting[at] ?? []);
  }

  function advanceOne(at: number, ms: number): void {
    tell(at, running[at]?.advance(ms) ?? []);
  }

  function tell(at: number, matches: readonly TimedMatch[]): void {
    const { silent, canBeUndone, listeners } = engines[at] ?? nobody;
    for (const found of matches) {
      if (!silent) give(timedDetection(found), clock, canBeUndone);
      beHeard(found, listeners);
    }
  }

  function beHeard(found: TimedMatch, listeners: readonly Listener[]): void {
    for (const { engine, hear } of listeners) {
      const entry = hear(found);
      if (entry !== undefined) hand(engine, entry);
    }
  }

  function restoreOne(at: number, saved: TimelineState["rules"]): readonly ProblemRecord[] {
    const { id, title, create } = engines[at] ?? nobody;
    const found = saved.get(id);
    if (found === undefined) return [];
    if (found.meaning !== meanings.get(id)) {
      const message = `'${title}' has changed since the state was saved: it begins anew.`;
      return [{ code: "state.changed", message }];
    }
    try {
      running[at]?.restore(found.state);
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      // It may have taken over a part.
      const anew = create();
      running[at] = anew;
      sees[at] = anew.see;
      const message = `'${title}' begins anew. ${error.message}`;
      return [{ ...toProblemRecord(error), message }];
    }
  }
}

function learnedNotes(learning: readonly LearningSummary[]): readonly string[] {
  if (learning.length === 0) return [];
  const total = sumOf(learning);
  const what =
    total === 1 ? "1 first sighting was learned and not told" : `${total} first sightings were learned and not told`;
  return [
    `${baselines(learning)} had to learn what is usual first: ${what}. More days of events, or --state, teach them.`,
  ];
}

function skippedNotes(skipped: readonly LearningSummary[]): readonly string[] {
  if (skipped.length === 0) return [];
  const total = sumOf(skipped);
  const what = total === 1 ? "1 first event of a group is" : `${total} first events of groups are`;
  return [
    `${baselines(skipped)} told from each group's second event on, as --no-learning asks: ${what} not told. ` +
      "Expect many that are usual there.",
  ];
}

function baselines({ length }: readonly LearningSummary[]): string {
  return length === 1 ? "1 baseline" : `${length} baselines`;
}

function sumOf(summaries: readonly LearningSummary[]): number {
  return summaries.reduce((sum, { suppressed }) => sum + suppressed, 0);
}

const nobody: TimelineEngine = {
  id: "",
  title: "",
  feeds: [],
  create: () => ({ see: () => [], advance: () => [], save: () => null, restore: () => undefined, evicted: 0 }),
  listeners: [],
  silent: true,
  canBeUndone: false,
  everyStep: false,
};
