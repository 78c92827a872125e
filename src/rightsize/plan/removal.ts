import { type ActionSet, noActions } from "../../iam/index.ts";
import type { Evidence } from "./action-evidence.ts";
import { cutPolicy, type UnitCut } from "./cut-policy.ts";
import { actionsWhere, grantedBy } from "./granted-actions.ts";
import { type Hold, type UnitHolds, unitHolds } from "./holds.ts";
import type { RightsizeFacts } from "./inputs.ts";
import type { Known } from "./known.ts";
import type { PlanLevel, PlanOptions, Refusal } from "./plan.ts";
import { policySize, sizeLimit } from "./policy-size.ts";
import type { PolicyUnit } from "./policy-units.ts";
import { servicesTooLong } from "./too-long.ts";

/** What goes from a principal, and its policies without it. */
export interface Removal {
  readonly granted: ActionSet;
  readonly removed: ActionSet;
  readonly cuts: readonly UnitCut[];
  /** Why actions stay that nobody is known to need, the first that holds an action says why. */
  readonly holds: readonly Hold[];
  readonly refusals: readonly Refusal[];
}

/**
 * An action goes from all policies of the principal or from none: where one of them must keep it, to take it away from the
 * others would remove nothing. It stays in a policy when somebody who has that policy may need it, when its statement must
 * not be touched, or when the list of what stays would be longer than AWS stores; then all of its service stays there.
 */
export function removalOf(
  principal: string,
  units: readonly PolicyUnit[],
  facts: RightsizeFacts,
  options: PlanOptions,
  { known, evidence, level }: { readonly known: Known; readonly evidence: Evidence; readonly level: PlanLevel },
): Removal {
  const { catalogue } = facts;
  const prepared = units.map((unit): Prepared => {
    const granted = grantedBy(unit.parsed, catalogue);
    return { unit, granted, ...unitHolds(unit, principal, facts, options, level, known) };
  });
  const granted = prepared.reduce((all, unit) => all.union(unit.granted), noActions(catalogue));
  const unneeded = actionsWhere(granted, (action) => evidence(principal, action).mayGo);
  let holds = prepared.flatMap((unit) => unit.holds);
  let refusals = prepared.flatMap((unit) => unit.refusals);
  let compact: ReadonlySet<string> = new Set();
  for (;;) {
    const removed = unneeded.without(holds.map(({ actions }) => actions));
    const cuts = prepared.map((unit): UnitCut => {
      const keep = unit.granted.difference(removed);
      const isCompact = compact.has(sizeLimit(unit.unit).pool);
      const how = { keep, allowNotAction: options.allowNotAction, compact: isCompact };
      const cut = cutPolicy(unit.unit.document, unit.unit.parsed, how, unit.left);
      return { unit: unit.unit, granted: unit.granted, cut, left: unit.left, form: isCompact ? "wildcards" : "names" };
    });
    const full = tooLong(cuts);
    if (full === undefined) return { granted, removed, cuts, holds, refusals };
    if (!compact.has(full.pool)) {
      compact = new Set([...compact, full.pool]);
    } else {
      const more = servicesTooLong(full.cuts, full.excess, full.limit, removed, catalogue);
      holds = [...holds, ...more.holds];
      refusals = [...refusals, ...more.refusals];
    }
  }
}

interface Prepared extends UnitHolds {
  readonly unit: PolicyUnit;
  readonly granted: ActionSet;
}

/** The first place where policies would be longer than AWS stores, and than they are now. */
function tooLong(
  cuts: readonly UnitCut[],
):
  | { readonly pool: string; readonly cuts: readonly UnitCut[]; readonly limit: number; readonly excess: number }
  | undefined {
  for (const { unit } of cuts) {
    const { pool, limit } = sizeLimit(unit);
    const members = cuts.filter((other) => sizeLimit(other.unit).pool === pool);
    const before = members.reduce((sum, { unit }) => sum + policySize(unit.document), 0);
    const after = members.reduce((sum, { cut }) => sum + policySize(cut.after), 0);
    const excess = after - Math.max(limit, before);
    if (excess > 0) return { pool, cuts: members, limit, excess };
  }
  return undefined;
}
