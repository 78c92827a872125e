import { Problem, toProblemRecord } from "../../model/index.ts";
import type { Iam } from "../iam.ts";
import type { StepPlace } from "../journal/entries.ts";
import type { JournalFile } from "../journal/journal-file.ts";
import type { Clock } from "../sdk/clock.ts";
import { describeStep } from "../steps/describe-step.ts";
import { look, perform } from "../steps/look.ts";
import type { Seen } from "../steps/seen.ts";
import type { Step } from "../steps/step.ts";
import { lookUntilAfter, noteFailure, type StepResult } from "./step-result.ts";

export interface RunTools {
  readonly iam: Iam;
  readonly journal: JournalFile;
  readonly clock: Clock;
  /** How long what was written may stay unseen, see {@link settleMs}. */
  readonly settleMs: number;
}

/**
 * Makes one step, unless a look shows that it was made: writes down what it is about to do, calls IAM, looks until the account
 * shows it, writes that down. `isForced`: also where the account is as neither before nor after.
 */
export async function makeStep(tools: RunTools, step: Step, place: StepPlace, isForced: boolean): Promise<StepResult> {
  const { iam, journal, clock } = tools;
  const now = (): string => clock.now().toISOString();
  try {
    const seen = await look(iam, step);
    if (seen.at === "after") {
      journal.append({ kind: "outcome", ...place, at: now(), result: "done", made: seen.made });
      return { result: "already" };
    }
    if (seen.at === "elsewhere" && !isForced) return noteFailure(tools, place, changed(step, seen.why), "look");
    if (seen.at === "elsewhere" && !canBeForced(step, seen)) {
      return { result: "left", problem: toProblemRecord(changed(step, seen.why)) };
    }
  } catch (error) {
    return noteFailure(tools, place, error, "look");
  }
  journal.append({ kind: "intent", ...place, at: now() });
  try {
    const { made, failed } = await performSurely(tools, step);
    if (failed !== undefined) return noteFailure(tools, place, failed, "call");
    journal.append({ kind: "outcome", ...place, at: now(), result: "done", made });
    return { result: "done" };
  } catch (error) {
    return noteFailure(tools, place, error, "look");
  }
}

/** Overwrites a document or default version. What is not ours is never deleted, and what others rely on is not either. */
function canBeForced({ kind }: Step, seen: Seen & { at: "elsewhere" }): boolean {
  return (kind === "inline-policy" || kind === "set-default") && seen.isGone !== true;
}

/** `failed`: why the call was not made. Throws what a look afterwards shows, or why there is none. */
async function performSurely(
  { iam, clock }: RunTools,
  step: Step,
): Promise<{ readonly made?: string | undefined; readonly failed?: Problem }> {
  let told: string | undefined;
  let unclear: Problem | undefined;
  try {
    told = await perform(iam, step);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code !== "aws.unreachable") return { failed: error };
    // The answer got lost, the call perhaps not.
    unclear = error;
  }
  const seen = await lookUntilAfter(() => look(iam, step), clock);
  if (seen.at === "after") return { made: told ?? seen.made };
  if (unclear !== undefined) throw unclear;
  const why = seen.at === "elsewhere" ? seen.why : "IAM accepted it, but does not show it";
  throw changed(step, why);
}

export function changed(step: Step, why: string): Problem {
  const { call, target } = describeStep(step);
  return new Problem("plan.drift", `${call} on ${target}: ${why}.`);
}
