import type { Power, StatementRef } from "../../iam/index.ts";
import type { UsageCell } from "../usage/usage-cell.ts";

/** Who can get more permissions, by what, and what of it nobody uses. Plain data. */
export interface EscalationReport {
  /** Those with a way: who has most that can be closed for nothing comes first. */
  readonly principals: readonly PrincipalEscalation[];
  /** ARNs of those who need no way, since they are administrators. */
  readonly administrators: readonly string[];
  /** How many methods were tried on each principal. */
  readonly methods: number;
  /** Methods that are known and were not tried. */
  readonly notTried: readonly { readonly method: string; readonly reason: string }[];
}

export interface PrincipalEscalation {
  /** ARN of a user or role. */
  readonly principal: string;
  /** What can be closed for nothing first, then by {@link EscalationWay.power}. */
  readonly ways: readonly EscalationWay[];
  /** There may be more ways than these. */
  readonly isCut: boolean;
  /** Each one closes ways that those before it do not; what closes most comes first. */
  readonly cuts: readonly FreeCut[];
}

/** From a principal to more permissions, in one to three hops. */
export interface EscalationWay {
  readonly hops: readonly JudgedHop[];
  /** What whoever goes it can do at its end. */
  readonly power: Power;
  /** `possible`: it rests on something that the account's policies do not say. */
  readonly certainty: "certain" | "possible";
  /** Some statement or trust policy on it has a condition, which may hold. */
  readonly conditional: boolean;
  /**
   * `unused`: an action without which it does not work was certainly not used, so that it can be closed for nothing.
   * `used`: all of its actions were used, for this or for anything else. `unknown`: neither is known.
   */
  readonly behaviour: "unused" | "unknown" | "used";
  /** The actions that close it for nothing, any one of them. */
  readonly free: readonly FreeAction[];
}

export interface JudgedHop {
  /** ARN of the user or role that does it. */
  readonly by: string;
  /** Id in `escalationMethods`. */
  readonly method: string;
  /** ARN of what is taken over, passed or changed; undefined: anything of the kind. */
  readonly target?: string;
  /** How many other targets would do. */
  readonly otherTargets: number;
  /** A clause: `pass role admin (an administrator) to lambda.amazonaws.com`. */
  readonly how: string;
  readonly actions: readonly JudgedAction[];
}

export interface JudgedAction {
  readonly action: string;
  readonly state: UsageCell["state"];
  /** One sentence on the state, with numbers. */
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly lastUsed?: string;
  /** Statements that allow it; none where a trust policy makes up for them, or where the method works without it. */
  readonly allowedBy: readonly StatementRef[];
  /** Without it the hop does not work. */
  readonly isRequired: boolean;
}

export interface FreeAction {
  /** ARN of the user or role that can lose it. */
  readonly principal: string;
  readonly action: string;
}

export interface FreeCut extends FreeAction {
  /** How many ways of the principal it closes, beside those that are closed already. */
  readonly closes: number;
  readonly reason: string;
  readonly allowedBy: readonly StatementRef[];
}
