import { type Journal, partKey, type Run } from "../journal/read-journal.ts";
import { settle } from "../sdk/clock.ts";
import type { Step } from "../steps/step.ts";
import { undoOf } from "../steps/undo-of.ts";
import { type RunReport, refuseSurprises } from "./apply-steps.ts";
import { makeStep, type RunTools } from "./make-step.ts";
import type { StepResult } from "./step-result.ts";

/**
 * Takes back all runs of a journal that were not taken back yet, newest first, each step from the last one to the first. Can be
 * asked again at any time, also after it was interrupted itself. Throws a Problem `plan.drift`, before it writes anything, when
 * somebody changed since what the runs had changed, unless `isForced`: then documents are restored all the same, and
 * policies of ours that others rely on by now stay (`left`).
 */
export async function rollback(tools: RunTools, { isForced }: { readonly isForced: boolean }): Promise<RunReport> {
  const journal = tools.journal.read();
  const runs = openRuns(journal);
  if (runs.length > 0) await settle(tools.clock, tools.settleMs, journal.lastAt);
  const steps: (StepResult & { step: Step })[] = [];
  for (const run of runs) {
    const undos = undosOf(run);
    if (!isForced)
      await refuseSurprises(
        tools,
        undos.map(({ undo }) => undo),
      );
    for (const [index, { undo, step, part }] of undos.entries()) {
      const made = await makeStep(tools, undo, { run: run.number, way: "undo", step, part }, isForced);
      steps.push({ ...made, step: undo });
      if (made.result === "failed") {
        return { isComplete: false, steps, rest: undos.slice(index + 1).map((later) => later.undo) };
      }
    }
    tools.journal.append({ kind: "end", run: run.number, way: "undo", at: tools.clock.now().toISOString() });
  }
  return { isComplete: true, steps, rest: [] };
}

/** What a rollback would do, if the account is as the journal says. */
export function undoSteps(journal: Journal): readonly Step[] {
  return openRuns(journal).flatMap((run) => undosOf(run).map(({ undo }) => undo));
}

/** Newest first. */
function openRuns({ runs }: Journal): readonly Run[] {
  return runs.filter(({ ended }) => !ended.has("undo")).toReversed();
}

interface Undo {
  readonly undo: Step;
  readonly step: number;
  readonly part: number;
}

/** Steps that were never begun changed nothing. Those that were undone are not touched again: what came after is not ours. */
function undosOf(run: Run): readonly Undo[] {
  return [...run.steps.entries()]
    .filter(([index]) => run.begun.has(index))
    .toReversed()
    .flatMap(([step, forward]) => undoOf(forward, run.made.get(step)).map((undo, part) => ({ undo, step, part })))
    .filter((undo) => !run.undone.has(partKey(undo)));
}
