import { Problem } from "../../model/index.ts";
import type { CorrelationRule } from "../rule.ts";
import { shortened } from "./names.ts";

/**
 * Sorts correlations so that each comes after those that it refers to, else as they were. Those that refer to themselves
 * by way of others are rejected, and so are those that refer to them. Without recursion: chains may be long.
 */
export function orderCorrelations(correlations: readonly CorrelationRule[]): {
  readonly correlations: readonly CorrelationRule[];
  readonly problems: readonly Problem[];
} {
  const byId = new Map(correlations.map((one) => [one.id, one]));
  const innerOf = new Map(correlations.map((one) => [one, one.rules.flatMap((id) => byId.get(id) ?? [])]));
  const ordered = inOrder(correlations, innerOf);
  const placed = new Set(ordered);
  const left = correlations.filter((one) => !placed.has(one));
  const circles = findCircles(left, innerOf, placed);
  const problems = left.map((one) => {
    const circle = circles.get(one) ?? [];
    const names = [...circle, circle[0]].map((member) => `'${shortened(member?.title ?? "")}'`);
    const shown = names.length > 8 ? [...names.slice(0, 7), "..."] : names;
    const what = circle.includes(one)
      ? "refers to itself in a circle"
      : "refers to correlations that refer to each other";
    return new Problem("rule.syntax", `The correlation '${shortened(one.title)}' ${what}: ${shown.join(" to ")}.`, {
      location: one.location,
    });
  });
  return { correlations: ordered, problems };
}

type Inner = ReadonlyMap<CorrelationRule, readonly CorrelationRule[]>;

/** Kahn's algorithm: takes what waits for nothing, until nothing is left or all wait for each other. */
function inOrder(correlations: readonly CorrelationRule[], innerOf: Inner): readonly CorrelationRule[] {
  const waiting = new Map(correlations.map((one) => [one, innerOf.get(one)?.length ?? 0]));
  const outerOf = new Map<CorrelationRule, CorrelationRule[]>();
  for (const [outer, inners] of innerOf) {
    for (const inner of inners) {
      const outers = outerOf.get(inner);
      if (outers === undefined) outerOf.set(inner, [outer]);
      else outers.push(outer);
    }
  }
  const ready = correlations.filter((one) => waiting.get(one) === 0);
  for (const one of ready) {
    for (const outer of outerOf.get(one) ?? []) {
      const count = (waiting.get(outer) ?? 0) - 1;
      waiting.set(outer, count);
      if (count === 0) ready.push(outer);
    }
  }
  return ready;
}

/** For each correlation that could not be placed, a circle that it is in or leads to. */
function findCircles(
  left: readonly CorrelationRule[],
  innerOf: Inner,
  placed: ReadonlySet<CorrelationRule>,
): ReadonlyMap<CorrelationRule, readonly CorrelationRule[]> {
  const circles = new Map<CorrelationRule, readonly CorrelationRule[]>();
  for (const start of left) {
    const path = new Set<CorrelationRule>();
    let at: CorrelationRule | undefined = start;
    while (at !== undefined && !path.has(at) && !circles.has(at)) {
      path.add(at);
      at = innerOf.get(at)?.find((inner) => !placed.has(inner));
    }
    if (at === undefined) continue;
    const steps = [...path];
    const circle = circles.get(at) ?? steps.slice(steps.indexOf(at));
    for (const one of steps) circles.set(one, circle);
  }
  return circles;
}
