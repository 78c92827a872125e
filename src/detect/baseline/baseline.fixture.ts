import type { Detection } from "../../model/index.ts";
import type { BaselineQuestion, BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { Feed } from "../feeds.ts";
import { type PlacedObservation, timedDetection } from "../over-time.ts";
import type { Bounds } from "./bounds.ts";
import { type BaselineEngine, createBaselineEngine } from "./index.ts";

export const dayMs: number = 24 * hourMs;
/** 2026-01-01T00:00:00Z, the beginning of all tests. */
export const begin: number = Date.UTC(2026, 0, 1);

/** One event of a test. */
export interface Act {
  /** After {@link begin}. */
  readonly ms: number;
  readonly who?: string;
  readonly what?: string;
  readonly number?: number;
}

export type Given = Partial<Pick<BaselineRule, "learningMs" | "minimumEvents" | "forgetMs">>;

export function ruleOf(question: BaselineQuestion, given: Given = {}): BaselineRule {
  return {
    id: "b",
    title: "A habit",
    level: "medium",
    tags: [],
    references: [],
    falsePositives: [],
    response: [],
    catalogue: [],
    needsDataEvents: false,
    needsSettings: [],
    location: { file: "rule.yml" },
    logsource: {},
    condition: { kind: "and", operands: [] },
    groupBy: ["derived.principal"],
    question,
    learningMs: 0,
    minimumEvents: 0,
    forgetMs: 30 * dayMs,
    examples: [],
    ...given,
  };
}

export function engineOf(
  question: BaselineQuestion,
  given: Given = {},
  bounds?: Bounds,
  learns?: boolean,
): BaselineEngine {
  const rule = ruleOf(question, given);
  const feed: Feed = {
    consumer: rule.id,
    rule: rule.id,
    condition: rule.condition,
    groupBy: [{ name: "derived.principal", field: "derived.principal" }],
    values: [],
    hourly: true,
  };
  return createBaselineEngine(rule, [{ position: 3, feed }], bounds, learns);
}

/** As the feed says it: values in lower case. */
export function observationOf({ ms, who = "ana", what = "x", number = 0 }: Act, at: number): PlacedObservation {
  return {
    feed: 3,
    group: JSON.stringify([who]),
    value: JSON.stringify([what.toLowerCase()]),
    context: JSON.stringify([
      "111122223333",
      "us-east-1",
      "IAMUser",
      who,
      who,
      "192.0.2.1",
      "GetObject",
      "s3.amazonaws.com",
    ]),
    number,
    ms: begin + ms,
    lastMs: begin + ms,
    count: 1,
    eventId: `e${at}`,
    index: at,
    file: "log.json",
  };
}

export function run(engine: BaselineEngine, acts: readonly Act[]): readonly Detection[] {
  return see(engine, acts.map(observationOf));
}

/** By event time, and then to the end. */
export function see(engine: BaselineEngine, observations: readonly PlacedObservation[]): readonly Detection[] {
  const inOrder = observations.toSorted((a, b) => a.ms - b.ms);
  return [...inOrder.flatMap((one) => seeOne(engine, one)), ...finish(engine, observations)];
}

export function seeOne(engine: BaselineEngine, observation: PlacedObservation): readonly Detection[] {
  return engine.see(observation).map(timedDetection);
}

/** The last event time, then the end of the input. */
export function finish(engine: BaselineEngine, observations: readonly PlacedObservation[]): readonly Detection[] {
  const last = Math.max(0, ...observations.map(({ lastMs }) => lastMs));
  return [...engine.advance(last), ...engine.advance(Number.POSITIVE_INFINITY)].map(timedDetection);
}

/** What must not depend on how events were delivered: all but file and position, in the order of time. */
export function told(detections: readonly Detection[]): readonly unknown[] {
  return detections
    .map(({ time, match, groupBy, events }) => ({ time, match, groupBy, events: events.map(({ eventId }) => eventId) }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Splits events over files and folds those of one file, group, value and hour, as it is done where events are read. */
export function folded(
  observations: readonly PlacedObservation[],
  fileOf: (at: number) => number,
): readonly PlacedObservation[] {
  const groups = new Map<string, PlacedObservation>();
  for (const one of observations.toSorted((a, b) => a.ms - b.ms)) {
    const file = `log-${fileOf(one.index)}.json`;
    const key = JSON.stringify([file, one.group, one.value, Math.floor(one.ms / hourMs)]);
    const first = groups.get(key) ?? { ...one, file, count: 0, number: 0 };
    const count = first.count + 1;
    groups.set(key, { ...first, lastMs: one.lastMs, count, number: first.number + one.number });
  }
  return [...groups.values()];
}
