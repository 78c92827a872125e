import { createDeriver, derivedFieldNames, type GeoLookup } from "../../src/detect/index.ts";
import { runEvents } from "../../src/detect/timeline/timeline.fixture.ts";
import type { CloudTrailEvent, Detection } from "../../src/model/index.ts";
import type { BaselineRule, CorrelationRule, RuleSet } from "../../src/sigma/index.ts";

/** What the rules over time of a set make of events, in the order of delivery; without `geo` nothing is known of addresses. */
export function runSequence(set: RuleSet, events: readonly CloudTrailEvent[], geo?: GeoLookup): readonly Detection[] {
  const derive = createDeriver(derivedFieldNames, geo);
  return runEvents(set, derive === undefined ? events : events.map(derive));
}

/** A rule over time with all that it asks, and nothing that asks it: even one that only feeds others makes detections. */
export function aloneIn(set: RuleSet, rule: CorrelationRule | BaselineRule): RuleSet {
  if ("question" in rule) return { rules: [], correlations: [], baselines: [rule] };
  const needed = new Set([rule.id]);
  // A correlation comes after those that it refers to.
  for (const one of set.correlations.toReversed()) {
    if (needed.has(one.id)) for (const id of one.rules) needed.add(id);
  }
  return {
    rules: set.rules.filter(({ id }) => needed.has(id)),
    correlations: set.correlations
      .filter(({ id }) => needed.has(id))
      .map((one) => (one.id === rule.id ? { ...one, silent: false } : one)),
    baselines: [],
  };
}
