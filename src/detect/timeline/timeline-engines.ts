import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { CorrelationRule, RuleSet } from "../../sigma/index.ts";
import { createBaselineEngine, type LearningSummary } from "../baseline/index.ts";
import {
  answersAtEnd,
  createCorrelationEngine,
  type EngineInput,
  type Entry,
  entryOfMatch,
} from "../correlate/index.ts";
import type { Feed } from "../feeds.ts";
import type { OverTimeEngine, TimedMatch } from "../over-time.ts";
import { createReorder } from "./reorder.ts";

/** An engine with what it hears and who hears of its detections. */
export interface TimelineEngine {
  readonly id: string;
  readonly title: string;
  /** Positions of the feeds that it hears. */
  readonly feeds: readonly number[];
  /** A new one, without a past. */
  create(): RunningEngine;
  /** Correlations that name this one, by their position in the list of engines. */
  readonly listeners: readonly Listener[];
  /** Its detections are for its listeners only. */
  readonly silent: boolean;
  /** It answers for what did not happen in a time, or for detections that do: events that come late could undo it. */
  readonly canBeUndone: boolean;
  /** It has to be told of every step of time, because others wait for its answers or it waits for theirs. */
  readonly everyStep: boolean;
}

export interface Listener {
  readonly engine: number;
  /** It asks whether the other rule holds, not how often it came to hold: it hears of that again while it goes on. */
  readonly asksWhetherItHolds: boolean;
  hear(found: TimedMatch): Entry | undefined;
}

export interface TimelineEngines {
  /** Correlations in the order of the rule set, then baselines. */
  readonly engines: readonly TimelineEngine[];
  /** Of rules that cannot be run. */
  readonly problems: readonly ProblemRecord[];
}

/** An engine of either kind. */
export interface RunningEngine extends OverTimeEngine {
  /** Of baselines. */
  learning?(): LearningSummary;
}

export interface EngineOptions {
  /** Baselines take time to learn what is usual; true when left out. */
  readonly learns?: boolean;
}

/** The engines of all rules over time; `feeds` are those of {@link feedsOf}. */
export function createTimelineEngines(
  set: RuleSet,
  feeds: readonly Feed[],
  { learns = true }: EngineOptions = {},
): TimelineEngines {
  const inputsOf = groupInputs(feeds);
  const chains = chainsOf(set.correlations, feeds.length);
  const delays = delaysOf(set.correlations);
  const problems: ProblemRecord[] = [];
  const places = new Map(set.correlations.map(({ id }, at) => [id, at]));
  const correlations = set.correlations.map((rule, at): TimelineEngine => {
    const own = inputsOf.get(rule.id) ?? [];
    const chained = chains.filter(({ to }) => to === rule.id).map(({ input }) => input);
    const inputs = [...own, ...chained].sort(
      (a, b) => rule.rules.indexOf(a.feed.rule) - rule.rules.indexOf(b.feed.rule),
    );
    const { waits } = delays[at] ?? noDelay;
    const create = (): OverTimeEngine => {
      const engine = createCorrelationEngine(rule, inputs);
      return waits === 0 ? engine : createReorder(engine, waits, inputs);
    };
    const fault = faultOf(create);
    if (fault !== undefined) problems.push(problemOf(rule, fault));
    return {
      id: rule.id,
      title: rule.title,
      feeds: fault === undefined ? own.map(({ position }) => position) : [],
      create: fault === undefined ? create : createNothing,
      listeners: chains
        .filter(({ input }) => input.feed.rule === rule.id)
        .map(({ to, type, input }) => ({
          engine: places.get(to) ?? -1,
          asksWhetherItHolds: type === "temporal" || type === "temporal_ordered",
          hear: (found) => entryOfMatch(found, input),
        })),
      silent: rule.silent === true,
      canBeUndone: waits > 0 || answersAtEnd(rule),
      everyStep: delays[at]?.everyStep === true,
    };
  });
  const baselines = set.baselines.map((rule): TimelineEngine => {
    const inputs = inputsOf.get(rule.id) ?? [];
    return {
      id: rule.id,
      title: rule.title,
      feeds: inputs.map(({ position }) => position),
      create: () => createBaselineEngine(rule, inputs, undefined, learns),
      listeners: [],
      silent: false,
      canBeUndone: rule.question.kind === "silence",
      everyStep: false,
    };
  });
  return { engines: [...correlations, ...baselines], problems };
}

function groupInputs(feeds: readonly Feed[]): ReadonlyMap<string, readonly EngineInput[]> {
  const byConsumer = new Map<string, EngineInput[]>();
  for (const [position, feed] of feeds.entries()) {
    const list = byConsumer.get(feed.consumer);
    if (list === undefined) byConsumer.set(feed.consumer, [{ position, feed }]);
    else list.push({ position, feed });
  }
  return byConsumer;
}

interface Chain {
  /** Id of the correlation that names the other. */
  readonly to: string;
  readonly type: CorrelationRule["type"];
  /** A feed that no event is asked for; positions go on after those of the feeds. */
  readonly input: EngineInput;
}

function chainsOf(correlations: readonly CorrelationRule[], firstPosition: number): readonly Chain[] {
  const ids = new Set(correlations.map(({ id }) => id));
  const feeds = correlations.flatMap((rule) =>
    [...new Set(rule.rules)].filter((id) => ids.has(id)).map((id) => ({ type: rule.type, feed: chainFeed(rule, id) })),
  );
  return feeds.map(({ type, feed }, at) => ({
    to: feed.consumer,
    type,
    input: { position: firstPosition + at, feed },
  }));
}

/** Its fields are group-by names of the inner correlation. */
function chainFeed({ id, groupBy, aliases, condition }: CorrelationRule, inner: string): Feed {
  const fieldOf = (name: string): string =>
    aliases.find((alias) => alias.name === name)?.fields.find(({ rule }) => rule === inner)?.field ?? name;
  return {
    consumer: id,
    rule: inner,
    condition: { kind: "or", operands: [] },
    groupBy: groupBy.map((name) => ({ name, field: fieldOf(name) })),
    values: condition.kind === "compare" ? condition.fields.map(fieldOf) : [],
    hourly: false,
  };
}

/** How long after its time a detection may become known, in milliseconds. */
interface Delay {
  /** How long the correlation waits for what it names. */
  readonly waits: number;
  readonly everyStep: boolean;
}

const noDelay: Delay = { waits: 0, everyStep: false };

/** A detection stands where its last event stands, but one that waits for the end of a window is made later. */
function delaysOf(correlations: readonly CorrelationRule[]): readonly Delay[] {
  const known = new Map<string, number>();
  const waits = correlations.map((rule) => {
    const wait = Math.max(0, ...rule.rules.map((id) => known.get(id) ?? 0));
    known.set(rule.id, wait + (answersAtEnd(rule) ? rule.timespanMs : 0));
    return wait;
  });
  const someoneWaits = waits.some((wait) => wait > 0);
  return waits.map((wait) => ({ waits: wait, everyStep: someoneWaits }));
}

function faultOf(create: () => OverTimeEngine): Problem | undefined {
  try {
    create();
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function problemOf({ title, location }: CorrelationRule, { code, message, hint }: Problem): ProblemRecord {
  const text = `'${title}' is not run. ${message}`;
  return toProblemRecord(new Problem(code, text, { location, ...(hint !== undefined && { hint }) }));
}

function createNothing(): OverTimeEngine {
  return { see: () => [], advance: () => [], save: () => null, restore: () => undefined, evicted: 0 };
}
