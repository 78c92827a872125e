import type { CorrelationRule } from "../../sigma/index.ts";
import type { OverTimeEngine } from "../over-time.ts";
import type { FeedNames } from "../state-observations.ts";
import { createClosingWindows } from "./closing-windows.ts";
import { lowerBounds, waitsForEnd } from "./comparisons.ts";
import { countEvents } from "./count-events.ts";
import { countValues } from "./count-values.ts";
import type { EngineInput, Entry } from "./entry.ts";
import { limitsFor, type WindowLimits } from "./limits.ts";
import type { Measure } from "./measure.ts";
import { orderedRules } from "./ordered-rules.ts";
import { percentileOf } from "./percentile.ts";
import { createRangeWindows } from "./range-windows.ts";
import { hasNot } from "./rule-expression.ts";
import { rulesSeen } from "./rules-seen.ts";
import { createSlidingWindows, type WindowSettings } from "./sliding-windows.ts";
import { sumValues } from "./sum-values.ts";
import { toldEvents } from "./window.ts";

export { type EngineInput, type Entry, entryOfMatch } from "./entry.ts";

/**
 * Runs one correlation over the observations of its inputs. Within a window an event counts once, by its `eventID`. Throws a
 * `Problem` for a condition that cannot be followed.
 */
export function createCorrelationEngine(
  rule: CorrelationRule,
  inputs: readonly EngineInput[],
  limits: WindowLimits = limitsFor(rule),
): OverTimeEngine {
  const { type, condition } = rule;
  const feedAt = new Map(inputs.map(({ position, feed }) => [position, feed]));
  const ruleOf = ({ feed }: Entry): string => feedAt.get(feed)?.rule ?? "";
  const parts = new Map(inputs.map(({ position, feed }) => [position, rule.rules.indexOf(feed.rule)]));
  const feeds = feedNamesOf(inputs);
  const comparisons = condition.kind === "compare" ? condition.comparisons : [];
  const lower = lowerBounds(comparisons);
  if (type === "temporal") return run(rulesSeen(condition, ruleOf, partOf));
  if (type === "temporal_ordered") return run(orderedRules(rule.rules, condition, ruleOf, partOf));
  if (type === "event_count") return run(countEvents(comparisons), countEvents(lower));
  if (type === "value_count") return run(countValues(comparisons), countValues(lower));
  if (type === "value_sum" || type === "value_avg") return run(sumValues(type, comparisons));
  const percentile = condition.kind === "compare" ? (condition.percentile ?? 50) : 50;
  return run(percentileOf(percentile, comparisons));

  /** `atLeast` measures what can only grow while a window does not move: whether it is worth looking at. */
  function run<S>(measure: Measure<S>, atLeast?: Measure<S>): OverTimeEngine {
    const settings: WindowSettings<S> = {
      timespanMs: rule.timespanMs,
      measure,
      limits,
      feeds,
      found(window, most) {
        const trigger = window.latest;
        const feed = feedAt.get(trigger?.feed ?? -1);
        if (trigger === undefined || feed === undefined) throw new Error("A window without events was judged.");
        return { rule, feed, trigger, events: toldEvents(window, most), match: measure.match(window.state, window) };
      },
    };
    if (!answersAtEnd(rule)) return createSlidingWindows(settings);
    if (atLeast === undefined || lower.length === 0) return createClosingWindows(settings);
    return createRangeWindows(settings, (window) => atLeast.holds(window.state, window));
  }

  /** For temporal types an event counts once for each rule. */
  function partOf({ feed }: Entry): number {
    return (parts.get(feed) ?? 0) + 1;
  }
}

/** Whether detections are made when a window ends, not with the event that completes them. */
export function answersAtEnd({ condition }: CorrelationRule): boolean {
  return condition.kind === "compare" ? waitsForEnd(condition.comparisons) : hasNot(condition.expression);
}

/** Their order in the rule stays as long as the rule does. */
export function feedNamesOf(inputs: readonly EngineInput[]): FeedNames {
  const names = new Map(inputs.map(({ position }, name) => [position, name]));
  return {
    nameOf: (feed) => names.get(feed) ?? 0,
    feedOf: (name) => inputs[name]?.position,
  };
}
