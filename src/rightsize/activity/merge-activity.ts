import type { Activity } from "../../model/index.ts";
import { grantsOf, trailChangesOf } from "./activity-counter.ts";
import { defaultLimits, type LedgerLimits } from "./call-ledger.ts";
import { createCoverageLedger } from "./coverage-ledger.ts";
import { createGrantLedger } from "./grant-event.ts";
import { createPrincipalLedger, type PrincipalLedger } from "./principal-ledger.ts";
import { lastChanges } from "./trail-change.ts";

/**
 * What one counter would have counted from the events of both, if its limits were the same: order does not matter. Only
 * copies of an event that each counter saw once count twice; that changes counts, never which calls there are.
 */
export function mergeActivity(a: Activity, b: Activity, limits: Partial<LedgerLimits> = {}): Activity {
  const principals = new Map<string, PrincipalLedger>();
  const coverage = createCoverageLedger();
  const grants = createGrantLedger();
  for (const activity of [a, b]) {
    for (const grant of activity.grants ?? []) grants.add(grant);
    coverage.addCoverage(activity.coverage);
    for (const principal of activity.principals) {
      const ledger =
        principals.get(principal.arn) ?? createPrincipalLedger(principal.arn, { ...defaultLimits, ...limits });
      principals.set(principal.arn, ledger);
      ledger.addActivity(principal);
    }
  }
  return {
    principals: [...principals.values()].map((ledger) => ledger.activity()).sort((x, y) => (x.arn < y.arn ? -1 : 1)),
    coverage: coverage.coverage(),
    ...grantsOf(grants.grants()),
    ...trailChangesOf(lastChanges([...(a.trailChanges ?? []), ...(b.trailChanges ?? [])])),
  };
}
