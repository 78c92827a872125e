import type { CloudTrailEvent } from "../../model/index.ts";
import {
  asksKeyword,
  assumeFieldsOf,
  type Condition,
  compileMatcher,
  type EventPredicate,
  fieldsOf,
} from "../../sigma/index.ts";
import { createLearning, type Learning } from "./learning.ts";
import type { FieldSlots } from "./projection.ts";
import type { Question } from "./questions.ts";

/** A question with what its plan leaves to be asked. */
export interface OpenQuestion {
  readonly question: Question;
  /** It asks for certain sources or names, so that few plans have it. */
  readonly isChosen: boolean;
  readonly condition: Condition;
}

/** Questions that depend on the same words of a row, so that one look-up answers them all. */
export interface Group {
  /** Tells its answers from those of other groups. */
  readonly seed: number;
  readonly offsets: readonly number[];
  readonly members: readonly Member[];
  /** Which of the words have few different values, when there are others as well: they are asked first. */
  readonly screen?: { readonly seed: number; readonly offsets: readonly number[]; readonly learning: Learning };
}

/** What words of few values decide of a group. */
export interface Screened {
  /** Questions that hold, whatever the other words say. */
  readonly met: readonly Question[];
  /** What depends on the other words. */
  readonly rest: readonly Group[];
}

interface Member {
  readonly condition: Condition;
  readonly question: Question;
  readonly matches: EventPredicate;
}

export interface Groups {
  of(open: readonly OpenQuestion[]): { readonly groups: readonly Group[]; readonly others: readonly Member[] };
  /** For all events that have the same as this one in the words of the group's screen. */
  screened(group: Group, event: CloudTrailEvent): Screened;
}

/**
 * Groups open questions. Fewer groups are fewer look-ups; but a value that hardly ever repeats must not be asked together with
 * what does not depend on it, and groups that many plans share are learned once.
 *
 * So questions of chosen sources and names keep apart from those of every event, whose groups all plans share. Of these, all
 * that ask only for what stays the same during a session are one group: sessions have one caller, one user agent. For the
 * rest, a group whose words are among those of another joins it: whenever its answer is new, the other's is new too.
 *
 * A group that depends on words of few values and on others is asked by the few first. Nearly always they decide, and then it
 * does not matter that the others are new in every session, or in every call.
 */
export function createGroups(slots: FieldSlots): Groups {
  const leftovers = new Map<string, Leftover>();
  /** Conditions of which nothing was decided are met again as they are. */
  const ofWholeConditions = new WeakMap<Condition, Leftover>();
  const groups = new Map<string, Group>();
  let seeds = 0;

  return {
    of(open) {
      const others: Member[] = [];
      const chosen: Bundle[] = [];
      const general: Bundle[] = [];
      for (const { question, isChosen, condition } of open) {
        const { id, matches, offsets, coarse } = leftoverOf(condition);
        const member = { id, question, condition, matches };
        if (offsets === undefined) others.push(member);
        else (isChosen ? chosen : general).push({ offsets, coarse, members: [member] });
      }
      const bundles = [...withoutSubsets(chosen), ...withoutSubsets(joinSteady(general))];
      return { groups: bundles.map((bundle) => groupOf(bundle, true)), others };
    },

    screened(group, event) {
      const met: Question[] = [];
      const open: Bundle[] = [];
      for (const { question, condition } of group.members) {
        const left = assumeFieldsOf(event, condition, slots.isCoarse);
        if (left === true) met.push(question);
        else if (left !== false) {
          const { id, matches, offsets, coarse } = leftoverOf(left);
          const member = { id, question, condition: left, matches };
          // A part of a condition depends on nothing that the condition does not depend on.
          open.push({ offsets: offsets ?? group.offsets, coarse, members: [member] });
        }
      }
      return { met, rest: withoutSubsets(open).map((bundle) => groupOf(bundle, false)) };
    },
  };

  function leftoverOf(condition: Condition): Leftover {
    const same = ofWholeConditions.get(condition);
    if (same !== undefined) return same;
    const leftover = leftoverOfText(condition);
    ofWholeConditions.set(condition, leftover);
    return leftover;
  }

  function leftoverOfText(condition: Condition): Leftover {
    const key = JSON.stringify(condition);
    const known = leftovers.get(key);
    if (known !== undefined) return known;
    seeds += 1;
    const fields = [...fieldsOf(condition)];
    const offsets = asksKeyword(condition) ? undefined : slots.offsetsOf(fields);
    const coarse = slots.offsetsOf(fields.filter(slots.isCoarse)) ?? [];
    const leftover = { id: seeds, offsets, coarse, matches: compileMatcher(condition) };
    if (leftovers.size >= maxKnown) leftovers.clear();
    leftovers.set(key, leftover);
    return leftover;
  }

  function groupOf({ offsets, coarse, members }: Bundle, mayScreen: boolean): Group {
    const key = `${mayScreen} ${members.map(({ id, question }) => `${id}:${question.id}`).join()}`;
    const known = groups.get(key);
    if (known !== undefined) return known;
    seeds += 2;
    const isMixed = mayScreen && coarse.length > 0 && coarse.length < offsets.length;
    const screen = isMixed && { screen: { seed: seeds - 1, offsets: coarse, learning: createLearning() } };
    const group = { seed: seeds, offsets, members, ...screen };
    if (groups.size >= maxKnown) groups.clear();
    groups.set(key, group);
    return group;
  }

  /** The first: all bundles that only need steady words. */
  function joinSteady(bundles: readonly Bundle[]): readonly Bundle[] {
    const isSteady = ({ offsets }: Bundle): boolean => offsets.every((offset) => slots.steady.has(offset));
    return [joined(bundles.filter(isSteady)), ...bundles.filter((bundle) => !isSteady(bundle))];
  }
}

/** What is left of a condition, the same object for all plans that leave the same. */
interface Leftover {
  readonly id: number;
  readonly offsets: readonly number[] | undefined;
  /** Those of few values. */
  readonly coarse: readonly number[];
  readonly matches: EventPredicate;
}

interface Bundle {
  readonly offsets: readonly number[];
  readonly coarse: readonly number[];
  readonly members: readonly (Member & { readonly id: number })[];
}

/** Only made-up events have so many sources and names. */
const maxKnown = 20_000;

function withoutSubsets(bundles: readonly Bundle[]): readonly Bundle[] {
  const kept: Bundle[] = [];
  for (const bundle of bundles.toSorted((a, b) => b.offsets.length - a.offsets.length)) {
    if (bundle.members.length === 0) continue;
    const at = kept.findIndex(({ offsets }) => bundle.offsets.every((offset) => offsets.includes(offset)));
    const larger = kept[at];
    if (larger === undefined) kept.push(bundle);
    else kept[at] = joined([larger, bundle]);
  }
  return kept;
}

function joined(bundles: readonly Bundle[]): Bundle {
  return {
    offsets: [...new Set(bundles.flatMap(({ offsets }) => offsets))].sort((a, b) => a - b),
    coarse: [...new Set(bundles.flatMap(({ coarse }) => coarse))].sort((a, b) => a - b),
    members: bundles.flatMap(({ members }) => members),
  };
}
