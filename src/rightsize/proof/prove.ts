import {
  type ActionSet,
  expandActions,
  expandElement,
  noActions,
  type ParsedPolicy,
  parsePolicy,
} from "../../iam/index.ts";
import { dayMs, type Identities } from "../../model/index.ts";
import { answersAbout } from "../plan/answers-about.ts";
import { documentHash } from "../plan/digest.ts";
import type { RightsizeFacts } from "../plan/inputs.ts";
import type { Known } from "../plan/known.ts";
import type { Disablement, Freshness, PlanOptions, PolicyChange, Proof, ProofCheck, Replay } from "../plan/plan.ts";
import { policySize } from "../plan/policy-size.ts";
import { policyUnits } from "../plan/policy-units.ts";
import { isoTime } from "../plan/window.ts";
import { disableProblem } from "./disable-problem.ts";
import { createReplayer } from "./replay.ts";
import { narrowsResources, resourcesProblem } from "./resources-problem.ts";
import { structureProblem } from "./structure.ts";

/** What is proved of: changes, and everything as it is with them made. */
export interface Claim {
  readonly principal: string;
  readonly changes: readonly PolicyChange[];
  readonly disable?: Disablement;
  readonly after: Identities;
}

/**
 * Six checks, one more where resources may be narrowed and one where the principal is disabled, that know nothing of how the changes
 * were found. All must hold: nothing that was called is lost, documents only got shorter, nothing is newly allowed, what goes is gone
 * from all policies of the principal, nobody who has them is known to need it, and AWS will store them.
 */
export function createProver(
  facts: RightsizeFacts,
  options: PlanOptions,
  { judge, states }: Pick<Known, "judge" | "states">,
): (claim: Claim) => Proof {
  const replayer = createReplayer(facts, options);
  const isNarrowing = options.level === "resource";
  return (claim) => {
    const { principal, changes, after, disable } = claim;
    const concerned = [...new Set([principal, ...changes.flatMap(({ affects }) => affects)])].toSorted();
    const { firstLost, ...replay } = replayer(concerned, after);
    const structure = firstOf(changes, ({ before, after: left }) =>
      structureProblem(before, left, { resources: isNarrowing }),
    );
    const access = firstOf(changes, (change) => accessProblem(change, facts));
    const shown = (detail: string): string => (changes.length === 0 ? nothingToProve : detail);
    const checks: readonly ProofCheck[] = [
      check("replay", firstLost, disable === undefined ? shown(replayWords(replay)) : replayWords(replay)),
      check(
        "structure",
        structure,
        shown(
          changes.some(narrowsResources)
            ? `${counted(changes.length, "document")} with fewer actions and resources within the old ones: Deny and Condition are the same bytes`
            : `${counted(changes.length, "document")} with fewer actions and nothing else: Deny, Resource and Condition are the same bytes`,
        ),
      ),
      check(
        "no-new-access",
        access,
        shown("exactly the removed actions are gone, and nothing is allowed that was not"),
      ),
      check(
        "effective",
        leftOver(claim, facts, options),
        shown("no policy of the principal grants a removed action any more"),
      ),
      check("evidence", neededOf(changes), shown("each removed action is unused by everybody who has the policy")),
      check("size", sizeProblem(claim, facts), shown("each document fits")),
      ...(isNarrowing ? [resourcesCheck(changes)] : []),
      ...(disable === undefined
        ? []
        : [check("disable", disableProblem(disable, principal, facts, options), disableWords(disable))]),
    ];
    return { holds: checks.every(({ ok }) => ok), checks, replay, freshness: freshnessOf(claim, facts, options) };
  };

  function resourcesCheck(changes: readonly PolicyChange[]): ProofCheck {
    const problem = firstOf(changes, (change) => resourcesProblem(change, facts, options, judge));
    const detail = "whatever was touched in the window is still within the resources, by logs that are whole";
    return check("resources", problem, changes.some(narrowsResources) ? detail : "no resource is narrowed");
  }

  function neededOf(changes: readonly PolicyChange[]): string | undefined {
    for (const { affects, removedActions } of changes) {
      const { actions: removed, unknown, empty } = expandActions(removedActions, facts.catalogue);
      const [stranger] = [...unknown, ...empty];
      if (stranger !== undefined) return `${stranger} is no action that the catalogue knows`;
      for (const arn of affects) {
        const known = states(arn, removed);
        if (known === undefined) return `nothing is known of ${arn}`;
        const [needed] = removed.difference(known.unused).names();
        if (needed !== undefined) return `${needed} of ${arn}: ${judge.of(arn)?.action(needed).reason}`;
      }
    }
    return undefined;
  }
}

function disableWords({ name }: Disablement): string {
  return `${name} denies everything and nothing else, and no source shows a use of the principal in the window`;
}

