import { openCloudTrail, type TrailPlace } from "../../logs/index.ts";
import { Problem } from "../../model/index.ts";
import { makeTrailPlan } from "../trail/trail-plan.ts";
import { runTrailApply, runTrailDestroy, type TrailRun, type TrailRunOptions } from "../trail/trail-run.ts";
import type { LabPlace } from "./lab-place.ts";
import { labConnection } from "./lab-place.ts";

/** The trail of the second exercise. */
export const labTrailName = "iam-trail-demo";

/** Undefined: the account has no trail of that name in this region. Throws Problems. */
export async function findLabTrail(place: LabPlace): Promise<TrailPlace | undefined> {
  const cloudTrail = await openCloudTrail(labConnection(place));
  const trails = await cloudTrail.trails(labTrailName);
  return trails.find(({ name }) => name === labTrailName);
}

/** Makes the trail with a bucket of its own, as `trail plan --preset iam-trail-demo` and `trail apply` do. Throws Problems. */
export async function makeLabTrail(place: LabPlace, workspace: string): Promise<void> {
  const options = optionsOf(place, workspace);
  const plan = await makeTrailPlan({ preset: labTrailName }, options.connection);
  refuseStopped(await runTrailApply(JSON.stringify(plan), `plan of ${labTrailName}`, options));
}

/** Takes both away again, also what was made of them by half. Answers the ARNs of what went. Throws Problems. */
export async function destroyLabTrail(place: LabPlace, workspace: string): Promise<readonly string[]> {
  const options = { ...optionsOf(place, workspace), keepsBucket: false, deletesOthers: false };
  const run = await runTrailDestroy(labTrailName, options);
  refuseStopped(run);
  return run.steps.flatMap(({ call, target }) => {
    if (call === "cloudtrail:DeleteTrail") return [run.trail];
    return call === "s3:DeleteBucket" ? [`arn:${place.partition}:s3:::${target.replace(/^bucket /, "")}`] : [];
  });
}

function optionsOf({ connection: { options, region } }: LabPlace, workspace: string): TrailRunOptions {
  return { connection: { ...options, region }, isYes: true, workspace };
}

function refuseStopped({ state, steps }: TrailRun): void {
  if (state !== "stopped") return;
  const failed = steps.find(({ problem }) => problem !== undefined);
  const { code, message, hint } = failed?.problem ?? {
    code: "aws.refused" as const,
    message: "The trail was not made.",
    hint: undefined,
  };
  throw new Problem(code, message, hint === undefined ? {} : { hint });
}
