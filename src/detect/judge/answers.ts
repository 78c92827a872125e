import type { Rule } from "../../sigma/index.ts";
import type { ContentPlan } from "./feed-contents.ts";
import { metRules, type Question } from "./questions.ts";

/** Which questions an event answers with yes, and what follows. One object for each set of questions. */
export interface Answer {
  readonly questions: readonly Question[];
  /** In the order of the rule set. */
  readonly rules: readonly Rule[];
  /** How to tell the feeds; undefined when none asks. */
  readonly feeds: ContentPlan | undefined;
}

export interface Answers {
  /** No question. */
  readonly nothing: Answer;
  /** `questions` in any order, without doubles. */
  of(questions: readonly Question[]): Answer;
  /** All questions of both, which have none in common. */
  join(a: Answer, b: Answer): Answer;
}

export function createAnswers(rules: readonly Rule[], planOf: (feeds: readonly number[]) => ContentPlan): Answers {
  const nothing: Answer = { questions: [], rules: [], feeds: undefined };
  const known = new Map<string, Answer>();
  const joins = new Map<Answer, Map<Answer, Answer>>();
  let joined = 0;
  return { nothing, of, join };

  function of(questions: readonly Question[]): Answer {
    if (questions.length === 0) return nothing;
    const sorted = questions.toSorted((a, b) => a.id - b.id);
    const key = sorted.map(({ id }) => id).join(",");
    const same = known.get(key);
    if (same !== undefined) return same;
    const feeds = sorted.flatMap((question) => question.feeds);
    const answer: Answer = {
      questions: sorted,
      rules: metRules(sorted, rules),
      feeds: feeds.length === 0 ? undefined : planOf(feeds),
    };
    if (known.size >= maxAnswers) known.clear();
    known.set(key, answer);
    return answer;
  }

  function join(a: Answer, b: Answer): Answer {
    if (a === nothing) return b;
    if (b === nothing) return a;
    return joins.get(a)?.get(b) ?? joinFirst(a, b);
  }

  function joinFirst(a: Answer, b: Answer): Answer {
    if (joined >= maxAnswers) {
      joins.clear();
      joined = 0;
    }
    joined += 1;
    const answer = of([...a.questions, ...b.questions]);
    const others = joins.get(a) ?? new Map<Answer, Answer>();
    joins.set(a, others.set(b, answer));
    return answer;
  }
}

/** Real events know some hundred sets. */
const maxAnswers = 8192;