const nothingToProve = "nothing is cut, so that there is nothing to prove";

function replayWords({ calls, distinct, inferred, lost }: Replay): string {
  const concluded = inferred === 0 ? "" : `, ${inferred} more concluded from them`;
  return `${counted(calls, "recorded call")}, ${distinct} distinct${concluded}, ${lost} lost`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function check(name: ProofCheck["name"], problem: string | undefined, detail: string): ProofCheck {
  return { name, ok: problem === undefined, detail: problem ?? detail };
}

function firstOf(
  changes: readonly PolicyChange[],
  problem: (change: PolicyChange) => string | undefined,
): string | undefined {
  for (const change of changes) {
    const found = problem(change);
    if (found !== undefined) return `policy ${change.policy.name} of ${change.policy.arn}: ${found}`;
  }
  return undefined;
}

/** By expansion over the catalogue, statement by statement through their order. */
function accessProblem(
  { before, after, removedActions }: PolicyChange,
  { catalogue }: RightsizeFacts,
): string | undefined {
  const [old, left] = [allows(parsePolicy(before)), after === null ? noActions(catalogue) : allows(parsePolicy(after))];
  const removed = expandActions(removedActions, catalogue).actions;
  if (!left.isSubsetOf(old)) return `it newly allows ${left.difference(old).names()[0]}`;
  if (!left.equals(old.difference(removed))) return "what is gone is not what the plan says";
  return undefined;

  function allows({ statements }: ParsedPolicy): ActionSet {
    return statements
      .filter(({ effect }) => effect === "Allow")
      .reduce((all, { action }) => all.union(expandElement(action, catalogue).actions), noActions(catalogue));
  }
}

/** An action that goes from one policy and stays in another has not gone. */
function leftOver(
  { principal, changes, after }: Claim,
  { catalogue }: RightsizeFacts,
  { shared }: PlanOptions,
): string | undefined {
  const holder = [...after.users, ...after.roles].find(({ arn }) => arn === principal);
  if (holder === undefined) return changes.length === 0 ? undefined : "the principal is not in the inputs";
  const removed = expandActions(
    changes.flatMap(({ removedActions }) => removedActions),
    catalogue,
  ).actions;
  for (const { parsed, policy } of policyUnits(holder, { identities: after, identityGaps: [] }, shared).units) {
    for (const { effect, action } of parsed.statements) {
      const still = effect === "Allow" ? expandElement(action, catalogue).actions.intersection(removed) : undefined;
      if (still !== undefined && still.size > 0) return `policy ${policy.name} still grants ${still.names()[0]}`;
    }
  }
  return undefined;
}

/** Inline policies count together with those of their holder that do not change. */
function sizeProblem({ changes, after, disable }: Claim, { identities }: RightsizeFacts): string | undefined {
  if (disable !== undefined && disable.size.after > disable.size.limit) return "there is no room for the Deny";
  return firstOf(changes, ({ policy: { type, arn }, size }) => {
    const [old, left] =
      type === "managed" ? [size.before, size.after] : [inlineSize(identities, arn), inlineSize(after, arn)];
    return left > Math.max(old, size.limit) ? `${left} characters are more than ${size.limit}` : undefined;
  });
}

function inlineSize({ users, groups, roles }: Identities, arn: string): number {
  const holder = [...users, ...groups, ...roles].find((candidate) => candidate.arn === arn);
  return (holder?.inlinePolicies ?? []).reduce(
    (sum, { document }) => sum + ("json" in document ? policySize(document.json) : 0),
    0,
  );
}

function freshnessOf({ changes, disable, principal }: Claim, facts: RightsizeFacts, { asOf }: PlanOptions): Freshness {
  const concerned = answersAbout(facts.lastAccessed, [
    ...(disable === undefined ? [] : [principal]),
    ...changes.flatMap(({ affects }) => affects),
  ]);
  const report = disable?.holder.includes(":user/") ? facts.credentialReport?.generatedAt : undefined;
  const dates = [
    ...concerned.map(({ completedAt = "" }) => completedAt),
    facts.activity?.coverage.to ?? "",
    report ?? "",
  ]
    .map((date) => Date.parse(date))
    .filter((ms) => !Number.isNaN(ms));
  const oldest = dates.reduce((a, b) => Math.min(a, b), Date.parse(asOf));
  return {
    policies: changes.map(({ policy, before }) => ({ policy: nameOf(policy), sha256: documentHash(before) })),
    ...(dates.length > 0 && { oldestEvidence: isoTime(oldest), expires: isoTime(oldest + dayMs) }),
  };

  function nameOf({ name, arn, type }: PolicyChange["policy"]): string {
    return type === "managed" ? arn : `${arn} ${name}`;
  }
}
