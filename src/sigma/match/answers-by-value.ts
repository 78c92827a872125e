import type { CloudTrailEvent } from "../../model/index.ts";
import type { FieldPath } from "../condition.ts";
import { fieldReader, type ValuePredicate } from "./field-values.ts";
import type { EventPredicate } from "./leaf-matcher.ts";

/**
 * Remembers what `matches`, which asks nothing but `field`, has answered for a text: user agents, names and types repeat
 * endlessly. An event in which the field has several values, or one that is no text, is always asked.
 *
 * Bounded in entries and in length; where texts hardly ever repeat it stops remembering.
 */
export function answersByValue(field: FieldPath, matches: EventPredicate): EventPredicate {
  const textOf = onlyTextReader(field);
  const answers = new Map<string, boolean>();
  let asked = 0;
  let isWorthIt = true;
  return (event) => {
    const text = isWorthIt ? textOf(event) : undefined;
    if (text === undefined || text.length > maxLength) return matches(event);
    asked += 1;
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = matches(event);
    answers.set(text, answer);
    if (answers.size >= maxAnswers) {
      isWorthIt = asked > 2 * maxAnswers;
      answers.clear();
      asked = 0;
    }
    return answer;
  };
}

const maxAnswers = 1024;
const maxLength = 512;

/** The field's value where it has one only and that is text. */
function onlyTextReader(field: FieldPath): (event: CloudTrailEvent) => string | undefined {
  const read = fieldReader(field);
  let count = 0;
  let text: string | undefined;
  const note: ValuePredicate = (value) => {
    count += 1;
    text = typeof value === "string" ? value : undefined;
    return false;
  };
  return (event) => {
    count = 0;
    read(event, note);
    return count === 1 ? text : undefined;
  };
}
