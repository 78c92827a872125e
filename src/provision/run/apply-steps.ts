import { Problem } from "../../model/index.ts";
import type { Run } from "../journal/read-journal.ts";
import { settle } from "../sdk/clock.ts";
import { look } from "../steps/look.ts";
import type { Step } from "../steps/step.ts";
import { changed, makeStep, type RunTools } from "./make-step.ts";
import type { StepResult } from "./step-result.ts";

export interface RunReport {
  /** All steps were made. */
  readonly isComplete: boolean;
  /** In order, as far as the run came. */
  readonly steps: readonly (StepResult & { readonly step: Step })[];
  /** Steps that were not begun. */
  readonly rest: readonly Step[];
}

/**
 * Makes the steps of a run, or the rest of them where a run was interrupted. Stops at the first one that fails. Throws a Problem
 * `plan.drift`, before it writes anything, when the account is as neither before nor after one of the steps.
 */
export async function applySteps(tools: RunTools, run: Run): Promise<RunReport> {
  await settle(tools.clock, tools.settleMs, run.begun.size > 0 ? tools.journal.read().lastAt : undefined);
  await refuseSurprises(tools, run.steps);
  const steps: (StepResult & { step: Step })[] = [];
  for (const [index, step] of run.steps.entries()) {
    const made = await makeStep(tools, step, { run: run.number, way: "do", step: index, part: 0 }, false);
    steps.push({ ...made, step });
    if (made.result === "failed") return { isComplete: false, steps, rest: run.steps.slice(index + 1) };
  }
  tools.journal.append({ kind: "end", run: run.number, way: "do", at: tools.clock.now().toISOString() });
  return { isComplete: true, steps, rest: [] };
}

/** A look at everything before the first write. */
export async function refuseSurprises({ iam }: RunTools, steps: readonly Step[]): Promise<void> {
  const surprises: string[] = [];
  for (const step of steps) {
    const seen = await look(iam, step);
    if (seen.at === "elsewhere") surprises.push(changed(step, seen.why).message);
  }
  if (surprises.length === 0) return;
  throw new Problem("plan.drift", `Somebody changed the account meanwhile. ${surprises.join(" ")}`, {
    hint: "Nothing was changed now.",
  });
}
