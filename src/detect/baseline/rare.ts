import type { Detection, Json } from "../../model/index.ts";
import type { BaselineQuestion, BaselineRule } from "../../sigma/index.ts";
import { hourMs } from "../activity.ts";
import type { PlacedObservation } from "../over-time.ts";
import { createSharedTexts } from "../shared-texts.ts";
import { type Bounds, deleteOldest, type Losses, leftOf, touch } from "./bounds.ts";
import { valuesByField } from "./match-values.ts";
import type { Question } from "./question.ts";
import { isCount, isTime } from "./state.ts";
import { hourOf, type IsLearning, type Watched } from "./watched.ts";

interface WithCounts extends Watched {
  /** Those not seen for longest first. */
  readonly values: Map<string, ValueCount>;
}

interface ValueCount {
  last: number;
  /** Events in the hours before that of `last`. */
  before: number;
  here: number;
  /** When it was said to be rare; undefined when it was not. */
  saidAt: number | undefined;
}

/** What makes up a very small share of the group's events in the hours before? Said once, and again when that is forgotten. */
export function rareQuestion(
  rule: BaselineRule,
  { fields, share: limit }: Extract<BaselineQuestion, { kind: "rare" }>,
  isLearning: IsLearning,
  bounds: Bounds,
  losses: Losses,
): Question<WithCounts> {
  const forgetMs = Math.max(rule.forgetMs, hourMs);
  const shared = createSharedTexts();
  return {
    empty: [],
    open(watched, state) {
      const values = readCounts(state, watched.first);
      return values && { ...watched, values };
    },
    save: ({ first, values }) =>
      [...values].map(([value, { last, before, here, saidAt }]) => [
        value,
        last - first,
        before,
        here,
        saidAt === undefined ? null : saidAt - first,
      ]),
    see(group, observation) {
      const { value, ms, lastMs, count } = observation;
      const known = group.values.get(value);
      if (known !== undefined && hourOf(known.last) >= hourOf(ms)) {
        known.here += count;
        known.last = Math.max(known.last, lastMs);
        return undefined;
      }
      const next = inNewHour(known, observation);
      touch(group.values, shared(value), next);
      if (group.values.size > bounds.valuesOfGroup) dropOldest(group.values, ms);
      const share = group.before === 0 ? 0 : next.before / group.before;
      const isSaid = next.saidAt !== undefined && ms - next.saidAt < forgetMs;
      if (isSaid || share >= limit) return undefined;
      const held = isLearning(group, ms);
      // While learning everything is rare at first; counted once for each value.
      if (held && next.before > 0) return undefined;
      if (!held) next.saidAt = ms;
      const match = (): Detection["match"] => ({ ...valuesByField(fields, observation), share: rounded(share) });
      return { trigger: observation, match, held };
    },
    forget({ values }, ms) {
      for (const [value, { last }] of values) if (ms - last >= forgetMs) values.delete(value);
    },
    weigh: ({ values }) => values.size,
  };

  function inNewHour(known: ValueCount | undefined, { ms, lastMs, count }: PlacedObservation): ValueCount {
    return known === undefined || ms - known.last >= forgetMs
      ? { last: lastMs, before: 0, here: count, saidAt: undefined }
      : { last: lastMs, before: known.before + known.here, here: count, saidAt: known.saidAt };
  }

  function dropOldest(values: Map<string, ValueCount>, ms: number): void {
    const isEnough = (): boolean => values.size <= leftOf(bounds.valuesOfGroup);
    deleteOldest(values, isEnough, ({ last }) => {
      if (ms - last < forgetMs) losses.evicted += 1;
    });
  }
}

function rounded(share: number): number {
  return Number(share.toPrecision(3));
}

function readCounts(state: Json, first: number): Map<string, ValueCount> | undefined {
  if (!Array.isArray(state)) return undefined;
  const values = new Map<string, ValueCount>();
  for (const row of state) {
    if (!Array.isArray(row) || row.length !== 5) return undefined;
    const [value, after, before, here, saidAfter] = row;
    if (typeof value !== "string" || values.has(value)) return undefined;
    if (!isTime(after) || !isCount(before) || !isCount(here)) return undefined;
    if (saidAfter !== null && !isTime(saidAfter)) return undefined;
    values.set(value, {
      last: first + after,
      before,
      here,
      saidAt: saidAfter === null ? undefined : first + saidAfter,
    });
  }
  return values;
}
