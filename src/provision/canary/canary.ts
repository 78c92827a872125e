import type { Holder } from "../holder.ts";

/** A Deny of what a plan removes, ahead of the removal: it is taken off in one step when something is missed. */
export interface Canary {
  /** The principal of the plan; others who would feel the changes do not feel the canary. */
  readonly holder: Holder;
  /** Names of the actions that the plan removes. */
  readonly actions: readonly string[];
  /** The same in fewer characters, with wildcards that stand for nothing else; taken where the names do not fit. */
  readonly compact?: readonly string[];
}

export const canaryPrefix = "trailproof-canary-";
