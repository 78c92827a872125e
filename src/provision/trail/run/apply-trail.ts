import { Problem } from "../../../model/index.ts";
import type { Journal } from "../../journal/read-journal.ts";
import { deniesPlainHttp } from "../plan/policy-documents.ts";
import type { TrailPlan } from "../plan/trail-plan.ts";
import type { TrailAws } from "../sdk/trail-clients.ts";
import { readState } from "../state/read-state.ts";
import { type TrailStep, wholeOf } from "../step.ts";
import { lookAt, type RunSoFar } from "./look-at-step.ts";
import { beginTrailRun, makeTrailRun, surprised, type TrailRunReport } from "./make-trail-run.ts";
import { drifted, type TrailTools } from "./make-trail-step.ts";

/** What a plan needs now. */
export interface NextTrailSteps {
  readonly steps: readonly TrailStep[];
  /** Of these steps, those that are made already. */
  readonly made: ReadonlySet<number>;
  /** The run of the journal that goes on. */
  readonly resumes?: number;
  /** It was applied, and what it made is gone. */
  readonly isMadeAgain: boolean;
}

/**
 * Looks at what a plan needs now; writes nothing. Throws Problems `plan.drift` when the account is not as the plan says, and
 * `journal.invalid` when a destroy is not finished.
 */
export async function nextTrailSteps(
  aws: TrailAws,
  plan: TrailPlan,
  journal: Journal<TrailStep>,
): Promise<NextTrailSteps> {
  refuseOtherPlace(aws, plan);
  const last = journal.runs.at(-1);
  const isOpen = last !== undefined && !last.ended.has("do");
  if (isOpen && last.purpose === "trail-destroy") {
    throw new Problem("journal.invalid", "A destroy of this trail was begun and is not finished.", {
      hint: "Nothing was changed. Run trail destroy again, then apply.",
    });
  }
  const isOurs = last?.purpose === "trail-apply" && last.plan === plan.sha256;
  const resumes = isOpen && isOurs ? last : undefined;
  const isDone = !isOpen && isOurs;
  const { made, surprises } = await lookAtAll(aws, { steps: plan.steps, begun: resumes?.begun ?? new Set() }, isDone);
  if (surprises.length > 0) throw surprised(surprises);
  return {
    steps: plan.steps,
    made,
    isMadeAgain: isDone && made.size < plan.steps.length,
    ...(resumes !== undefined && { resumes: resumes.number }),
  };
}

/** `isDone`: all of it was made once, so that what is there and is not so was changed by somebody. */
async function lookAtAll(
  aws: TrailAws,
  run: RunSoFar,
  isDone: boolean,
): Promise<{ readonly made: ReadonlySet<number>; readonly surprises: readonly string[] }> {
  const made = new Set<number>();
  const surprises: string[] = [];
  for (const [index, step] of run.steps.entries()) {
    const seen = await lookAt(aws, step, run);
    if (seen.at === "after") made.add(index);
    else if (seen.at === "elsewhere") surprises.push(drifted(step, seen.why).message);
    else if (isDone && (await isThere(aws, step))) surprises.push(drifted(step, "it was changed back since").message);
  }
  return { made, surprises };
}

/**
 * Applies a plan, or goes on where an earlier apply was interrupted; a repeat changes nothing. What was made and is gone as a
 * whole is made again. See {@link nextTrailSteps} for what it throws.
 */
export async function applyTrail(tools: TrailTools, plan: TrailPlan): Promise<TrailRunReport> {
  const { steps, made, resumes } = await nextTrailSteps(tools.aws, plan, tools.journal.read());
  if (resumes !== undefined) return makeTrailRun(tools, resumes);
  if (made.size === steps.length) {
    return { isComplete: true, steps: steps.map((step) => ({ result: "already", step })), rest: [] };
  }
  return beginTrailRun(tools, "trail-apply", plan.sha256, steps);
}

/** Whether the thing itself is there that a setting belongs to. */
async function isThere(aws: TrailAws, step: TrailStep): Promise<boolean> {
  return (await readState(aws, step, wholeOf(step.kind))) !== null;
}

function refuseOtherPlace({ account, isPlainHttp }: TrailAws, plan: TrailPlan): void {
  const locksOut = plan.steps.some(({ kind, after }) => kind === "bucket-policy" && deniesPlainHttp(after));
  const why =
    plan.account !== account
      ? `The plan is for account ${plan.account}, and these are credentials of ${account}.`
      : isPlainHttp && locksOut
        ? "The plan denies access without TLS, and this endpoint has none: nobody could reach the bucket any more."
        : !isPlainHttp && plan.isPlainHttp
          ? "The plan was made for an endpoint without TLS, so that its bucket policy does not ask for it."
          : undefined;
  if (why !== undefined)
    throw new Problem("plan.drift", why, { hint: "Nothing was changed. Make a plan for this account." });
}
