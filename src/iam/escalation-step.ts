import type { IamRole } from "../model/index.ts";
import type { EscalationMethod } from "./data/escalation-methods.ts";
import type { EscalationAccount } from "./escalation-account.ts";
import type { Allowance, Asker } from "./escalation-ask.ts";
import type { Power } from "./powers.ts";
import type { PrincipalAccess } from "./principal-access.ts";

/** A method, asked of one principal. */
export interface StepQuestion extends Asker {
  readonly method: EscalationMethod;
  readonly account: EscalationAccount;
  /** Roles that the principal may be able to assume, by their trust policy and its permissions; worked out once. */
  assumable(): readonly IamRole[];
  /** Is the target, as it is, worth taking over for the principal? */
  worth(target: PrincipalAccess): "yes" | "no" | "unknown";
}

/** What a method gives. */
export interface Gain {
  readonly target?: string;
  /** A clause: `pass role admin (an administrator) to lambda.amazonaws.com`. */
  readonly how: string;
  /** What whoever does it can do then. */
  readonly power: Power;
  /** `possible`: it rests on something that the snapshot does not hold. */
  readonly certainty: "certain" | "possible";
  /** As of a path: the grant is on all such work. */
  readonly onAnyWork?: true;
  /** Something beside the permissions, such as a trust policy, has a condition that may hold. */
  readonly conditional: boolean;
  /** What allows the actions. */
  readonly proof: readonly Allowance[];
}

/** How a method of a kind is answered: each gain as it is found, so that the asker may stop at a good one. */
export type Step = (question: StepQuestion) => Iterable<Gain>;
