import type { Detection, Json, ProblemRecord, SourceLocation } from "../../model/index.ts";
import type { RuleSet } from "../../sigma/index.ts";
import type { Feed } from "../feeds.ts";
import { freshDetections, type GivenDetection, type MadeDetection } from "../given-detections.ts";
import type { ObservationBatch } from "../observation-batch.ts";
import type { Observation } from "../observations.ts";
import type { PlacedObservation } from "../over-time.ts";
import { type ContentOf, createSuspects } from "../suspects.ts";
import { type RuleFate, readTimelineState, type TimelineState, writeTimelineState } from "./state.ts";
import { meaningsOf } from "./state-meaning.ts";
import { createTimelineBuffer } from "./timeline-buffer.ts";
import type { TimelineEngines } from "./timeline-engines.ts";
import { createTimelineRun } from "./timeline-run.ts";

export interface TimelineOptions {
  /** How much later than a later event an event may be delivered. */
  readonly latenessMs: number;
  /** How many observations may wait; a million when left out. */
  readonly maxBuffered?: number;
  /** Events later than this do not make others late: clocks may be wrong. */
  readonly nowMs?: number;
}

export interface TimelineResult {
  /** In the order in which they were made. */
  readonly detections: readonly Detection[];
  readonly problems: readonly ProblemRecord[];
  /** Groups that were forgotten to bound memory, though they could still have led to a detection. */
  readonly evictedGroups: number;
  /** Events, once for each rule over time, that came too late to be put in order. */
  readonly lateObservations: number;
  /** What rules over time cannot say yet, as sentences. */
  readonly notes: readonly string[];
}

export interface FinishOptions {
  /** A later run goes on with what {@link Timeline.save} gives. */
  readonly keepOpen?: boolean;
  /** With `keepOpen`: what events that come late could still change is left for that run to tell. */
  readonly onlySettled?: boolean;
}

/** Puts observations in the order of event time and runs all rules over time over them. */
export interface Timeline {
  /** Before anything is added. Throws a `Problem` for what is no state. */
  restore(state: Json): void;
  /**
   * In the order of delivery, all of one file after all of another. Duplicates are left out; `isDuplicate` is asked with the
   * position of an event in its file. Observations that were folded stand and fall with the first of them. Of suspects it is not
   * known yet whether they are duplicates: {@link Timeline.settle} tells.
   */
  add(
    observations: ObservationBatch | readonly Observation[],
    file: string,
    isDuplicate?: (index: number) => boolean,
    isSuspect?: (index: number) => boolean,
  ): void;
  /** After the last {@link Timeline.add}. Suspects that nobody tells of are left out. */
  settle(contentOf: ContentOf): void;
  /**
   * Everything earlier has been delivered. What comes nevertheless may be late. Before {@link Timeline.finish} it tells how far
   * time has come, also without observations.
   */
  advance(watermarkMs: number): void;
  /** How many observations wait. */
  readonly buffered: number;
  /** Once, at the end. */
  finish(options?: FinishOptions): TimelineResult;
  /** After {@link Timeline.finish} with `keepOpen`. */
  save(): Json;
}

