import type { ActionSet, CatalogueAction } from "../../iam/index.ts";
import type { UsageCell } from "../usage/usage-cell.ts";
import type { SubjectUsage, UsageJudge } from "../usage/usage-judge.ts";
import type { UsageStates } from "../usage/usage-states.ts";
import { actionsWhere } from "./granted-actions.ts";
import { cutsActions, type PlanLevel } from "./plan.ts";

/** What is known of a principal's need of one action, and whether the level lets it go. */
export interface ActionState {
  readonly state: UsageCell["state"];
  readonly reason: string;
  /** Only what is unused can go, and not all of it at each level. */
  readonly mayGo: boolean;
}

/** By ARN and action. Of whom nothing is known, everything is needed. */
export type Evidence = (principal: string, action: CatalogueAction) => ActionState;

export function evidenceFrom(judge: UsageJudge, level: PlanLevel): Evidence {
  const made = new Map<string, (action: CatalogueAction) => ActionState>();
  return (principal, action) => {
    const known = made.get(principal) ?? evidenceOf(judge.of(principal), level);
    made.set(principal, known);
    return known(action);
  };
}

function evidenceOf(usage: SubjectUsage | undefined, level: PlanLevel): (action: CatalogueAction) => ActionState {
  if (usage === undefined) return () => ({ state: "unknown", reason: "Nothing is known of it.", mayGo: false });
  // Actions of a service that are alike have one verdict.
  const states = new Map<object, ActionState>();
  const services = new Map<string, boolean>();
  // Each is asked about while it is decided what goes, and again when that is put into words.
  const byPosition: (ActionState | undefined)[] = [];
  const stateOf = (action: CatalogueAction): ActionState => {
    const verdict = usage.verdict(action);
    const known = states.get(verdict);
    if (known !== undefined) return known;
    const { state, reason } = verdict;
    const mayGo = state === "unused" && (cutsActions(level) || (level === "service" && isUnused(action.service)));
    const made = { state, reason, mayGo };
    states.set(verdict, made);
    return made;
  };
  return (action) => (byPosition[action.position] ??= stateOf(action));

  function isUnused(service: string): boolean {
    const known = services.get(service) ?? isWhollyUnused(usage, service);
    services.set(service, known);
    return known;
  }
}

/** What of the unused actions of somebody who shares a policy may go. */
export function mayGo({ unused }: UsageStates, usage: SubjectUsage | undefined, level: PlanLevel): ActionSet {
  if (cutsActions(level)) return unused;
  const services = new Map<string, boolean>();
  return actionsWhere(unused, ({ service }) => {
    const known = services.get(service) ?? (level === "service" && isWhollyUnused(usage, service));
    services.set(service, known);
    return known;
  });
}

/** The service as a whole, with no action of it that must stay. */
function isWhollyUnused(usage: SubjectUsage | undefined, service: string): boolean {
  return (
    usage !== undefined &&
    usage.service(service).state === "unused" &&
    usage.notable(service).every((name) => usage.action(name).state === "unused")
  );
}
