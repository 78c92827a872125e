import { type ProblemRecord, toProblemRecord } from "../../model/index.ts";
import { type CleanedLab, cleanLab, type LabRun, leftOf, openLabAws, systemClock } from "../../provision/index.ts";
import { asProblem } from "../aws/as-problem.ts";
import { isMadeHere, type LabPlace, labConnection } from "./lab-place.ts";
import type { LabStates } from "./lab-state.ts";
import { destroyLabTrail } from "./lab-trail.ts";

/** What became of one run. */
export interface CleanedRun extends CleanedLab {
  readonly run: LabRun;
  /** All of it is gone, and forgotten. */
  readonly isGone: boolean;
}

export interface LabCleaning {
  readonly runs: readonly CleanedRun[];
  /** ARNs below the lab's path that no run of this workspace made: somebody else's, so that they stay. */
  readonly foreign: readonly string[];
  /** Why that is not known. */
  readonly problems: readonly ProblemRecord[];
}

/** The runs of this workspace that were made in this account. */
export function runsHere(place: LabPlace, states: LabStates): readonly LabRun[] {
  return states.all().filter((run) => isMadeHere(run, place));
}

/** Removes what the runs of this workspace made in this account. A run is forgotten when IAM lists nothing of it any more. */
export async function cleanLabs(place: LabPlace, states: LabStates): Promise<LabCleaning> {
  const lock = states.lock();
  try {
    const cleaned: CleanedRun[] = [];
    for (const run of runsHere(place, states)) cleaned.push(await cleanRun(place, states, run));
    return { runs: cleaned, ...(await foreignOf(place, cleaned)) };
  } finally {
    lock.release();
  }
}

async function cleanRun(place: LabPlace, states: LabStates, run: LabRun): Promise<CleanedRun> {
  const aws = await openLabAws(run, labConnection(place), systemClock);
  try {
    const { removed, left, problems } = await cleanLab(aws, run, place.settleMs);
    const trail = await trailGone(place, states, run);
    const all = { removed: [...removed, ...trail.removed], left, problems: [...problems, ...trail.problems] };
    const isGone = left.length === 0 && all.problems.length === 0;
    if (isGone) states.forget(run);
    return { run, ...all, isGone };
  } finally {
    aws.close();
  }
}

/** Last, so that the trail has all of it; only where the run made it. */
async function trailGone(
  place: LabPlace,
  { workspace }: LabStates,
  { trail }: LabRun,
): Promise<Pick<CleanedLab, "removed" | "problems">> {
  if (!trail.isOurs) return { removed: [], problems: [] };
  try {
    return { removed: await destroyLabTrail(place, workspace), problems: [] };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === "aws.credentials" || problem.code === "aws.unreachable") throw problem;
    return { removed: [], problems: [toProblemRecord(problem)] };
  }
}

async function foreignOf(
  place: LabPlace,
  cleaned: readonly CleanedRun[],
): Promise<Pick<LabCleaning, "foreign" | "problems">> {
  const own = new Set(cleaned.flatMap(({ left }) => left));
  const aws = await openLabAws({ id: "clean" }, labConnection(place), systemClock);
  try {
    return { foreign: (await leftOf(aws)).filter((arn) => !own.has(arn)), problems: [] };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code !== "aws.denied") throw problem;
    return { foreign: [], problems: [toProblemRecord(problem)] };
  } finally {
    aws.close();
  }
}
