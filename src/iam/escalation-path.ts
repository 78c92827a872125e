import type { Power } from "./powers.ts";
import type { StatementRef } from "./principal-access.ts";

/** One way from what a principal may do to more, in a single step. */
export interface EscalationPath {
  /** Id in `escalationMethods`. */
  readonly method: string;
  readonly actions: readonly string[];
  /** ARN of what is taken over, passed or changed; undefined: anything of the kind. */
  readonly target?: string;
  /** How many other targets the method gives as well; {@link escalationWays} counts them. */
  readonly otherTargets?: number;
  /** What happens, as a clause: `pass role admin (an administrator) to lambda.amazonaws.com`. */
  readonly how: string;
  /** `possible`: it rests on something that the snapshot does not hold, such as which role a function runs as. */
  readonly certainty: "certain" | "possible";
  /** The grant is on all functions, instances, ...: whichever runs as the target, now or later, is open to it. */
  readonly onAnyWork?: true;
  /** What whoever does it can do then. */
  readonly power: Power;
  /** What the principal's own policies must allow: without any one of these it does not work. */
  readonly requires: readonly RequiredAction[];
  readonly allowedBy: readonly StatementRef[];
  readonly onlyConditionally: boolean;
  readonly conditionalDenies: readonly StatementRef[];
}

export interface RequiredAction {
  readonly action: string;
  /** Statements that allow it on what the method needs it on. */
  readonly allowedBy: readonly StatementRef[];
}

/** How sure a way is: 0, certain; 1, it needs work that nobody listed, any of its kind; 2, it needs something else. */
export function sureness({ certainty, onAnyWork }: Pick<EscalationPath, "certainty" | "onAnyWork">): number {
  if (certainty === "certain") return 0;
  return onAnyWork === true ? 1 : 2;
}