export function createTimeline(
  set: RuleSet,
  feeds: readonly Feed[],
  { engines, problems: faults }: TimelineEngines,
  { latenessMs, maxBuffered = usualBuffer, nowMs = Number.POSITIVE_INFINITY }: TimelineOptions,
): Timeline {
  const meanings = meaningsOf(set);
  const problems: ProblemRecord[] = [...faults];
  const made: MadeDetection[] = [];
  const baselines = new Set(set.baselines.map(({ id }) => id));
  /** Told by earlier runs of what is processed again. */
  let given: readonly GivenDetection[] = [];
  /** What is processed now will be processed again. */
  let isEarly = false;
  const run = createTimelineRun(engines, meanings, (detection, ms, canBeUndone) => {
    if (!isEarly || !canBeUndone) made.push({ detection, ms, isEarly });
  });
  const buffer = createTimelineBuffer();
  const suspects = createSuspects();
  let latestMs = Number.NEGATIVE_INFINITY;
  let processedMs = Number.NEGATIVE_INFINITY;
  let watermark = Number.NEGATIVE_INFINITY;
  let processAt = usualPortion;
  let late = 0;
  let firstLate: SourceLocation | undefined;
  /** What an earlier run knew of rules that this one does not have: a rule that is left out once has not forgotten. */
  const carried = new Map<string, { readonly meaning: string; readonly state: Json }>();
  let carriedPending: readonly PlacedObservation[] = [];
  let absentFeeds: readonly string[] = [];
  /** Where the state stood; events before it are those of the run that left it, read again. */
  let restoredMs = Number.NEGATIVE_INFINITY;
  let seenBefore = 0;
  let saved: Omit<TimelineState, "given"> | undefined;

  return {
    restore(state) {
      const read = readTimelineState(state, feeds, fateOf);
      latestMs = read.latestMs ?? latestMs;
      processedMs = read.processedMs ?? processedMs;
      problems.push(...run.restore(read.rules));
      given = read.given;
      for (const [id, rule] of read.rules) if (!meanings.has(id)) carried.set(id, rule);
      restoredMs = processedMs;
      absentFeeds = read.absentFeeds;
      carriedPending = read.pending.filter(({ feed }) => feed >= feeds.length);
      for (const observation of read.pending) if (observation.feed < feeds.length) buffer.addOne(observation);
    },
    add(observations, file, isDuplicate = () => false, isSuspect = () => false) {
      const accepts = (ms: number, index: number, count: number): boolean => {
        if (Number.isNaN(ms) || isDuplicate(index)) return false;
        return isSuspect(index) ? isSuspectInTime(ms, count, file, index) : isInTime(ms, count, file, index);
      };
      if ("words" in observations) {
        buffer.add(observations, file, accepts);
      } else {
        for (const one of observations) if (accepts(one.ms, one.index, one.count)) buffer.addOne({ ...one, file });
      }
      if (buffer.size >= processAt) process(watermark);
      while (buffer.size > maxBuffered || (buffer.textLength > maxText && buffer.size > 1)) {
        process(Number.POSITIVE_INFINITY, Math.ceil(buffer.size / 2));
      }
    },
    settle(contentOf) {
      for (const { file, index, count } of suspects.settle(contentOf)) noteLate(count, file, index);
    },
    advance(watermarkMs) {
      watermark = Math.max(watermark, watermarkMs);
    },
    get buffered() {
      return buffer.size;
    },
    finish({ keepOpen = false, onlySettled = false } = {}) {
      if (keepOpen) {
        saved = snapshot();
        isEarly = true;
      }
      if (!keepOpen || !onlySettled) {
        process(Number.POSITIVE_INFINITY);
        run.advance(Math.max(processedMs, watermark));
      }
      if (!keepOpen) run.advance(Number.POSITIVE_INFINITY);
      const settled = freshDetections(made, given, (id) => baselines.has(id));
      given = settled.given;
      return {
        detections: settled.fresh,
        problems: [...problems, ...lateProblems(), ...evictionProblems(run.evicted)],
        evictedGroups: run.evicted,
        lateObservations: late,
        notes: [
          ...run.notes(),
          ...carriedNotes(),
          ...seenNotes(),
          ...(keepOpen && onlySettled ? unsettledNotes() : []),
        ],
      };
    },
    save() {
      if (saved === undefined) throw new Error("The timeline was not finished, or not to be continued.");
      // What was told of the time before the state cannot be made again.
      const { processedMs: from = Number.NEGATIVE_INFINITY } = saved;
      const kept = given.filter(({ ms, rule }) => ms >= from || carried.has(rule));
      return writeTimelineState({ ...saved, given: kept }, feeds);
    },
  };

  function fateOf(id: string, meaning: string): RuleFate {
    const now = meanings.get(id);
    return now === undefined ? "absent" : now === meaning ? "kept" : "changed";
  }

  function isInTime(ms: number, count: number, file: string, index: number): boolean {
    if (ms < restoredMs) {
      seenBefore += count;
      return false;
    }
    if (ms < processedMs) {
      noteLate(count, file, index);
      return false;
    }
    if (ms > latestMs && ms <= nowMs + dayMs) latestMs = ms;
    return true;
  }

  function isSuspectInTime(ms: number, count: number, file: string, index: number): boolean {
    if (ms >= processedMs) {
      suspects.add(file, index);
      return true;
    }
    if (ms >= restoredMs) suspects.addLate({ file, index, count });
    return false;
  }

  function noteLate(count: number, file: string, index: number): void {
    late += count;
    firstLate ??= { file, record: index };
  }

  function process(beforeMs: number, most: number = Number.POSITIVE_INFINITY): void {
    buffer.drain(beforeMs, most, (observation) => {
      processedMs = Math.max(processedMs, observation.ms);
      const settled = suspects.resolve(observation);
      if (settled !== undefined) run.see(settled);
    });
    if (Number.isFinite(beforeMs)) {
      processedMs = Math.max(processedMs, beforeMs);
      run.advance(processedMs);
    }
    processAt = Math.max(usualPortion, 2 * buffer.size);
  }

  /** Stands before the span in which events may still come late; what lies in it is left to be processed again. */
  function snapshot(): Omit<TimelineState, "given"> {
    // Events that no rule over time hears of pass the time as well.
    latestMs = Math.max(latestMs, watermark);
    process(latestMs - latenessMs);
    return {
      ...(Number.isFinite(latestMs) && { latestMs }),
      ...(Number.isFinite(processedMs) && { processedMs }),
      rules: new Map([...carried, ...run.save()]),
      pending: [...carriedPending, ...buffer.all().flatMap((observation) => suspects.resolve(observation) ?? [])],
      absentFeeds,
    };
  }

  function carriedNotes(): readonly string[] {
    if (carried.size === 0) return [];
    const which = carried.size === 1 ? "1 rule of the state is" : `${carried.size} rules of the state are`;
    return [`${which} not among those of this run. What they knew stays in it; they learn nothing of these events.`];
  }

  function unsettledNotes(): readonly string[] {
    const waiting = saved?.pending.length ?? 0;
    if (waiting === 0) return [];
    return [
      `${waiting} ${waiting === 1 ? "match" : "matches"} of rules over time in the last ${latenessMs / 60_000} minutes ` +
        `${waiting === 1 ? "waits" : "wait"} for the next run, as --settled asks.`,
    ];
  }

  function seenNotes(): readonly string[] {
    if (seenBefore === 0) return [];
    return [
      `${seenBefore} ${seenBefore === 1 ? "match" : "matches"} of rules over time from before the point where the state stands ` +
        "were left out: the run before has seen them, or they came later than --allow-lateness.",
    ];
  }

  function lateProblems(): readonly ProblemRecord[] {
    if (firstLate === undefined) return [];
    const one = late === 1;
    const message = `${late} ${one ? "match of a rule" : "matches of rules"} over time came too late to be put in order, and ${one ? "was" : "were"} left out; this is the first.`;
    return [{ code: "input.late", message, location: firstLate, hint: "Give a larger --allow-lateness." }];
  }
}

function evictionProblems(evicted: number): readonly ProblemRecord[] {
  if (evicted === 0) return [];
  const what = evicted === 1 ? "1 group was" : `${evicted} groups were`;
  const message = `${what} forgotten by rules over time to bound memory, in whole or in part: detections may be missing.`;
  return [{ code: "input.too-large", message, hint: "Give fewer events at a time, with --state, or a narrower rule." }];
}

const usualBuffer = 1_000_000;
/** Characters of waiting observations. */
const maxText = 2 ** 27;
/** Putting few observations in order at a time costs more than it saves. */
const usualPortion = 8192;
const dayMs = 86_400_000;
