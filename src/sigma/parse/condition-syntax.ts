import { allOf, anyOf, type Condition, foldCondition } from "../condition.ts";
import type { Searches } from "./detection.ts";
import { readExpression, type Vocabulary } from "./expression.ts";
import { itemsOf, type Reject, type SourceEntry, type SourceText } from "./source-node.ts";

/**
 * Reads `condition`, one text or a list of alternatives, and puts the searches in the place of their names. `take` is told of
 * every name that it takes.
 *
 * Undefined when it could not be read, which has then been rejected. Source: Sigma Rules Specification 2.1, "Condition".
 */
export function readConditions(
  { keyOffset, value }: SourceEntry,
  searches: Searches,
  source: SourceText,
  reject: Reject,
  take: (name: string) => void,
): Condition | undefined {
  const vocabulary: Vocabulary<Condition> = {
    names: searches,
    noun: "search identifier",
    all: allOf,
    any: anyOf,
    not: (operand) => ({ kind: "not", operand }),
    size: countLeaves,
    take,
  };
  const alternatives = itemsOf(value).map((item) => {
    if (item.kind === "scalar" && item.type !== "null") return readExpression(item, vocabulary, source, reject);
    reject(item.offset, "A condition is a text such as 'selection and not filter'.");
    return undefined;
  });
  if (alternatives.length === 0) reject(keyOffset, "The list of conditions is empty.");
  const read = alternatives.filter((alternative) => alternative !== undefined);
  return read.length === 0 || read.length < alternatives.length ? undefined : anyOf(read);
}

function countLeaves(condition: Condition): number {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return foldCondition<number>(condition, {
    and: sum,
    or: sum,
    not: (count) => count,
    field: () => 1,
    keyword: () => 1,
    element: (_, count) => count + 1,
  });
}
