import { Problem } from "../../model/index.ts";
import type { Canary } from "../canary/canary.ts";
import { canarySteps } from "../canary/canary-steps.ts";
import type { Iam } from "../iam.ts";
import type { Purpose } from "../journal/entries.ts";
import type { Journal, Run } from "../journal/read-journal.ts";
import { readLive } from "../live/read-live.ts";
import type { PolicyChange } from "../policy-change.ts";
import type { Step } from "../steps/step.ts";
import { stepsOf } from "../steps/steps-of.ts";
import { undoOf } from "../steps/undo-of.ts";
import { applySteps, type RunReport } from "./apply-steps.ts";
import type { RunTools } from "./make-step.ts";

/** A plan as far as it is made. */
export interface PlanToApply {
  /** Its hash. */
  readonly plan: string;
  readonly changes: readonly PolicyChange[];
  /** Until when its evidence is good, ISO 8601; undefined: it has none with a date. */
  readonly expires: string | undefined;
  /** Instead of the changes, a Deny of what they remove. */
  readonly canary?: Canary;
}

/** What there is to do. `resumes`: a run that was interrupted goes on. */
export interface NextSteps {
  readonly steps: readonly Step[];
  readonly resumes?: Run;
}

/**
 * The steps that a plan needs now; none where it is made already. Reads the account and writes nothing. Throws Problems
 * `plan.drift` when the account is not as the plan says, `journal.invalid` when the journal is not in a state to go on from.
 */
export async function nextSteps(iam: Iam, plan: PlanToApply, journal: Journal): Promise<NextSteps> {
  const purpose: Purpose = plan.canary === undefined ? "apply" : "canary";
  const open = openRun(journal, plan.plan, purpose);
  if (open !== undefined) return { steps: open.steps, resumes: open };
  if (plan.canary !== undefined) return { steps: await canarySteps(iam, plan.canary, plan.plan) };
  const live = await readLive(iam, plan.changes);
  return { steps: [...stepsOf(plan.changes, live, plan.plan), ...canaryRemoval(journal)] };
}

/**
 * Applies a plan, or goes on where an earlier apply was interrupted; a repeat does nothing. See {@link nextSteps} and
 * {@link applySteps} for what it throws; Problem `plan.expired` when the evidence is too old.
 */
export async function applyPlan(
  tools: RunTools,
  plan: PlanToApply,
  { acceptsExpired = false }: { readonly acceptsExpired?: boolean } = {},
): Promise<RunReport> {
  if (!acceptsExpired) refuseExpired(plan, tools.clock.now());
  const { steps, resumes } = await nextSteps(tools.iam, plan, tools.journal.read());
  if (resumes !== undefined) return applySteps(tools, resumes);
  if (steps.length === 0) return { isComplete: true, steps: [], rest: [] };
  const purpose = plan.canary === undefined ? "apply" : "canary";
  const at = tools.clock.now().toISOString();
  tools.journal.append({ kind: "begin", schemaVersion: 1, purpose, plan: plan.plan, steps, at });
  const run = tools.journal.read().runs.at(-1);
  return run === undefined ? { isComplete: true, steps: [], rest: [] } : applySteps(tools, run);
}

/** Throws a Problem `plan.expired`. What is not known to be fresh is not. */
export function refuseExpired({ expires }: Pick<PlanToApply, "expires">, now: Date): void {
  const end = expires === undefined ? Number.NaN : Date.parse(expires);
  if (now.getTime() <= end) return;
  const why = Number.isNaN(end)
    ? "The plan does not say how old its evidence is"
    : `The evidence of the plan was good until ${expires}`;
  throw new Problem("plan.expired", `${why}.`, { hint: "Nothing was changed. Collect again and make a new plan." });
}

/** The run to go on with. What belongs to another plan, or is half taken back, is nothing to go on from. */
function openRun(journal: Journal, plan: string, purpose: Purpose): Run | undefined {
  const last = journal.runs.at(-1);
  const other = journal.runs.find((run) => run.plan !== plan && !run.ended.has("undo"));
  if (other !== undefined) {
    throw invalid("The journal belongs to another plan, which was not rolled back.", "Name another journal.");
  }
  if (last === undefined || last.ended.has("undo")) return undefined;
  if (last.isBeingUndone) {
    throw invalid("A rollback was begun and is not finished.", "Run rollback again, then apply.");
  }
  if (last.ended.has("do")) return undefined;
  if (last.purpose === purpose) return last;
  throw invalid(`The ${last.purpose} of this plan was interrupted.`, `Finish the ${last.purpose}, or run rollback.`);
}

/** The real cut takes the place of its canary. */
function canaryRemoval({ runs }: Journal): readonly Step[] {
  const there = runs.filter(({ purpose, ended }) => purpose === "canary" && ended.has("do") && !ended.has("undo"));
  const isRemoved = runs.some(({ number, purpose, ended }) => {
    return purpose === "apply" && !ended.has("undo") && there.some((canary) => canary.number < number);
  });
  if (isRemoved) return [];
  return there.toReversed().flatMap(({ steps, made }) => {
    return [...steps.entries()].toReversed().flatMap(([index, step]) => undoOf(step, made.get(index)));
  });
}

function invalid(message: string, hint: string): Problem {
  return new Problem("journal.invalid", message, { hint: `Nothing was changed. ${hint}` });
}
