import type { BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { Feed } from "../feeds.ts";
import type { OverTimeEngine, PlacedObservation, TimedMatch } from "../over-time.ts";
import { type Bounds, deleteOldest, type Losses, leftOf, touch } from "./bounds.ts";
import type { Alert, Question } from "./question.ts";
import { readState, writeState } from "./state.ts";
import { countIn, type IsLearning, newWatched, rollHour, type Watched } from "./watched.ts";

/** An engine that can say how much it does not know yet. */
export interface BaselineEngine extends OverTimeEngine {
  learning(): LearningSummary;
}

export interface LearningSummary {
  /** Groups of which too little is known to say anything, by the time of the last event. */
  readonly groups: number;
  /** What would have been said, had they been known. */
  readonly suppressed: number;
  /** It was told not to learn: what was not said is the first event of a group. */
  readonly isSkipped: boolean;
}

/** What an engine needs whatever it asks. */
export interface EngineParts {
  readonly rule: BaselineRule;
  readonly feeds: readonly { readonly position: number; readonly feed: Feed }[];
  readonly bounds: Bounds;
  readonly losses: Losses;
  readonly isLearning: IsLearning;
  readonly skipsLearning: boolean;
}

/** The part that all questions share: groups, their bounds, their time, and the saved state. */
export function createEngine<G extends Watched>(
  { rule, feeds, bounds, losses, isLearning, skipsLearning }: EngineParts,
  question: Question<G>,
): BaselineEngine {
  // A baseline has one feed; its position may be another in the run that saved the state.
  const feed = feeds[0]?.feed;
  const positions = new Set(feeds.map(({ position }) => position));
  const sweepMs = Math.max(1, Math.floor(rule.forgetMs / 8 / hourMs)) * hourMs;
  let groups = new Map<string, G>();
  let values = 0;
  let suppressed = 0;
  /** The latest event time. */
  let now = 0;

  return {
    see(observation) {
      const { ms } = observation;
      if (!positions.has(observation.feed) || !Number.isFinite(ms)) return [];
      const due = advanceTo(ms);
      const alert = seeGroup(observation);
      return alert === undefined ? due : [...due, ...said([alert])];
    },
    advance: advanceTo,
    save: () => writeState(rule, { now, suppressed, evicted: losses.evicted, groups }, question),
    restore(state) {
      const read = readState(rule, state, question, bounds);
      ({ now, suppressed, groups } = read);
      losses.evicted = read.evicted;
      values = 0;
      for (const [name, group] of groups) {
        question.added?.(name, group);
        values += question.weigh?.(group) ?? 0;
      }
    },
    get evicted() {
      return losses.evicted;
    },
    learning: () => ({
      groups: [...groups.values()].filter((group) => isLearning(group, now)).length,
      suppressed,
      isSkipped: skipsLearning,
    }),
  };

  function advanceTo(ms: number): readonly TimedMatch[] {
    const alerts = question.advance?.(ms, groups);
    // The end of the input is later than any event, but no time.
    if (Number.isFinite(ms) && ms > now) {
      if (Math.floor(ms / sweepMs) > Math.floor(now / sweepMs)) sweep(ms);
      now = ms;
    }
    return alerts === undefined || alerts.length === 0 ? none : said(alerts);
  }

  function seeGroup(observation: PlacedObservation): Alert | undefined {
    const { group: name, ms } = observation;
    const known = groups.get(name);
    const stays = known !== undefined && question.isOver?.(known, ms) !== true;
    const group = stays ? known : question.open(newWatched(ms), question.empty);
    if (group === undefined) return undefined;
    const isNewHour = rollHour(group, ms) || !stays;
    const weightBefore = stays ? weigh(group) : 0;
    if (known !== undefined && !stays) values -= weigh(known);
    // Once an hour, so that folded events leave the same order.
    if (isNewHour) touch(groups, name, group);
    if (!stays) question.added?.(name, group);
    const alert = question.see(group, observation, isNewHour);
    countIn(group, observation);
    values += weigh(group) - weightBefore;
    keepBounds(name);
    return alert;
  }

  function weigh(group: G): number {
    return question.weigh?.(group) ?? 0;
  }

  function keepBounds(current: string): void {
    if (groups.size <= bounds.groups && values <= bounds.values) return;
    const isEnough = (): boolean => groups.size <= leftOf(bounds.groups) && values <= leftOf(bounds.values);
    const drop = (group: G): void => {
      values -= weigh(group);
      losses.evicted += 1;
    };
    deleteOldest(groups, isEnough, drop, current);
  }

  function sweep(ms: number): void {
    for (const [name, group] of groups) {
      const weight = weigh(group);
      question.forget?.(group, ms);
      const isOver = question.isOver?.(group, ms) === true;
      values += (isOver ? 0 : weigh(group)) - weight;
      if (isOver) groups.delete(name);
    }
  }

  function said(alerts: readonly Alert[]): readonly TimedMatch[] {
    const found: TimedMatch[] = [];
    for (const { trigger, context = [], match, held } of alerts) {
      if (held) suppressed += 1;
      else if (feed !== undefined) {
        const text = typeof match === "function" ? match() : match;
        found.push({ rule, feed, trigger, events: [...context, trigger], match: text });
      }
    }
    return found;
  }
}

const none: readonly TimedMatch[] = [];
