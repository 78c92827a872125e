import { type Condition, fieldsOf, type Rule } from "../../sigma/index.ts";
import type { Feed } from "../feeds.ts";

/** A condition that is asked of events, once for all who want to know. */
export interface Question {
  readonly id: number;
  readonly condition: Condition;
  /** Whether it asks for `eventSource` or `eventName`. */
  readonly asksNames: boolean;
  /** Positions in the list of rules. */
  readonly rules: readonly number[];
  /** Positions in the list of feeds. */
  readonly feeds: readonly number[];
}

/** In the order of the rules, then of the feeds. Rules that only feed others ask nothing themselves. */
export function questionsOf(rules: readonly Rule[], feeds: readonly Feed[]): readonly Question[] {
  const questions = new Map<Condition, Question & { readonly rules: number[]; readonly feeds: number[] }>();
  for (const [position, { condition, silent }] of rules.entries()) {
    if (silent !== true) questionOf(condition).rules.push(position);
  }
  for (const [position, { condition }] of feeds.entries()) questionOf(condition).feeds.push(position);
  return [...questions.values()];

  function questionOf(condition: Condition): Question & { readonly rules: number[]; readonly feeds: number[] } {
    const known = questions.get(condition);
    if (known !== undefined) return known;
    const asksNames = [...fieldsOf(condition)].some((field) => field === "eventSource" || field === "eventName");
    const question = { id: questions.size, condition, asksNames, rules: [], feeds: [] };
    questions.set(condition, question);
    return question;
  }
}

/** The rules of some questions, in the order of the rule set. */
export function metRules(questions: readonly Question[], rules: readonly Rule[]): readonly Rule[] {
  return inOrder(questions.flatMap((question) => question.rules)).flatMap((position) => rules[position] ?? []);
}

/** The feeds of some questions with their positions, in order. */
export function metFeeds(questions: readonly Question[], feeds: readonly Feed[]): readonly (readonly [number, Feed])[] {
  return inOrder(questions.flatMap((question) => question.feeds)).flatMap((position) => {
    const feed = feeds[position];
    return feed === undefined ? [] : [[position, feed] as const];
  });
}

function inOrder(positions: readonly number[]): readonly number[] {
  return positions.toSorted((a, b) => a - b);
}
