import type { ActionSet, ParsedPolicy } from "../../iam/index.ts";
import type { IamRole, IamUser, Identities } from "../../model/index.ts";
import { createUsageJudge, type UsageJudge } from "../usage/usage-judge.ts";
import { type UsageStates, usageStates } from "../usage/usage-states.ts";
import { mayGo } from "./action-evidence.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { PlanLevel, PlanOptions } from "./plan.ts";
import { evidenceGaps } from "./principal-refusals.ts";

/** What plans for several principals of the same facts ask about everybody, each question answered once. */
export interface Known {
  readonly judge: UsageJudge;
  states(arn: string, among: ActionSet): UsageStates | undefined;
  holder(arn: string): IamUser | IamRole | undefined;
  /** Why what is known of somebody does not show what it needs, a clause. */
  gapOf(arn: string): string | undefined;
  /** What of a policy that somebody has must stay for his sake. `granted`: what the policy grants. */
  neededBy(arn: string, policy: ParsedPolicy, granted: ActionSet, level: PlanLevel): Needed;
}

/** Actions of a policy that one of those who have it uses, and others that he may need; what is empty is not there. */
export interface Needed {
  readonly used?: ActionSet;
  readonly others?: ActionSet;
}

export function createKnown(facts: RightsizeFacts, options: PlanOptions): Known {
  const { identities, lastAccessed, activity, catalogue } = facts;
  const { asOf, windowDays, graceDays, protect } = options;
  const judge = createUsageJudge({
    identities,
    lastAccessed,
    ...(activity && { activity }),
    now: asOf,
    windowDays,
    graceDays,
    protect,
    catalogue,
  });
  const holders = holdersOf(identities);
  const gaps = new Map<string, string | undefined>();
  const states = usageStates(judge, catalogue);
  const needs = new Map<ParsedPolicy, Map<string, Needed>>();
  let needsKept = 0;
  return {
    judge,
    states,
    holder: (arn) => holders.get(arn),
    gapOf(arn) {
      if (!gaps.has(arn)) gaps.set(arn, gap(holders.get(arn)));
      return gaps.get(arn);
    },
    neededBy(arn, policy, granted, level) {
      const key = `${level} ${arn}`;
      const known = needs.get(policy)?.get(key);
      if (known !== undefined) return known;
      if (needsKept >= maxNeeds) needs.clear();
      needsKept = needs.size === 0 ? 1 : needsKept + 1;
      const made = needed(arn, granted, level);
      const ofPolicy = needs.get(policy) ?? new Map<string, Needed>();
      needs.set(policy, ofPolicy.set(key, made));
      return made;
    },
  };

  function needed(arn: string, granted: ActionSet, level: PlanLevel): Needed {
    const known = states(arn, granted);
    if (known === undefined) return granted.size === 0 ? {} : { others: granted };
    const all = granted.difference(mayGo(known, judge.of(arn), level));
    const used = all.intersection(known.used);
    const others = all.difference(used);
    return { ...(used.size > 0 && { used }), ...(others.size > 0 && { others }) };
  }

  function gap(other: IamUser | IamRole | undefined): string | undefined {
    return other === undefined ? "it is not in the inputs" : evidenceGaps(other, facts, options, judge)[0];
  }
}

/** Each is two sets of some thousand bytes at most. */
const maxNeeds = 4096;

/** Of two with one ARN the first, users before roles. */
function holdersOf({ users, roles }: Identities): ReadonlyMap<string, IamUser | IamRole> {
  return new Map([...users, ...roles].toReversed().map((holder) => [holder.arn, holder]));
}
