import type { ActionSet } from "../../iam/index.ts";
import type { IamRole, IamUser, Identities } from "../../model/index.ts";
import { createUsageJudge, type UsageJudge } from "../usage/usage-judge.ts";
import { type UsageStates, usageStates } from "../usage/usage-states.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { PlanOptions } from "./plan.ts";
import { evidenceGaps } from "./principal-refusals.ts";

/** What plans for several principals of the same facts ask about everybody, each question answered once. */
export interface Known {
  readonly judge: UsageJudge;
  states(arn: string, among: ActionSet): UsageStates | undefined;
  holder(arn: string): IamUser | IamRole | undefined;
  /** Why what is known of somebody does not show what it needs, a clause. */
  gapOf(arn: string): string | undefined;
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
  return {
    judge,
    states: usageStates(judge, catalogue),
    holder: (arn) => holders.get(arn),
    gapOf(arn) {
      if (!gaps.has(arn)) gaps.set(arn, gap(holders.get(arn)));
      return gaps.get(arn);
    },
  };

  function gap(other: IamUser | IamRole | undefined): string | undefined {
    return other === undefined ? "it is not in the inputs" : evidenceGaps(other, facts, options, judge)[0];
  }
}

/** Of two with one ARN the first, users before roles. */
function holdersOf({ users, roles }: Identities): ReadonlyMap<string, IamUser | IamRole> {
  return new Map([...users, ...roles].toReversed().map((holder) => [holder.arn, holder]));
}
