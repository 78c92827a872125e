import { Problem } from "../../../model/index.ts";
import type { Run } from "../../journal/read-journal.ts";
import type { StepResult } from "../../run/step-result.ts";
import { settle } from "../../sdk/clock.ts";
import type { TrailStep } from "../step.ts";
import { lookAt } from "./look-at-step.ts";
import { drifted, makeTrailStep, type TrailTools } from "./make-trail-step.ts";

/** What became of a run. */
export interface TrailRunReport {
  /** All steps were made. */
  readonly isComplete: boolean;
  /** In order, as far as the run came. */
  readonly steps: readonly (StepResult & { readonly step: TrailStep })[];
  /** Steps that were not begun. */
  readonly rest: readonly TrailStep[];
}

/** Begins a run with these steps, and makes them. */
export function beginTrailRun(
  tools: TrailTools,
  purpose: "trail-apply" | "trail-destroy",
  plan: string,
  steps: readonly TrailStep[],
): Promise<TrailRunReport> {
  const at = tools.clock.now().toISOString();
  tools.journal.append({ kind: "begin", schemaVersion: 1, purpose, plan, steps, at });
  return makeTrailRun(tools, tools.journal.read().runs.length - 1);
}

/**
 * Makes the steps of a run, or the rest of them where a run was interrupted. Stops at the first one that fails. Throws a Problem
 * `plan.drift`, before it writes anything, when the account is as neither before nor after one of the steps.
 */
export async function makeTrailRun(tools: TrailTools, number: number): Promise<TrailRunReport> {
  const run = runOf(tools, number);
  await settle(tools.clock, tools.settleMs, run.begun.size > 0 ? tools.journal.read().lastAt : undefined);
  await refuseSurprises(tools, run);
  const steps: (StepResult & { step: TrailStep })[] = [];
  for (const [index, step] of run.steps.entries()) {
    const place = { run: number, way: "do", step: index, part: 0 } as const;
    const made = await makeTrailStep(tools, step, place, runOf(tools, number));
    steps.push({ ...made, step });
    if (made.result === "failed") return { isComplete: false, steps, rest: run.steps.slice(index + 1) };
  }
  tools.journal.append({ kind: "end", run: number, way: "do", at: tools.clock.now().toISOString() });
  return { isComplete: true, steps, rest: [] };
}

function runOf({ journal }: TrailTools, number: number): Run<TrailStep> {
  const run = journal.read().runs[number];
  if (run === undefined) throw new Problem("journal.invalid", `The journal has no run ${number}.`);
  return run;
}

/** A look at everything before the first write. */
async function refuseSurprises({ aws }: TrailTools, run: Run<TrailStep>): Promise<void> {
  const surprises: string[] = [];
  for (const step of run.steps) {
    const seen = await lookAt(aws, step, run);
    if (seen.at === "elsewhere") surprises.push(drifted(step, seen.why).message);
  }
  if (surprises.length > 0) throw surprised(surprises);
}

/** The account is not as a plan says. */
export function surprised(surprises: readonly string[]): Problem {
  return new Problem("plan.drift", `The account is not as the plan says. ${surprises.join(" ")}`, {
    hint: "Nothing was changed now. Make a new plan: it starts from what is there.",
  });
}
