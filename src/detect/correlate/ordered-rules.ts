import type { Detection } from "../../model/index.ts";
import type { Comparison, CorrelationCondition } from "../../sigma/index.ts";
import { allHold } from "./comparisons.ts";
import { type Entry, isSameEvent } from "./entry.ts";
import type { Measure } from "./measure.ts";
import { alternativesOf } from "./rule-expression.ts";

/** For each alternative of the condition, how far its sequence has come; and how many events of each rule there are. */
export interface OrderedRules {
  readonly progress: readonly Step[][];
  readonly seen: Map<string, number>;
}

/** The latest event that the sequence up to here can begin with, by its number; and what that was before `event`. */
interface Step {
  start: number;
  before: number;
  event: Entry | undefined;
}

/**
 * `temporal_ordered`: events of different rules in the order of `rules`, with anything in between; those of one instant are
 * in the order of delivery, and one event is one step only. A comparison asks how many of the rules, from the first on, have
 * come in order.
 *
 * Of all sequences that end here only the one with the latest beginning is followed: it stays in the window longest.
 */
export function orderedRules(
  rules: readonly string[],
  condition: CorrelationCondition,
  ruleOf: (entry: Entry) => string,
  partOf: (entry: Entry) => number,
): Measure<OrderedRules> {
  const sequences = condition.kind === "compare" ? [allRules(rules, condition.comparisons)] : inOrder(rules, condition);

  return {
    accepts: () => true,
    partOf,
    start: () => ({
      progress: sequences.map(({ rules: steps }) => steps.map(() => ({ start: -1, before: -1, event: undefined }))),
      seen: new Map(),
    }),
    add({ progress, seen }, entry, number) {
      const rule = ruleOf(entry);
      seen.set(rule, (seen.get(rule) ?? 0) + 1);
      for (const [at, sequence] of sequences.entries()) extend(progress[at] ?? [], sequence.rules, rule, entry, number);
    },
    remove({ seen }, entry) {
      const rule = ruleOf(entry);
      const count = seen.get(rule) ?? 0;
      if (count > 1) seen.set(rule, count - 1);
      else seen.delete(rule);
    },
    holds: ({ progress, seen }, { firstNumber }) =>
      sequences.some(
        ({ isMet, unseen }, at) =>
          isMet(reached(progress[at] ?? [], firstNumber)) && !unseen.some((rule) => seen.has(rule)),
      ),
    match: ({ progress, seen }, { size, firstNumber }): Detection["match"] =>
      condition.kind === "compare"
        ? { count: size, rules: reached(progress[0] ?? [], firstNumber) }
        : { count: size, rules: seen.size },
  };
}

interface Sequence {
  readonly rules: readonly string[];
  readonly unseen: readonly string[];
  isMet(reached: number): boolean;
}

function allRules(rules: readonly string[], comparisons: readonly Comparison[]): Sequence {
  return { rules, unseen: [], isMet: (reached) => allHold(comparisons, reached) };
}

function inOrder(
  rules: readonly string[],
  { expression }: CorrelationCondition & { readonly kind: "rules" },
): readonly Sequence[] {
  return alternativesOf(expression).map(({ seen, unseen }) => {
    const steps = rules.filter((rule) => seen.has(rule));
    return { rules: steps, unseen: [...unseen], isMet: (reached) => reached === steps.length };
  });
}

/** From the last step to the first, so that one event does not take two. */
function extend(steps: readonly Step[], rules: readonly string[], rule: string, entry: Entry, number: number): void {
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const step = steps[at];
    if (rules[at] !== rule || step === undefined) continue;
    const start = at === 0 ? number : startBefore(steps[at - 1], entry);
    if (start <= step.start) continue;
    if (!isOf(step, entry)) step.before = step.start;
    step.start = start;
    step.event = entry;
  }
}

/** The event may have been seen for another of its rules already. */
function startBefore(step: Step | undefined, entry: Entry): number {
  if (step === undefined) return -1;
  return isOf(step, entry) ? step.before : step.start;
}

function isOf({ event }: Step, entry: Entry): boolean {
  return event !== undefined && isSameEvent(event, entry);
}

/** How many steps have come in order within the window. */
function reached(steps: readonly Step[], firstNumber: number): number {
  const missing = steps.findIndex(({ start }) => start < firstNumber);
  return missing < 0 ? steps.length : missing;
}
