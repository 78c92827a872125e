import type { Json } from "../../../model/index.ts";
import { firstDifference, sameDocument } from "../../document.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { readState } from "../state/read-state.ts";
import { type TrailStep, wholeOf } from "../step.ts";

/** Where the account stands, seen from a step. */
export type Seen = { readonly at: "before" | "after" } | { readonly at: "elsewhere"; readonly why: string };

/** The run that a step belongs to, as far as it came. */
export interface RunSoFar {
  readonly steps: readonly TrailStep[];
  /** Steps whose call was made or was about to be, and was not refused. */
  readonly begun: ReadonlySet<number>;
}

export async function lookAt(aws: TrailAws, step: TrailStep, run: RunSoFar): Promise<Seen> {
  const state = await readState(aws, step, step.kind);
  if (sameDocument(state, step.after)) return { at: "after" };
  switch (step.expects) {
    case "anything":
      // What is gone as a whole needs nothing more.
      return { at: state === null ? "after" : "before" };
    case "before":
      return sameDocument(state, step.before) ? { at: "before" } : { at: "elsewhere", why: whyElsewhere(step, state) };
    case "made-here":
      return (await isMadeHere(aws, step, run))
        ? { at: "before" }
        : { at: "elsewhere", why: whyElsewhere(step, state) };
  }
}

/** A setting of what this run makes: nobody can have meant anything by it yet. */
async function isMadeHere(aws: TrailAws, step: TrailStep, { steps, begun }: RunSoFar): Promise<boolean> {
  const whole = wholeOf(step.kind);
  const made = steps.findIndex(({ kind, target }) => kind === whole && target === step.target);
  return begun.has(made) || (await readState(aws, step, whole)) === null;
}

/** In which way a state is not what it should be. */
export function whyElsewhere({ kind, before, after }: TrailStep, state: Json): string {
  if (kind === "bucket" && state !== null) return "there is such a bucket already";
  if (state !== null && before === null && kind === wholeOf(kind)) return "there is such a thing already";
  if (kind === "trail" && after === null) return "there is a trail of that name again";
  if (state === null) return "it is not there any more";
  return `somebody changed it: ${firstDifference(state, after) ?? "it is another one"}`;
}
