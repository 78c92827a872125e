import { expandElement } from "../iam/index.ts";
import type { IamRole, IamUser, Identities } from "../model/index.ts";
import { type DisableDecision, decideDisable, disabledIdentities } from "./disable/disablement.ts";
import { evidenceFrom } from "./plan/action-evidence.ts";
import { identitiesAfter } from "./plan/after-plan.ts";
import { changesOf } from "./plan/changes.ts";
import { planHash } from "./plan/digest.ts";
import type { RightsizeFacts } from "./plan/inputs.ts";
import { createKnown, type Known } from "./plan/known.ts";
import { createMeasure } from "./plan/measure.ts";
import { narrowPolicies } from "./plan/narrow-policies.ts";
import type { KeptAction, Measure, PlannedPrincipal, PlanOptions, Proof, Refusal, RightsizePlan } from "./plan/plan.ts";
import { planEvidence } from "./plan/plan-evidence.ts";
import { type PolicyUnit, policyUnits } from "./plan/policy-units.ts";
import { principalRefusals } from "./plan/principal-refusals.ts";
import { keptActions } from "./plan/reasons.ts";
import { rememberingJudge } from "./plan/remembering-judge.ts";
import { type Removal, removalOf } from "./plan/removal.ts";
import { type Claim, createProver } from "./proof/prove.ts";
import type { UsageJudge } from "./usage/usage-judge.ts";

/** The plan for one principal, see {@link Planner.plan}. */
export function planRightsize(principal: string, facts: RightsizeFacts, options: PlanOptions): RightsizePlan {
  return createPlanner(facts, options).plan(principal);
}

/** Makes plans for any number of principals; what several of them rest on is found out once. */
export interface Planner {
  /**
   * What a user or role may lose, by evidence, and the proof of it. Only what is unused goes: whatever is used, not
   * observable or protected stays, in every policy and for everybody who has it. When it cannot be judged, or when a check
   * of the proof fails, the plan changes nothing and says why. Depends on nothing but the facts and options.
   */
  plan(principal: string): RightsizePlan;
}

export function createPlanner(facts: RightsizeFacts, options: PlanOptions): Planner {
  const known = createKnown(facts, options);
  const prove = createProver(facts, options, known);
  const measure = createMeasure(facts.identities, facts.catalogue, options.level);
  const inputs = JSON.stringify(facts.inputs);
  const sealed = (plan: Draft): RightsizePlan => ({ ...plan, sha256: planHash(plan, inputs) });
  return {
    plan(principal) {
      const judge = rememberingJudge(known.judge, principal);
      const holder = known.holder(principal);
      const found = holder === undefined ? { units: [], gaps: [] } : policyUnits(holder, facts, options.shared);
      const why = [
        ...principalRefusals(principal, holder, facts, options, judge),
        ...found.gaps.map((gap) => `not all that it is granted is known: ${gap}`),
      ];
      const work = { principal, holder, units: found.units, facts, options, judge, known, prove, measure };
      const plan = draft(work, why);
      if (plan.proof.holds) return sealed(plan);
      // A proof that fails is a mistake of ours: better nothing than something that was not shown.
      const failed = plan.proof.checks
        .filter(({ ok }) => !ok)
        .map(({ name, detail }) => `the check ${name} fails: ${detail}`);
      if (options.level !== "resource") return sealed(draft(work, [...why, ...failed]));
      // Resources that cannot be narrowed are no reason to keep actions that nobody uses.
      const whole = draft({ ...work, facts: withoutWholeLogs(facts, failed) }, why);
      return sealed(whole.proof.holds ? whole : draft(work, [...why, ...failed]));
    },
  };
}

function withoutWholeLogs(facts: RightsizeFacts, problems: readonly string[]): RightsizeFacts {
  const { trail = "", account = "" } = facts.wholeLogs ?? {};
  return { ...facts, wholeLogs: { problems, trail, account, regions: [], digests: 0, logFiles: 0, services: [] } };
}

interface Work {
  readonly principal: string;
  readonly holder: IamUser | IamRole | undefined;
  readonly units: readonly PolicyUnit[];
  readonly facts: RightsizeFacts;
  readonly options: PlanOptions;
  /** Remembers what it said of the principal. */
  readonly judge: UsageJudge;
  readonly known: Known;
  readonly prove: (claim: Claim) => Proof;
  readonly measure: (principal: string, after: Identities) => Measure;
}

