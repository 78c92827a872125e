import type { Comparison } from "../../sigma/index.ts";

export function allHold(comparisons: readonly Comparison[], number: number): boolean {
  return comparisons.every(({ op, value }) => compare[op](number, value));
}

const compare: { readonly [op in Comparison["op"]]: (number: number, value: number) => boolean } = {
  lt: (number, value) => number < value,
  lte: (number, value) => number <= value,
  gt: (number, value) => number > value,
  gte: (number, value) => number >= value,
  eq: (number, value) => number === value,
  neq: (number, value) => number !== value,
};

/** What a count has to reach, the rest aside: `eq` asks for it as well. */
export function lowerBounds(comparisons: readonly Comparison[]): readonly Comparison[] {
  return comparisons.flatMap(({ op, value }): readonly Comparison[] => {
    if (op === "eq") return [{ op: "gte", value }];
    return op === "gt" || op === "gte" ? [{ op, value }] : [];
  });
}

/** Whether further events can undo what holds now, so that only the end of the window tells. */
export function waitsForEnd(comparisons: readonly Comparison[]): boolean {
  return comparisons.some(({ op }) => op !== "gt" && op !== "gte");
}
