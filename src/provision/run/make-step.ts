import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { Iam } from "../iam.ts";
import type { StepPlace } from "../journal/entries.ts";
import type { JournalFile } from "../journal/journal-file.ts";
import { describeStep } from "../steps/describe-step.ts";
import { look, perform, type Seen } from "../steps/look.ts";
import type { Step } from "../steps/step.ts";
import { type Clock, lookAgainMs } from "./clock.ts";

/** What became of a step. `already`: nothing was to do. `left`: it was not made, on purpose. */
export type StepResult =
  | { readonly result: "done" | "already" }
  | { readonly result: "left" | "failed"; readonly problem: ProblemRecord };

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
    if (seen.at === "elsewhere" && !isForced) return fail(changed(step, seen.why));
    if (seen.at === "elsewhere" && !canBeForced(step, seen)) {
      return { result: "left", problem: toProblemRecord(changed(step, seen.why)) };
    }
  } catch (error) {
    return fail(error);
  }
  journal.append({ kind: "intent", ...place, at: now() });
  try {
    const made = await performSurely(tools, step);
    journal.append({ kind: "outcome", ...place, at: now(), result: "done", made });
    return { result: "done" };
  } catch (error) {
    return fail(error);
  }

  function fail(error: unknown): StepResult {
    if (!(error instanceof Problem)) throw error;
    const result = error.code === "aws.denied" || error.code === "aws.refused" ? "refused" : "failed";
    journal.append({ kind: "outcome", ...place, at: now(), result, reason: error.message });
    return { result: "failed", problem: toProblemRecord(error) };
  }
}

/** Overwrites a document or default version. What is not ours is never deleted, and what others rely on is not either. */
function canBeForced({ kind }: Step, seen: Seen & { at: "elsewhere" }): boolean {
  return (kind === "inline-policy" || kind === "set-default") && seen.isGone !== true;
}

async function performSurely({ iam, clock }: RunTools, step: Step): Promise<string | undefined> {
  let told: string | undefined;
  let unclear: Problem | undefined;
  try {
    told = await perform(iam, step);
  } catch (error) {
    // The answer got lost, the call perhaps not.
    if (!(error instanceof Problem) || error.code !== "aws.unreachable") throw error;
    unclear = error;
  }
  const seen = await lookUntilAfter(iam, step, clock);
  if (seen.at === "after") return told ?? seen.made;
  if (unclear !== undefined) throw unclear;
  const why = seen.at === "elsewhere" ? seen.why : "IAM accepted it, but does not show it";
  throw changed(step, why);
}

/** Reads may show an older state for a while. */
async function lookUntilAfter(iam: Iam, step: Step, clock: Clock): Promise<Seen> {
  let seen = await look(iam, step);
  for (const ms of lookAgainMs) {
    if (seen.at === "after") break;
    await clock.wait(ms);
    seen = await look(iam, step);
  }
  return seen;
}

export function changed(step: Step, why: string): Problem {
  const { call, target } = describeStep(step);
  return new Problem("plan.drift", `${call} on ${target}: ${why}.`);
}
