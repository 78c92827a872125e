import type { CloudTrailEvent, Json } from "../../model/index.ts";
import type { BaselineRule, CorrelationRule, RuleSet } from "../../sigma/index.ts";
import { compare, correlation, minute, setOf } from "../correlate/rules.fixture.ts";
import { addFiles, timelineOf } from "./timeline.fixture.ts";

export const count: CorrelationRule = correlation({
  id: "count",
  type: "event_count",
  rules: ["a", "b"],
  condition: compare({ gte: 3 }),
});
/** A rule of each kind, with chains. */
export const all: RuleSet = withBaseline(
  setOf(
    count,
    correlation({ id: "range", type: "event_count", rules: ["a"], condition: compare({ gt: 1, lte: 3 }) }),
    correlation({
      id: "values",
      type: "value_count",
      rules: ["a", "c"],
      condition: compare({ gte: 2 }, "sourceIPAddress"),
    }),
    correlation({ id: "sum", type: "value_sum", rules: ["a"], condition: compare({ gt: 1.5 }, "bytes") }),
    correlation({
      id: "high",
      type: "value_percentile",
      rules: ["a"],
      condition: { ...compare({ gte: 1 }, "bytes"), percentile: 50 },
    }),
    correlation({ id: "together", type: "temporal", rules: ["a", "b", "c"] }),
    correlation({ id: "ordered", type: "temporal_ordered", rules: ["a", "b", "a"] }),
    correlation({ id: "outer", type: "temporal", rules: ["count", "range"], timespanMs: 10 * minute }),
    correlation({ id: "after", type: "temporal_ordered", rules: ["range", "c"], timespanMs: 15 * minute }),
  ),
);

/** What a run leaves that saw these events. */
export function stateOf(set: RuleSet, events: readonly CloudTrailEvent[]): Json {
  const timeline = timelineOf(set);
  addFiles(timeline, set, [events]);
  timeline.finish({ keepOpen: true });
  return throughJson(timeline.save());
}

export function throughJson(state: Json): Json {
  return JSON.parse(JSON.stringify(state)) as Json;
}

function withBaseline(set: RuleSet): RuleSet {
  const [rule] = set.rules;
  if (rule === undefined) throw new Error("The set has rules.");
  const baseline: BaselineRule = {
    ...rule,
    id: "first seen",
    groupBy: ["userIdentity.userName"],
    question: { kind: "first_seen", fields: ["sourceIPAddress"] },
    learningMs: 0,
    minimumEvents: 1,
    forgetMs: 30 * 86_400_000,
    examples: [],
  };
  return { ...set, baselines: [baseline] };
}
