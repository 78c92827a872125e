import type { EscalationMethod } from "./data/escalation-methods.ts";
import type { EscalationAccount } from "./escalation-account.ts";
import type { Access, CountsStatement, PrincipalAccess } from "./principal-access.ts";

/** A method, asked of one principal. */
export interface StepQuestion {
  readonly method: EscalationMethod;
  readonly principal: PrincipalAccess;
  readonly account: EscalationAccount;
  /** The answers when all of the actions are allowed on this. */
  allowed(actions: readonly string[], on: string, counts?: CountsStatement): readonly Access[] | undefined;
  /** The answers when all of the actions are allowed on all users, groups or roles, or on anything. */
  wide(actions: readonly string[], kind: "user" | "group" | "role" | "any"): readonly Access[] | undefined;
}

/** What a method gives. */
export interface Gain {
  readonly target?: string;
  /** A clause: `pass role admin (an administrator) to lambda.amazonaws.com`. */
  readonly how: string;
  /** `possible`: it rests on something that the snapshot does not hold. */
  readonly certainty: "certain" | "possible";
  /** Something beside the permissions, such as a trust policy, has a condition that may hold. */
  readonly conditional: boolean;
  /** What allows the actions. */
  readonly proof: readonly Access[];
}

/** How a method of a kind is answered: each gain as it is found, so that the asker may stop at a good one. */
export type Step = (question: StepQuestion) => Iterable<Gain>;
