import type { Detection } from "../../model/index.ts";
import type { CorrelationCondition } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import type { Entry } from "./entry.ts";
import type { Measure } from "./measure.ts";
import { expressionHolds } from "./rule-expression.ts";

/** How many events of each rule are in the window; none: the rule is not in it. */
export type RulesSeen = Map<string, number>;

/** `temporal`: which of the rules have events in the window, in any order; or how many different rules. */
export function rulesSeen(
  condition: CorrelationCondition,
  ruleOf: (entry: Entry) => string,
  partOf: (entry: Entry) => number,
): Measure<RulesSeen> {
  return {
    accepts: () => true,
    partOf,
    start: () => new Map(),
    add(seen, entry) {
      const rule = ruleOf(entry);
      seen.set(rule, (seen.get(rule) ?? 0) + 1);
    },
    remove(seen, entry) {
      const rule = ruleOf(entry);
      const count = seen.get(rule) ?? 0;
      if (count > 1) seen.set(rule, count - 1);
      else seen.delete(rule);
    },
    holds: (seen) =>
      condition.kind === "compare"
        ? allHold(condition.comparisons, seen.size)
        : expressionHolds(condition.expression, (rule) => seen.has(rule)),
    match: (seen, { size }): Detection["match"] => ({ count: size, rules: seen.size }),
  };
}
