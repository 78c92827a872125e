import { Problem, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import type { StepPlace } from "../journal/entries.ts";
import type { JournalFile } from "../journal/journal-file.ts";
import { type Clock, lookAgainMs } from "../sdk/clock.ts";

/** What became of a step. `already`: nothing was to do. `left`: it was not made, on purpose. */
export type StepResult =
  | { readonly result: "done" | "already" }
  | { readonly result: "left" | "failed"; readonly problem: ProblemRecord };

/**
 * Writes down why a step was not made. Only the refusal of its own call says that AWS did nothing: when a look is refused, the
 * call may have been made before, and then it must be taken back.
 */
export function noteFailure<S>(
  { journal, clock }: { readonly journal: JournalFile<S>; readonly clock: Clock },
  place: StepPlace,
  error: unknown,
  of: "call" | "look",
): StepResult {
  if (!(error instanceof Problem)) throw error;
  const isRefused = of === "call" && (error.code === "aws.denied" || error.code === "aws.refused");
  const result = isRefused ? "refused" : "failed";
  journal.append({ kind: "outcome", ...place, at: clock.now().toISOString(), result, reason: error.message });
  return { result: "failed", problem: toProblemRecord(error) };
}

/** Reads may show an older state for a while. */
export async function lookUntilAfter<Seen extends { readonly at: string }>(
  look: () => Promise<Seen>,
  clock: Clock,
): Promise<Seen> {
  let seen = await look();
  for (const ms of lookAgainMs) {
    if (seen.at === "after") break;
    await clock.wait(ms);
    seen = await look();
  }
  return seen;
}