type Draft = Omit<RightsizePlan, "sha256">;

/** `why` nothing may be cut; empty when something may. */
function draft(work: Work, why: readonly string[]): Draft {
  const { principal, holder, units, facts, options, known, prove, measure } = work;
  const { identities, catalogue, inputs } = facts;
  const level = why.length > 0 ? "report" : options.level;
  const evidence = evidenceFrom(work.judge, level);
  const cut = removalOf(principal, units, facts, options, { known, evidence, level });
  const removal = level === "resource" ? narrowPolicies(cut, facts, options, known) : cut;
  const taken = identities.policies.map(({ name }) => name);
  const changes = changesOf(removal, principal, taken, evidence);
  const disabled = options.disableUnused === true ? decision(work, why) : undefined;
  const disable = disabled !== undefined && "disable" in disabled ? disabled.disable : undefined;
  const after = disabledIdentities(identitiesAfter(identities, changes), disable);
  const kept = keptActions(removal, unknownPatterns(units, facts), principal, evidence, why);
  const refusals = [
    ...why.map((reason): Refusal => ({ scope: "principal", reason: `Nothing is cut: ${reason}.` })),
    ...(disabled !== undefined && "refusals" in disabled
      ? disabled.refusals.map((reason): Refusal => ({ scope: "disable", reason }))
      : []),
  ];
  return {
    schemaVersion: 1,
    kind: "rightsize-plan",
    principal: described(principal, holder),
    options: inOrder(options),
    catalogue: { date: catalogue.date, actions: catalogue.actions.length },
    evidence: planEvidence(principal, facts, options, changes, disable),
    inputs,
    changes,
    ...(disable && { disable }),
    kept,
    refusals: [
      ...refusals,
      ...removal.refusals,
      ...(disable === undefined ? nothingGoes(removal, [...refusals, ...removal.refusals], kept, options) : []),
    ],
    measure: measure(principal, after),
    proof: prove({ principal, changes, after, ...(disable && { disable }) }),
  };
}

function decision({ principal, holder, facts, options, judge }: Work, why: readonly string[]): DisableDecision {
  if (holder === undefined) return { refusals: [] };
  return decideDisable(holder, judge.of(principal), facts, options, why);
}

/** The bytes of a plan do not hang on how its options were put together. */
function inOrder(options: PlanOptions): PlanOptions {
  const { asOf, level, windowDays, graceDays, protect, allowNotAction, shared, disableUnused } = options;
  return {
    asOf,
    level,
    windowDays,
    graceDays,
    protect: protect.toSorted(),
    allowNotAction,
    shared,
    ...(disableUnused && { disableUnused }),
  };
}

/** A plan that cuts nothing says so, and what that rests on. */
function nothingGoes(
  { removed, cuts }: Removal,
  refusals: readonly Refusal[],
  kept: readonly KeptAction[],
  { level }: PlanOptions,
): readonly Refusal[] {
  const isNarrowed = cuts.some(({ unit, cut }) => cut.after !== unit.document);
  if (removed.size > 0 || isNarrowed || refusals.length > 0) return [];
  if (level === "report")
    return [{ scope: "principal", reason: "Nothing is cut: a plan of the level report never cuts." }];
  const [used, unknown, held] = (["used", "unknown", "protected"] as const).map(
    (wanted) => kept.filter(({ state }) => state === wanted).length,
  );
  const reason = `Nothing is cut: of ${kept.length} granted actions none can go: ${used} used, ${unknown} unknown, ${held} protected.`;
  return [{ scope: "principal", reason }];
}

function described(arn: string, holder: IamUser | IamRole | undefined): PlannedPrincipal {
  if (holder === undefined) return { arn, type: "unknown", name: "", id: "" };
  return { arn, type: "trustPolicy" in holder ? "role" : "user", name: holder.name, id: holder.id };
}

/** What Allow statements name and the catalogue does not know: it stays, since nobody can tell its use. */
function unknownPatterns(units: readonly PolicyUnit[], { catalogue }: RightsizeFacts): readonly string[] {
  const patterns = units.flatMap(({ parsed }) =>
    parsed.statements
      .filter(({ effect, action }) => effect === "Allow" && action.kind === "Action")
      .flatMap(({ action }) => {
        const { empty, unknown } = expandElement(action, catalogue);
        return [...empty, ...unknown];
      }),
  );
  return [...new Set(patterns)].toSorted();
}
