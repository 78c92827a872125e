import type { Json } from "../../model/index.ts";
import { disabledIdentities } from "../disable/disablement.ts";
import { identitiesAfter } from "../plan/after-plan.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import { createKnown } from "../plan/known.ts";
import { createProver } from "./prove.ts";
import { readPlan } from "./read-plan.ts";
import { policiesProblem, usedProblem, type VerifyCheck } from "./verify-plan.ts";

/**
 * Asks of what is known today whether a plan may still be carried out: that the policies are as it found them, and that what it
 * takes is still unused by everybody. Other inputs give another plan, so that this says nothing of how the plan was made;
 * `verifyPlan` does. `asOf`: the clock of the facts. Empty where the plan cannot be read.
 */
export function recheckPlan(json: Json, facts: RightsizeFacts, asOf: string): readonly VerifyCheck[] {
  const plan = readPlan(json);
  if (typeof plan === "string") return [];
  const { principal, changes, disable } = plan;
  const options = { ...plan.options, asOf };
  const after = disabledIdentities(identitiesAfter(facts.identities, changes), disable);
  const claim = { principal, changes, after, ...(disable && { disable }) };
  const proof = createProver(facts, options, createKnown(facts, options))(claim);
  const evidence = proof.checks.filter(({ name }) => ofEvidence.has(name));
  return [
    now("policies", policiesProblem(plan, facts), `policies that are as the plan found them: ${changes.length}`),
    now("used-since", usedProblem(plan, facts), "no removed action was called in the window or after it"),
    ...evidence.map(({ name, ok, detail }) => now(name, ok ? undefined : detail, detail)),
  ];
}

/** Checks of a proof that can change though the plan and the policies do not. */
const ofEvidence: ReadonlySet<string> = new Set(["replay", "evidence", "disable"]);

function now(name: string, problem: string | undefined, detail: string): VerifyCheck {
  return { name: `${name}-now`, ok: problem === undefined, detail: problem ?? detail };
}
