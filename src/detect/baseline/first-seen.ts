import type { Json } from "../../model/index.ts";
import type { BaselineQuestion, BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import { createSharedTexts } from "../shared-texts.ts";
import { type Bounds, deleteOldest, type Losses, leftOf, touch } from "./bounds.ts";
import { valuesByField } from "./match-values.ts";
import type { Question } from "./question.ts";
import { isTime } from "./state.ts";
import { hourOf, type IsLearning, type Watched } from "./watched.ts";

interface WithValues extends Watched {
  /** When each value was last seen; those not seen for longest first. */
  readonly values: Map<string, number>;
}

/** What did the group not have before, or not for long? Each value is said once; while learning it becomes known. */
export function firstSeenQuestion(
  rule: BaselineRule,
  { fields }: Extract<BaselineQuestion, { kind: "first_seen" }>,
  isLearning: IsLearning,
  bounds: Bounds,
  losses: Losses,
): Question<WithValues> {
  const forgetMs = Math.max(rule.forgetMs, hourMs);
  const shared = createSharedTexts();
  return {
    empty: [],
    open(watched, state) {
      const values = readValues(state, watched.first);
      return values && { ...watched, values };
    },
    save: ({ first, values }) => [...values].flatMap(([value, last]) => [value, last - first]),
    see(group, observation) {
      const { value, ms, lastMs } = observation;
      const last = group.values.get(value);
      if (last !== undefined && hourOf(last) >= hourOf(ms)) {
        group.values.set(value, Math.max(last, lastMs));
        return undefined;
      }
      touch(group.values, shared(value), lastMs);
      if (group.values.size > bounds.valuesOfGroup) dropOldest(group.values, ms);
      if (last !== undefined && ms - last < forgetMs) return undefined;
      const held = isLearning(group, ms);
      return { trigger: observation, match: () => valuesByField(fields, observation), held };
    },
    forget({ values }, ms) {
      for (const [value, last] of values) if (ms - last >= forgetMs) values.delete(value);
    },
    weigh: ({ values }) => values.size,
  };

  function dropOldest(values: Map<string, number>, ms: number): void {
    const isEnough = (): boolean => values.size <= leftOf(bounds.valuesOfGroup);
    deleteOldest(values, isEnough, (last) => {
      if (ms - last < forgetMs) losses.evicted += 1;
    });
  }
}

/** A flat list of texts and times after `first`. */
function readValues(state: Json, first: number): Map<string, number> | undefined {
  if (!Array.isArray(state) || state.length % 2 !== 0) return undefined;
  const values = new Map<string, number>();
  for (let at = 0; at < state.length; at += 2) {
    const [value, after] = [state[at], state[at + 1]];
    if (typeof value !== "string" || !isTime(after) || values.has(value)) return undefined;
    values.set(value, first + after);
  }
  return values;
}
