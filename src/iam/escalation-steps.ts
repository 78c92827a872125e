import type { EscalationMethod, EscalationStep } from "./data/escalation-methods.ts";
import type { Allowance } from "./escalation-ask.ts";
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
import type { EscalationPath } from "./escalation-path.ts";
import { passRole, runsAs } from "./escalation-services.ts";
import type { Gain, Step, StepQuestion } from "./escalation-step.ts";
import { powerRank } from "./powers.ts";

/** All that the method gives, as it is found. */
export function gainsOf(question: StepQuestion): Iterable<Gain> {
  return steps[question.method.step](question);
}

/** The best that the method gives, the first among equals; undefined when it gives nothing. */
export function bestGain(question: StepQuestion): Gain | undefined {
  const bestRank = bestPossibleRank(question);
  let best: Gain | undefined;
  for (const gain of gainsOf(question)) {
    if (best === undefined || rank(gain) < rank(best)) best = gain;
    if (rank(best) <= bestRank) break;
  }
  return best;
}

/** What gets furthest, the surest first among equals, and how many other targets there are: up to {@link gainLimit}. */
export function strongestGain(question: StepQuestion): { readonly gain: Gain; readonly others: number } | undefined {
  const gains: Gain[] = [];
  for (const gain of gainsOf(question)) {
    gains.push(gain);
    if (gains.length === gainLimit) break;
  }
  const [first, ...others] = gains;
  if (first === undefined) return undefined;
  const best = others.reduce((known, one) => (isStronger(one, known) ? one : known), first);
  const targets = new Set(gains.map(({ target }) => target).filter((target) => target !== undefined));
  return { gain: best, others: Math.max(0, targets.size - (best.target === undefined ? 0 : 1)) };
}

function isStronger(a: Gain, b: Gain): boolean {
  return (powerRank(a.power) - powerRank(b.power) || rank(a) - rank(b)) < 0;
}

/** In an account of thousands of roles the further ones say nothing new. */
const gainLimit = 200;

/** The gain in the words of a finding. */
export function toPath(
  method: EscalationMethod,
  { target, how, power, certainty, onAnyWork, conditional, proof }: Gain,
): EscalationPath {
  const { requires, allowedBy, isConditional, conditionalDenies } = summaryOf(proof);
  return {
    method: method.id,
    actions: method.actions,
    ...(target !== undefined && { target }),
    how,
    certainty,
    ...(onAnyWork === true && { onAnyWork }),
    power,
    requires,
    allowedBy,
    onlyConditionally: conditional || isConditional,
    conditionalDenies,
  };
}

interface Summary extends Pick<EscalationPath, "requires" | "allowedBy" | "conditionalDenies"> {
  readonly proof: readonly Allowance[];
  readonly isConditional: boolean;
}

let lastSummary: Summary | undefined;

/** One grant leads to hundreds of targets, one after the other, whose paths then share what the answers say together. */
function summaryOf(proof: readonly Allowance[]): Summary {
  if (lastSummary !== undefined && isSameProof(lastSummary.proof, proof)) return lastSummary;
  const answers = proof.map(({ access }) => access);
  lastSummary = {
    proof,
    requires: proof
      .filter(({ isSpare }) => isSpare !== true)
      .map(({ action, access }) => ({ action, allowedBy: access.allowedBy })),
    allowedBy: [...new Set(answers.flatMap(({ allowedBy }) => allowedBy))],
    isConditional: answers.some(({ onlyConditionally }) => onlyConditionally),
    conditionalDenies: [...new Set(answers.flatMap(({ conditionalDenies }) => conditionalDenies))],
  };
  return lastSummary;
}

function isSameProof(known: readonly Allowance[], proof: readonly Allowance[]): boolean {
  return (
    known.length === proof.length &&
    known.every(({ action, access, isSpare }, at) => {
      const other = proof[at];
      return action === other?.action && access === other.access && isSpare === other.isSpare;
    })
  );
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

/** A method's gains are certain at best, or rest on work that may be there: not both. */
function rank({ certainty, onAnyWork, conditional, proof }: Gain): number {
  const isConditional = conditional || proof.some(({ access }) => access.onlyConditionally);
  return (certainty === "certain" || onAnyWork === true ? 0 : 2) + (isConditional ? 1 : 0);
}

/**
 * No gain is better than its weakest action is anywhere. `sts:AssumeRole` does not count: a trust policy that names the
 * principal makes up for it.
 */
function bestPossibleRank({ method, anywhere }: StepQuestion): number {
  const own = method.actions.filter((action) => action !== "sts:AssumeRole");
  return own.some((action) => anywhere(action).onlyConditionally) ? 1 : 0;
}
