import { type Json, ownValue } from "../../model/index.ts";
import { disabledIdentities } from "../disable/disablement.ts";
import { recordedCall } from "../disable/recorded-signs.ts";
import { activityOf } from "../plan/activity-of.ts";
import { identitiesAfter } from "../plan/after-plan.ts";
import { planHash } from "../plan/digest.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import { createKnown } from "../plan/known.ts";
import type { PlanInput } from "../plan/plan.ts";
import { policyUnits } from "../plan/policy-units.ts";
import { windowStart } from "../plan/window.ts";
import { planRightsize } from "../plan-rightsize.ts";
import { createProver } from "./prove.ts";
import { readPlan, type SavedPlan } from "./read-plan.ts";

export interface Verification {
  readonly holds: boolean;
  readonly checks: readonly VerifyCheck[];
}

export interface VerifyCheck {
  /** `plan`, `inputs`, `policies`, `used-since`, `same-plan`; and those of the proof, made again of the plan as it is. */
  readonly name: string;
  readonly ok: boolean;
  /** A clause: what was compared, or the first thing that is wrong. */
  readonly detail: string;
  /** The plan cuts nothing, so that there was nothing to show. */
  readonly nothing?: true;
}

/**
 * Checks a saved plan against inputs, trusting nothing in it: its hash, the inputs' hashes, that each policy still is what the
 * plan says, that no removed action was called, the proof of the changes as the plan has them, and at last that the same
 * inputs give the same plan. Every check is made, so that all that fails is named; a file that is no plan fails the first.
 */
export function verifyPlan(json: Json, facts: RightsizeFacts): Verification {
  const plan = readPlan(json);
  if (typeof plan === "string") return verification([{ name: "plan", ok: false, detail: plan }]);
  const { principal, options, changes, disable } = plan;
  const isWhole = planHash(plan.json) === ownValue(plan.json, "sha256");
  const after = disabledIdentities(identitiesAfter(facts.identities, changes), disable);
  const claim = { principal, changes, after, ...(disable && { disable }) };
  const proof = createProver(facts, options, createKnown(facts, options))(claim);
  const isNothing = (name: string): boolean =>
    changes.length === 0 && !(disable !== undefined && (name === "replay" || name === "disable"));
  return verification([
    check("plan", isWhole ? undefined : "it was edited: its hash is another one", "its hash is right"),
    check("inputs", inputsProblem(plan.inputs, facts.inputs), `files with the same bytes: ${plan.inputs.length}`),
    check("policies", policiesProblem(plan, facts), `policies that are as the plan found them: ${changes.length}`),
    check("used-since", usedProblem(plan, facts), "no removed action was called in the window or after it"),
    ...proof.checks.map((one): VerifyCheck => (isNothing(one.name) && one.ok ? { ...one, nothing: true } : one)),
    check("same-plan", differenceProblem(plan, facts), "the inputs give this plan again"),
  ]);
}

function verification(checks: readonly VerifyCheck[]): Verification {
  return { holds: checks.every(({ ok }) => ok), checks };
}

function check(name: string, problem: string | undefined, detail: string): VerifyCheck {
  return { name, ok: problem === undefined, detail: problem ?? detail };
}

/** Order and names do not matter, bytes do. */
function inputsProblem(planned: readonly PlanInput[], given: readonly PlanInput[]): string | undefined {
  const keyOf = ({ source, sha256 }: PlanInput): string => `${source} ${sha256}`;
  const [before, now] = [new Set(planned.map(keyOf)), new Set(given.map(keyOf))];
  const missing = planned.find((input) => !now.has(keyOf(input)));
  if (missing !== undefined) return `${missing.source} ${missing.file} was changed or is missing`;
  const added = given.find((input) => !before.has(keyOf(input)));
  return added && `${added.source} ${added.file} is not among the inputs of the plan`;
}

export function policiesProblem(
  { principal, options, changes, disable }: SavedPlan,
  facts: RightsizeFacts,
): string | undefined {
  const { users, roles } = facts.identities;
  const holder = [...users, ...roles].find(({ arn }) => arn === principal);
  if (holder === undefined) {
    return changes.length === 0 && disable === undefined ? undefined : `${principal} is not there any more`;
  }
  if (disable !== undefined && holder.inlinePolicies.some(({ name }) => name === disable.name)) {
    return `${principal} has an inline policy ${disable.name} by now`;
  }
  const { units } = policyUnits(holder, facts, options.shared);
  for (const { policy, holder: at, before } of changes) {
    const unit = units.find(
      (other) => other.policy.arn === policy.arn && other.policy.name === policy.name && other.holder === at,
    );
    if (unit === undefined) return `${principal} has no policy ${policy.name} of ${policy.arn} any more`;
    if (JSON.stringify(unit.document) !== JSON.stringify(before)) {
      return `policy ${policy.name} of ${policy.arn} is not as the plan found it`;
    }
  }
  return undefined;
}

export function usedProblem(
  { principal, changes, disable, options }: SavedPlan,
  facts: RightsizeFacts,
): string | undefined {
  const { activity } = facts;
  const from = windowStart(options);
  const called = disable === undefined ? undefined : recordedCall(principal, facts, options);
  if (called !== undefined) return `${principal} is to be disabled, and ${called}`;
  for (const { affects, removedActions } of changes) {
    const removed = new Set(removedActions);
    for (const arn of affects) {
      const calls = activityOf(activity, arn).flatMap((principal) => principal.calls);
      const used = calls.find(
        ({ action, outcome, last }) => outcome === "done" && removed.has(action) && !(Date.parse(last) <= from),
      );
      if (used !== undefined) return `${arn} called ${used.action} at ${used.last}, event ${used.example}`;
    }
  }
  return undefined;
}

/** Members are compared one by one, so that those that differ can be named. What files are called does not matter. */
function differenceProblem({ json, principal, options, inputs }: SavedPlan, facts: RightsizeFacts): string | undefined {
  const isSame = inputsProblem(inputs, facts.inputs) === undefined;
  const again: object = planRightsize(principal, isSame ? { ...facts, inputs } : facts, options);
  const expected = new Map(Object.entries(again).map(([name, value]) => [name, JSON.stringify(value)]));
  const names = new Set([...expected.keys(), ...Object.keys(json)]);
  const differing = [...names].filter((name) => expected.get(name) !== JSON.stringify(ownValue(json, name)));
  return differing.length === 0 ? undefined : `the inputs give another plan: ${differing.join(", ")} would differ`;
}
