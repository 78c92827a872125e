import type { CatalogueAction } from "../../iam/index.ts";
import type { UsageCell } from "../usage/usage-cell.ts";
import type { SubjectUsage, UsageJudge } from "../usage/usage-judge.ts";
import type { PlanLevel } from "./plan.ts";

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
  const states = new Map<string, ActionState>();
  const services = new Map<string, boolean>();
  return (action) => {
    const state = states.get(action.name) ?? stateOf(usage, action);
    states.set(action.name, state);
    return state;
  };

  function stateOf(of: SubjectUsage, { name, service }: CatalogueAction): ActionState {
    const { state, reason, lastUsed } = of.action(name);
    if (state !== "unused") return { state, reason, mayGo: false };
    const earlier = lastUsed ?? of.service(service).lastUsed;
    const what = lastUsed === undefined ? "its service" : "it";
    const seldom = earlier === undefined ? "" : ` Last use of ${what}, before the window: ${earlier}.`;
    return {
      state,
      reason: reason + seldom,
      mayGo: level === "action" || (level === "service" && isUnused(of, service)),
    };
  }

  /** The service as a whole, with no action of it that must stay. */
  function isUnused(of: SubjectUsage, service: string): boolean {
    const known = services.get(service);
    if (known !== undefined) return known;
    const isWhole =
      of.service(service).state === "unused" && of.notable(service).every((name) => of.action(name).state === "unused");
    services.set(service, isWhole);
    return isWhole;
  }
}
