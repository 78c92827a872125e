import type { Explanation } from "../../sigma/index.ts";

/** A condition as a tree of lines, each with its answer and the values that were met. */
export function explanationLines(explanation: Explanation, depth: number = 0): readonly string[] {
  const mark = explanation.held ? "yes" : "no ";
  const line = (text: string): string => `${mark}  ${"  ".repeat(depth)}${text}`;
  switch (explanation.kind) {
    case "and":
      return [line("all of"), ...explanation.operands.flatMap((operand) => explanationLines(operand, depth + 1))];
    case "or":
      return [line("any of"), ...explanation.operands.flatMap((operand) => explanationLines(operand, depth + 1))];
    case "not":
      return [line("not"), ...explanationLines(explanation.operand, depth + 1)];
    case "field":
      return [line(`${explanation.field} ${explanation.test}   [${met(explanation.found)}]`)];
    case "keyword":
      return [line(`${explanation.test}   [${met(explanation.found)}]`)];
  }
}

function met(found: readonly string[]): string {
  return found.length === 0 ? "not in the event" : found.join(", ");
}
