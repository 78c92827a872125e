import type { BaselineRule } from "../../sigma/index.ts";
import type { Feed } from "../feeds.ts";
import { type Bounds, defaultBounds, newLosses } from "./bounds.ts";
import { dormantQuestion } from "./dormant.ts";
import { type BaselineEngine, createEngine } from "./engine.ts";
import { firstSeenQuestion } from "./first-seen.ts";
import { rareQuestion } from "./rare.ts";
import { silenceQuestion } from "./silence.ts";
import { spikeQuestion } from "./spike.ts";
import { travelQuestion } from "./travel.ts";
import { learningFromOneEvent, learningOf } from "./watched.ts";

export type { Bounds } from "./bounds.ts";
export type { BaselineEngine, LearningSummary } from "./engine.ts";

/**
 * Runs one rule about habits. It answers the same whether the events of an hour come folded or one by one: a value is judged
 * at its first event of an hour, and what was learned is what happened in the hours before.
 *
 * A group that has been watched once stays known; only what it did is forgotten after `forgetMs`. Otherwise whoever comes back
 * after a long time would have a learning time to do anything in.
 *
 * Without `learns`, questions that compare an event with others tell from the second event of a group on. Shares, usual numbers
 * and regular hours need many events to be any, and are learned as always.
 */
export function createBaselineEngine(
  rule: BaselineRule,
  feeds: readonly { readonly position: number; readonly feed: Feed }[],
  bounds: Bounds = defaultBounds,
  learns: boolean = true,
): BaselineEngine {
  const losses = newLosses();
  const comparesEvents = ["first_seen", "dormant", "travel"].includes(rule.question.kind);
  const isLearning = learns || !comparesEvents ? learningOf(rule) : learningFromOneEvent(rule);
  const shared = { rule, feeds, bounds, losses, isLearning, skipsLearning: !learns && comparesEvents };
  const { question } = rule;
  switch (question.kind) {
    case "first_seen":
      return createEngine(shared, firstSeenQuestion(rule, question, isLearning, bounds, losses));
    case "rare":
      return createEngine(shared, rareQuestion(rule, question, isLearning, bounds, losses));
    case "dormant":
      return createEngine(shared, dormantQuestion(question, isLearning));
    case "silence":
      return createEngine(shared, silenceQuestion(rule, question));
    case "spike":
      return createEngine(shared, spikeQuestion(rule, question, isLearning, bounds));
    case "travel":
      return createEngine(shared, travelQuestion(question, isLearning));
  }
}
