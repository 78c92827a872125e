import { type CloudTrailEvent, ownValue } from "../../model/index.ts";
import { assume } from "../../sigma/index.ts";
import { callOf, type SharedText } from "../feeds.ts";
import type { RuleIndex } from "../rule-index.ts";
import type { Answer, Answers } from "./answers.ts";
import type { Group, Groups, OpenQuestion } from "./groups.ts";
import type { Question } from "./questions.ts";

/** What is left to ask of events with a certain `eventSource` and `eventName`. */
export interface Plan {
  /** What their names alone answer with yes. What they answer with no is gone. */
  readonly always: Answer;
  /** What the words of a row decide. */
  readonly groups: readonly Group[];
  /** What only the event itself can tell. */
  readonly others: Group["members"];
  /** Of the events, see {@link callOf}. */
  readonly call: SharedText;
}

/** Makes plans for the events of one source and name; undefined when these are not texts, as rows promise. */
export function createPlanner(
  index: RuleIndex<Question>,
  answers: Answers,
  groups: Groups,
  share: (text: string) => SharedText,
): (event: CloudTrailEvent) => Plan | undefined {
  return (event) => {
    const source = ownValue(event, "eventSource");
    const name = ownValue(event, "eventName");
    if (typeof source !== "string" || typeof name !== "string") return undefined;
    const known = new Map([
      ["eventSource", source],
      ["eventName", name],
    ]);
    const always: Question[] = [];
    const open: OpenQuestion[] = [];
    for (const { rule: question, isChosen } of index.named(source, name)) {
      const left = question.asksNames ? assume(question.condition, known) : question.condition;
      if (left === true) always.push(question);
      else if (left !== false) open.push({ question, isChosen, condition: left });
    }
    return { always: answers.of(always), ...groups.of(open), call: share(callOf(event)) };
  };
}
