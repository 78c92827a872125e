import type { EscalationWay, FreeAction, FreeCut } from "./escalation-report.ts";

/**
 * The fewest unused actions that close all ways which can be closed for nothing, as far as taking whatever closes most
 * finds them. Among equals one of the principal itself comes first.
 */
export function freeCuts(principal: string, ways: readonly EscalationWay[]): readonly FreeCut[] {
  const cuts: FreeCut[] = [];
  let open = ways.filter(({ behaviour }) => behaviour === "unused");
  while (open.length > 0) {
    const [best] = countCuts(open).toSorted(
      (a, b) =>
        b.closed.size - a.closed.size || Number(b.cut.principal === principal) - Number(a.cut.principal === principal),
    );
    if (best === undefined) break;
    cuts.push({ ...best.cut, closes: best.closed.size, ...evidenceOf(best.cut, open) });
    open = open.filter((way) => !best.closed.has(way));
  }
  return cuts;
}

interface CountedCut {
  readonly cut: FreeAction;
  readonly closed: Set<EscalationWay>;
}

function countCuts(ways: readonly EscalationWay[]): readonly CountedCut[] {
  const counted = new Map<string, CountedCut>();
  for (const way of ways) {
    for (const cut of way.free) {
      const key = `${cut.principal} ${cut.action}`;
      const known = counted.get(key) ?? { cut, closed: new Set() };
      known.closed.add(way);
      counted.set(key, known);
    }
  }
  return [...counted.values()];
}

/** All statements that allow the action, over the ways that it closes. */
function evidenceOf(
  { principal, action }: FreeAction,
  ways: readonly EscalationWay[],
): Pick<FreeCut, "reason" | "allowedBy"> {
  const found = ways
    .flatMap(({ hops }) => hops)
    .filter(({ by }) => by === principal)
    .flatMap(({ actions }) => actions)
    .filter((one) => one.action === action && one.isRequired);
  const statements = found.flatMap(({ allowedBy }) => allowedBy);
  const byPlace = new Map(
    statements.map((ref) => [JSON.stringify([ref.policy, ref.via, ref.group, ref.statement]), ref]),
  );
  return { reason: found[0]?.reason ?? "", allowedBy: [...byPlace.values()] };
}
