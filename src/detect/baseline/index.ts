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

export type { Bounds } from "./bounds.ts";
export type { BaselineEngine, LearningSummary } from "./engine.ts";

/**
 * Runs one rule about habits. It answers the same whether the events of an hour come folded or one by one: a value is judged
 * at its first event of an hour, and what was learned is what happened in the hours before.
 *
 * A group that has been watched once stays known; only what it did is forgotten after `forgetMs`. Otherwise whoever comes back
 * after a long time would have a learning time to do anything in.
 */
export function createBaselineEngine(
  rule: BaselineRule,
  feeds: readonly { readonly position: number; readonly feed: Feed }[],
  bounds: Bounds = defaultBounds,
): BaselineEngine {
  const losses = newLosses();
  const { question } = rule;
  switch (question.kind) {
    case "first_seen":
      return createEngine(rule, feeds, firstSeenQuestion(rule, question, bounds, losses), bounds, losses);
    case "rare":
      return createEngine(rule, feeds, rareQuestion(rule, question, bounds, losses), bounds, losses);
    case "dormant":
      return createEngine(rule, feeds, dormantQuestion(rule, question), bounds, losses);
    case "silence":
      return createEngine(rule, feeds, silenceQuestion(rule, question), bounds, losses);
    case "spike":
      return createEngine(rule, feeds, spikeQuestion(rule, question, bounds), bounds, losses);
    case "travel":
      return createEngine(rule, feeds, travelQuestion(rule, question), bounds, losses);
  }
}
