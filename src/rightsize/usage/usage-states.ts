import { type ActionCatalogue, type ActionSet, actionsAt, noActions } from "../../iam/index.ts";
import type { UsageJudge } from "./usage-judge.ts";

/** Which of some actions somebody used and which not; what is in neither set is unknown or must stay. */
export interface UsageStates {
  readonly used: ActionSet;
  readonly unused: ActionSet;
}

/**
 * Asks a judge once about each principal and action, however often and in whatever sets they are asked about, and keeps the
 * answers as bits: policies that many have are asked about for everybody who has them, once for each of them. Undefined:
 * nothing is known of the principal.
 */
export function usageStates(
  judge: UsageJudge,
  catalogue: ActionCatalogue,
): (arn: string, among: ActionSet) => UsageStates | undefined {
  const kept = new Map<string, UsageStates & { readonly asked: ActionSet }>();
  const none = noActions(catalogue);
  return (arn, among) => {
    const known = kept.get(arn) ?? { used: none, unused: none, asked: none };
    const fresh = among.difference(known.asked);
    if (fresh.size === 0 && kept.has(arn)) return known;
    const usage = judge.of(arn);
    if (usage === undefined) return undefined;
    const used: number[] = [];
    const unused: number[] = [];
    for (const position of fresh.positions()) {
      const action = catalogue.actions[position];
      const state = action && usage.verdict(action).state;
      if (state === "used") used.push(position);
      else if (state === "unused") unused.push(position);
    }
    const now = {
      used: known.used.union(actionsAt(catalogue, used)),
      unused: known.unused.union(actionsAt(catalogue, unused)),
      asked: known.asked.union(fresh),
    };
    kept.set(arn, now);
    return now;
  };
}
