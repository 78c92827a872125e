import type { TrailVerdicts } from "../../model/index.ts";
import { labTrailName } from "../lab/lab-trail.ts";
import { makeTrailPlan } from "../trail/trail-plan.ts";
import { runTrailApply, runTrailDestroy, type TrailRun } from "../trail/trail-run.ts";
import { openLive } from "../verify/verify-open.ts";
import { createVerifySummary, type VerifySummary } from "../verify/verify-summary.ts";
import { verifyTrail } from "../verify/verify-trail.ts";
import type { DemoPlace } from "./demo-account.ts";
import { mustHold, type Story } from "./demo-story.ts";

/** The trail of the first exercise: it records everything, and its files are not signed. */
export const demoTrailName = "lab-trail";

/** Plans the trail of the first exercise and makes it; answers its bucket and how many calls that took. Throws Problems. */
export async function applyDemoTrail(place: DemoPlace): Promise<{ readonly bucket: string; readonly calls: number }> {
  const { connection } = place;
  const plan = await makeTrailPlan({ preset: demoTrailName }, connection);
  const run = await runTrailApply(JSON.stringify(plan), `plan of ${demoTrailName}`, runOptions(place));
  return { bucket: plan.bucket.name, calls: callsOf(run) };
}

/** Takes the trail and its bucket away. Throws Problems. */
export async function destroyDemoTrail(place: DemoPlace): Promise<void> {
  callsOf(await runTrailDestroy(demoTrailName, runOptions(place)));
}

/** Verifies the lab's trail; then a file of it is changed, which must be found. Answers what was found last. Throws Problems. */
export async function proveTrail(
  place: DemoPlace,
  { signedBucket, begunAt }: { readonly signedBucket: string; readonly begunAt: number },
  story: Story,
): Promise<TrailVerdicts> {
  await story.tell("trail verify", async () => {
    const summary = await verifyLabTrail(place, begunAt);
    const { digests, logs } = summary.total().counts;
    mustHold(
      !summary.isBroken() && digests.valid > 0 && logs.valid > 0,
      "what was delivered is as CloudTrail wrote it",
    );
    const waiting = logs.unchecked > 0 ? `, ${logs.unchecked} newer ones wait for the next digest` : "";
    return {
      value: undefined,
      text: `${labTrailName}: ${digests.valid} digests, ${logs.valid} log files valid${waiting}`,
    };
  });
  const changed = await story.tell("sandbox tamper", async () => {
    const key = await place.account.changeLog(signedBucket);
    return { value: key, text: "a call gets another name in one of the log files" };
  });
  return story.tell("trail verify", async () => {
    const summary = await verifyLabTrail(place, begunAt);
    const { counts, first } = summary.total();
    const found = first.find(({ key }) => key === changed);
    mustHold(found !== undefined && counts.logs.invalid === 1, "the changed log file is found, and no other");
    const of = counts.logs.valid + counts.logs.invalid;
    return {
      value: { source: noFile, runs: [{ chains: summary.chains() }] },
      text: `${found?.reason} (${counts.logs.invalid} of ${of} log files)`,
    };
  });
}

/** It was asked in this process, and not read from a file. */
const noFile = { state: "complete", origins: [], gaps: [] } as const;

async function verifyLabTrail({ connection }: DemoPlace, from: number): Promise<VerifySummary> {
  const summary = createVerifySummary();
  for (const { request } of await openLive(labTrailName, { from, to: undefined, concurrency: 8 }, connection)) {
    for await (const verdict of (await verifyTrail(request)).verdicts()) summary.add(verdict);
  }
  return summary;
}

function runOptions({ connection, workspace }: DemoPlace): Parameters<typeof runTrailDestroy>[1] {
  return { connection, workspace, isYes: true, keepsBucket: false, deletesOthers: false };
}

function callsOf({ trail, state, steps }: TrailRun): number {
  if (state === "complete") return steps.filter(({ result }) => result === "done").length;
  const { call, problem } = steps.find(({ result }) => result === "failed") ?? {};
  throw new Error(`demo: ${trail}: ${call ?? "a call"} failed: ${problem?.message ?? "nobody knows why"}`);
}
