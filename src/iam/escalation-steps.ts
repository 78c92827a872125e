import type { EscalationStep } from "./data/escalation-methods.ts";
import {
  assumeRole,
  boundaryOfRole,
  changeAndAssume,
  changeAndRetrust,
  changePolicy,
  changeUser,
  joinGroup,
  otherUser,
  permissionSet,
  trustOfRole,
} from "./escalation-others.ts";
import { ownBoundary, ownPolicies, ownPolicyDefault } from "./escalation-own.ts";
import { passRole, runsAs } from "./escalation-services.ts";
import type { Gain, Step, StepQuestion } from "./escalation-step.ts";

/** The best that the method gives, the first among equals; undefined when it gives nothing. */
export function bestGain(question: StepQuestion): Gain | undefined {
  const bestRank = bestPossibleRank(question);
  let best: Gain | undefined;
  for (const gain of steps[question.method.step](question)) {
    if (best === undefined || rank(gain) < rank(best)) best = gain;
    if (rank(best) <= bestRank) break;
  }
  return best;
}

const steps: { readonly [step in EscalationStep]: Step } = {
  "own-policies": ownPolicies,
  "own-policy-version": ownPolicies,
  "own-policy-default": ownPolicyDefault,
  "own-boundary": ownBoundary,
  "join-group": joinGroup,
  "other-user": otherUser,
  "change-user": changeUser,
  "assume-role": assumeRole,
  "trust-of-role": trustOfRole,
  "change-and-assume": changeAndAssume,
  "change-and-retrust": changeAndRetrust,
  "change-policy-and-assume": changePolicy,
  "change-policy-and-retrust": changePolicy,
  "boundary-of-role": boundaryOfRole,
  "permission-set": permissionSet,
  "pass-role": passRole,
  "runs-as": runsAs,
  retired: () => [],
};

function rank({ certainty, conditional, proof }: Gain): number {
  const isConditional = conditional || proof.some(({ onlyConditionally }) => onlyConditionally);
  return (certainty === "certain" ? 0 : 2) + (isConditional ? 1 : 0);
}

/**
 * No gain is better than its weakest action is anywhere. `sts:AssumeRole` does not count: a trust policy that names the
 * principal makes up for it.
 */
function bestPossibleRank({ method, anywhere }: StepQuestion): number {
  const own = method.actions.filter((action) => action !== "sts:AssumeRole");
  return own.some((action) => anywhere(action).onlyConditionally) ? 1 : 0;
}
