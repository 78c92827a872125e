import type { CloudTrailEvent } from "../../model/index.ts";
import { type FieldPath, fieldsOf, type Rule } from "../../sigma/index.ts";
import { callerOf, callOf, type Feed, feedFields, feedMatch, type SharedMatch, type SharedText } from "../feeds.ts";
import { createRuleIndex } from "../rule-index.ts";
import { type Answer, createAnswers } from "./answers.ts";
import { createFeedContents } from "./feed-contents.ts";
import { createGroups, type Group } from "./groups.ts";
import { createLearning } from "./learning.ts";
import { createPlanner, type Plan } from "./plans.ts";
import { createFieldSlots, type RowLayout } from "./projection.ts";
import { metFeeds, metRules, type Question, questionsOf } from "./questions.ts";
import { rowKey } from "./row-key.ts";
import type { RowReading } from "./row-reading.ts";
import { createWordCache, type WordKey } from "./word-cache.ts";

/** Decides which rules and feeds an event meets. */
export interface Judge {
  /** The paths, as steps, whose hashes rows must have, in this order. */
  readonly projection: readonly (readonly string[])[];
  /** Asks an event. */
  see(event: CloudTrailEvent, sink: JudgeSink): void;
  /**
   * Asks a record by its row, which begins at `at` in `words`, and says the same as {@link Judge.see} of the event. `parse` gives
   * the event, and is called once at most: when a rule matches, or for what no row before has said. When it gives undefined, since
   * the text of the record is no event, the row says nothing.
   */
  seeRow(words: Uint32Array, at: number, parse: () => CloudTrailEvent | undefined, sink: JudgeSink): void;
}

/** Hears of the rules that match, in the order of the rules, then of the feeds, in theirs. Must not ask the judge itself. */
export interface JudgeSink {
  rule(rule: Rule, event: CloudTrailEvent): void;
  /** The match may be another one after the call. */
  feed(match: SharedMatch): void;
}

export interface JudgeOptions {
  /** Those that are silent make no detections and are not asked, except by their feeds. */
  readonly rules: readonly Rule[];
  readonly feeds: readonly Feed[];
  /** Which fields of the event each field that begins with `derived.` is computed from. Events come with these fields in place. */
  readonly derivedReads: ReadonlyMap<FieldPath, readonly FieldPath[]>;
  readonly layout: RowLayout;
  /** More paths than this are cut to what they have in common; 60 when left out. */
  readonly maxPaths?: number;
  /** Makes a text that matches share; it is remembered as long as there is room. */
  readonly share?: (text: string) => SharedText;
  /** Bound of the verdicts that are remembered; of what else is remembered in proportion. */
  readonly maxVerdicts?: number;
}

/**
 * Rows are answered by what was learned of others: a rule's condition is evaluated for the event's source and name once, and
 * what stays open once for each combination of the values that it depends on.
 */
