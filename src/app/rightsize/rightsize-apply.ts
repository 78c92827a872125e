import { statOf } from "../../logs/index.ts";
import { Problem, type ProblemCode, type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import {
  applyPlan,
  assumedSteps,
  createIam,
  describeStep,
  type IamOptions,
  iamRegion,
  type Journal,
  type LiveIam,
  nextSteps,
  openJournal,
  type PlanToApply,
  type RunReport,
  type RunTools,
  readJournalFile,
  refuseExpired,
  rollback,
  type Step,
  settleMs,
  systemClock,
  undoSteps,
} from "../../provision/index.ts";
import { type ApplicablePlan, applicablePlan } from "./rightsize-changes.ts";

export interface RightsizeApplyOptions extends Pick<IamOptions, "endpointUrl" | "profile"> {
  /** Without it nothing is written, neither to AWS nor to a file. */
  readonly isYes: boolean;
  /** A Deny of what the plan removes, instead of the removal. */
  readonly isCanary?: boolean;
  readonly acceptsExpired?: boolean;
  /** Managed policies of which nothing is left are detached, if the plan says so; without it such a plan is refused. */
  readonly detaches?: boolean;
  /** Else the plan's own, see {@link journalOf}. */
  readonly journal?: string;
}

export interface RightsizeRollbackOptions extends Pick<IamOptions, "endpointUrl" | "profile"> {
  readonly isYes: boolean;
  /** Also where somebody changed since what was applied. */
  readonly isForced?: boolean;
}

/** What was done, or would be. */
export interface RightsizeRun {
  /** `shown`: nothing was done, since nobody said yes. `stopped`: something failed; what came before it was done. */
  readonly state: "shown" | "complete" | "stopped";
  readonly journal: string;
  readonly steps: readonly RunStep[];
  /** An earlier run was interrupted; this one goes on with it. */
  readonly isResumed: boolean;
  /** Managed policies would be detached, which is not done before it is asked for. */
  readonly needsDetach?: true;
  /** Why what is shown was not compared with the account. */
  readonly unseen?: ProblemRecord;
}

export interface RunStep {
  /** As IAM's API calls it, `PutRolePolicy`. */
  readonly call: string;
  readonly target: string;
  /** `todo`: it was not begun. `already`: there was nothing to do. `left`: not made on purpose, `problem` says why. */
  readonly result: "todo" | "done" | "already" | "left" | "failed";
  readonly problem?: ProblemRecord;
}

/** Where the journal of a plan is unless another place is named. */
export function journalOf(planFile: string): string {
  return `${planFile}.journal`;
}

/** Applies a saved plan, or shows what that would do. Throws Problems, see {@link exitOf}. */
export async function applyRightsize(
  text: string,
  file: string,
  options: RightsizeApplyOptions,
): Promise<RightsizeRun> {
  const plan = applicablePlan(text, file, options.isCanary === true);
  const journal = options.journal ?? journalOf(file);
  const problem = options.isCanary === true || options.detaches === true ? undefined : detaching(plan, file);
  if (!options.isYes) {
    return { ...(await showApply(plan, journal, options)), ...(problem && { needsDetach: true }) };
  }
  if (problem !== undefined) throw problem;
  if (options.acceptsExpired !== true) refuseExpired(plan, systemClock.now());
  const iam = await iamFor(plan.principal, options);
  return withJournal(iam, journal, async (tools) => {
    const isResumed = tools.journal.read().runs.at(-1)?.ended.size === 0;
    const report = await applyPlan(tools, plan, { acceptsExpired: options.acceptsExpired === true });
    return { ...runOf(report, journal), isResumed };
  });
}

/** Why a plan that detaches managed policies, with nothing to take their place, is not applied. */
function detaching({ changes }: PlanToApply, file: string): Problem | undefined {
  const [first, ...more] = changes.filter((change) => change.kind === "detach");
  if (first === undefined) return undefined;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return new Problem(
    "cli.usage",
    `The plan detaches policy ${first.policy} from ${first.holder.arn}${others}, which is done only when it is asked for.`,
    {
      location: { file },
      hint: "Nothing was changed. Nothing of such a policy was used: add --detach, or plan again and --protect what it allows.",
    },
  );
}

/** Takes back what a journal tells of, or shows what that would do. Throws Problems, see {@link exitOf}. */
export async function rollbackRightsize(journal: string, options: RightsizeRollbackOptions): Promise<RightsizeRun> {
  const known = readJournalFile(journal);
  if (!options.isYes) return shown(undoSteps(known), journal, false);
  const [arn = ""] = known.runs.flatMap(({ steps }) =>
    steps.map((step) => ("holder" in step ? step.holder.arn : step.policy)),
  );
  const iam = await iamFor(arn, options);
  return withJournal(iam, journal, async (tools) => {
    return runOf(await rollback(tools, { isForced: options.isForced === true }), journal);
  });
}

/**
 * 4: the job could not be done, as AWS or the account is. 2: an input is wrong, such as a plan that was edited or is too old.
 * 3 is for gates and for what only verifies.
 */
export function exitOf(code: ProblemCode): 2 | 4 {
  return code.startsWith("aws.") || undoable.includes(code) ? 4 : 2;
}

const undoable: readonly ProblemCode[] = ["plan.drift", "journal.locked", "output.unwritable"];

async function showApply(plan: ApplicablePlan, file: string, options: RightsizeApplyOptions): Promise<RightsizeRun> {
  const journal: Journal = statOf(file) === undefined ? { runs: [], wholeBytes: 0 } : readJournalFile(file);
  try {
    const { steps, resumes } = await nextSteps(await iamFor(plan.principal, options), plan, journal);
    return shown(steps, file, resumes !== undefined);
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== "aws.credentials" && error.code !== "aws.unreachable"))
      throw error;
    return { ...shown(assumed(plan), file, false), unseen: toProblemRecord(error) };
  }
}

/** Of a canary without an account to ask, it is not known in which form it fits. */
function assumed({ changes, plan, canary }: PlanToApply): readonly Step[] {
  return canary === undefined ? assumedSteps(changes, plan) : [];
}

function iamFor(arn: string, { endpointUrl, profile }: Pick<IamOptions, "endpointUrl" | "profile">): Promise<LiveIam> {
  const named = { ...(endpointUrl !== undefined && { endpointUrl }), ...(profile !== undefined && { profile }) };
  return createIam({ ...named, region: iamRegion(arn) });
}

async function withJournal(
  iam: LiveIam,
  file: string,
  work: (tools: RunTools) => Promise<RightsizeRun>,
): Promise<RightsizeRun> {
  const journal = openJournal(file);
  try {
    return await work({ iam, journal, clock: systemClock, settleMs: iam.isEventuallyConsistent ? settleMs : 0 });
  } finally {
    journal.close();
  }
}

function shown(steps: readonly Step[], journal: string, isResumed: boolean): RightsizeRun {
  return {
    state: "shown",
    journal,
    steps: steps.map((step) => ({ ...describeStep(step), result: "todo" })),
    isResumed,
  };
}

function runOf({ isComplete, steps, rest }: RunReport, journal: string): RightsizeRun {
  const made = steps.map(({ step, ...result }): RunStep => ({ ...describeStep(step), ...result }));
  const left = rest.map((step): RunStep => ({ ...describeStep(step), result: "todo" }));
  return { state: isComplete ? "complete" : "stopped", journal, steps: [...made, ...left], isResumed: false };
}