export function createJudge(options: JudgeOptions): Judge {
  const { rules, feeds, derivedReads, layout, share = onlyText, maxPaths = 500, maxVerdicts = 2 ** 17 } = options;
  const questions = questionsOf(rules, feeds);
  const index = createRuleIndex(questions);
  const slots = createFieldSlots(
    [...questions.flatMap(({ condition }) => [...fieldsOf(condition)]), ...feeds.flatMap(feedFields)],
    { derivedReads, layout, maxPaths },
  );
  const contents = createFeedContents(feeds, slots, share, 2 * maxVerdicts);
  const answers = createAnswers(rules, contents.planOf);
  const groups = createGroups(slots);
  const planFor = createPlanner(index, answers, groups, share);
  const plans = createWordCache<Plan>(Math.ceil(maxVerdicts / 8));
  const verdicts = createWordCache<Answer>(maxVerdicts);
  const screens = createWordCache<ScreenedAnswer>(Math.ceil(maxVerdicts / 2));
  const planLearning = createLearning();
  const pairKey: WordKey = { low: 0, high: 0 };
  const key: WordKey = { low: 0, high: 0 };
  const row = createOpenRow();

  return { projection: slots.paths, see, seeRow };

  function see(event: CloudTrailEvent, sink: JudgeSink): void {
    let metQuestions: Question[] | undefined;
    for (const { rule: question, matches } of index.candidates(event)) {
      if (!matches(event)) continue;
      metQuestions ??= [];
      metQuestions.push(question);
    }
    if (metQuestions === undefined) return;
    for (const rule of metRules(metQuestions, rules)) sink.rule(rule, event);
    let context: Pick<SharedMatch, "caller" | "call"> | undefined;
    for (const [position, feed] of metFeeds(metQuestions, feeds)) {
      const match = feedMatch(feed, position, event);
      if (match === undefined) continue;
      context ??= { caller: share(callerOf(event)), call: share(callOf(event)) };
      sink.feed({ ...match, ...context, group: share(match.group), value: share(match.value) });
    }
  }

  function seeRow(words: Uint32Array, start: number, parse: () => CloudTrailEvent | undefined, sink: JudgeSink): void {
    row.begin(words, start, parse);
    pairKey.low = (words[start + layout.pairLow] ?? 0) | 0;
    pairKey.high = (words[start + layout.pairLow + 1] ?? 0) | 0;
    const mayLearn = planLearning.isWorthwhile();
    const plan = plans.find(pairKey) ?? (mayLearn ? learnPlan() : undefined);
    if (plan === undefined) {
      const event = row.open();
      if (event !== undefined) see(event, sink);
      return;
    }
    const answer = answerOf(plan);
    if (answer !== undefined && answer !== answers.nothing) tell(answer, plan, sink);
  }

  function learnPlan(): Plan | undefined {
    planLearning.missed();
    const event = row.open();
    const plan = event && planFor(event);
    if (plan !== undefined) plans.set(pairKey, plan);
    return plan;
  }

  /** Undefined when the text of the record is no event. */
  function answerOf(plan: Plan): Answer | undefined {
    let answer = plan.always;
    for (const group of plan.groups) {
      const found = verdictOf(group);
      if (found === undefined) return undefined;
      answer = answers.join(answer, found);
    }
    if (plan.others.length === 0) return answer;
    const event = row.open();
    if (event === undefined) return undefined;
    return answers.join(answer, answers.of(met(plan.others, event)));
  }

  function verdictOf(group: Group): Answer | undefined {
    const { screen } = group;
    if (screen === undefined || !screen.learning.isWorthwhile()) return wholeVerdictOf(group);
    rowKey(screen.seed, row.words, row.at, screen.offsets, key);
    const screened = screens.find(key) ?? learnScreened(group);
    let answer = screened?.met;
    for (const rest of screened?.rest ?? []) {
      const found = wholeVerdictOf(rest);
      answer = answer && found && answers.join(answer, found);
    }
    return answer;
  }

  function learnScreened(group: Group): ScreenedAnswer | undefined {
    group.screen?.learning.missed();
    const event = row.open();
    if (event === undefined) return undefined;
    const { met: decided, rest } = groups.screened(group, event);
    const screened = { met: answers.of(decided), rest };
    screens.set(key, screened);
    return screened;
  }

  function wholeVerdictOf({ seed, offsets, members }: Group): Answer | undefined {
    rowKey(seed, row.words, row.at, offsets, key);
    const known = verdicts.find(key);
    if (known !== undefined) return known;
    const event = row.open();
    if (event === undefined) return undefined;
    const answer = answers.of(met(members, event));
    verdicts.set(key, answer);
    return answer;
  }

  function tell(answer: Answer, { call }: Plan, sink: JudgeSink): void {
    if (answer.rules.length > 0) {
      const event = row.open();
      if (event === undefined) return;
      for (const rule of answer.rules) sink.rule(rule, event);
    }
    if (answer.feeds !== undefined) contents.tell(answer.feeds, row, call, sink);
  }
}

function onlyText(text: string): SharedText {
  return { text };
}

/** What the words of few values decide, and the groups that depend on others. */
interface ScreenedAnswer {
  readonly met: Answer;
  readonly rest: readonly Group[];
}

/** One object for all rows. */
interface OpenRow extends RowReading {
  words: Uint32Array;
  at: number;
  turn: number;
  begin(words: Uint32Array, at: number, parse: () => CloudTrailEvent | undefined): void;
}

function createOpenRow(): OpenRow {
  let parse: (() => CloudTrailEvent | undefined) | undefined;
  let event: CloudTrailEvent | undefined;
  const row: OpenRow = {
    words: new Uint32Array(0),
    at: 0,
    turn: 0,
    begin(words, at, parseThis) {
      row.words = words;
      row.at = at;
      row.turn += 1;
      parse = parseThis;
      event = undefined;
    },
    open() {
      if (parse === undefined) return event;
      event = parse();
      parse = undefined;
      return event;
    },
  };
  return row;
}

function met(members: Group["members"], event: CloudTrailEvent): readonly Question[] {
  return members.filter(({ matches }) => matches(event)).map(({ question }) => question);
}
