import type { LabRun } from "../../provision/index.ts";
import type { RuleSet } from "../../sigma/index.ts";
import { cleanLabs } from "../lab/lab-clean.ts";
import type { LabPlace } from "../lab/lab-place.ts";
import { runLabOnce } from "../lab/lab-run.ts";
import { type LabStates, labStates } from "../lab/lab-state.ts";
import { findLabTrail, labTrailName } from "../lab/lab-trail.ts";
import { type LabVerification, verifyLab } from "../lab/lab-verify.ts";
import type { DemoPlace } from "./demo-account.ts";
import { collectDemo, compareAccounts, type DemoSnapshot } from "./demo-collect.ts";
import { copyLogs } from "./demo-logs.ts";
import { mustHold, type Story } from "./demo-story.ts";
import { applyDemoTrail, demoTrailName, destroyDemoTrail } from "./demo-trail.ts";

/** Fills the account with people, and collects it as it is before anything is done to it. */
export async function seedAccount(place: DemoPlace, story: Story): Promise<DemoSnapshot> {
  await story.tell("sandbox seed", async () => {
    const people = await place.account.seed();
    return {
      value: undefined,
      text: `AeroSecure: ${people} people, 30 days of their work`,
    };
  });
  return story.tell("collect", async () => {
    const value = await collectDemo(place, ["core", "trail"]);
    const { identities, trails = [] } = value.snapshot;
    const [users, roles] = [identities?.users.length ?? 0, identities?.roles.length ?? 0];
    return {
      value,
      text: `before: ${users} users, ${roles} roles, ${trails.length} trails; ${value.calls} calls`,
    };
  });
}

/** What was done to the account. */
export interface DemoExercise {
  readonly run: LabRun;
  readonly states: LabStates;
  /** The bucket of the trail whose files are signed. */
  readonly signedBucket: string;
  /** Milliseconds since 1970: before anything was delivered. */
  readonly begunAt: number;
}

/** Makes the trail of the first exercise, does the second one, and lets time pass until all of it is delivered. */
export async function exerciseAccount(place: DemoPlace, lab: LabPlace, story: Story): Promise<DemoExercise> {
  const { account, logs, workspace } = place;
  const begunAt = account.now();
  const bucket = await story.tell("trail apply", async () => {
    const made = await applyDemoTrail(place);
    return { value: made.bucket, text: `${demoTrailName}, ${made.calls} calls: records everything, signs nothing` };
  });
  const states = labStates(workspace);
  const { run, signedBucket } = await story.tell("lab run", async () => {
    const done = await runLabOnce(lab, states, { isLive: false });
    const count = done.activities.filter(({ state }) => state === "done").length;
    const trail = await findLabTrail(lab);
    mustHold(done.isComplete && trail?.validates === true, "the lab ran to its end, below a trail with signed files");
    return {
      value: { run: done, signedBucket: trail?.bucket ?? "" },
      text: `${count} activities, each by a user of its own`,
    };
  });
  await story.tell("sandbox tick", async () => {
    await account.tick(2 * hourMs);
    const files = [await copyLogs(place, bucket, logs), await copyLogs(place, signedBucket, logs)];
    const [delivered, digests] = [sumOf(files.map((one) => one.logs)), sumOf(files.map((one) => one.digests))];
    return {
      value: undefined,
      text: `2 hours pass: ${delivered} log files, ${digests} signed digests`,
    };
  });
  return { run, states, signedBucket, begunAt };
}

const hourMs = 3_600_000;

/** Looks for the activities in Event history and in what was delivered. */
export function findActivities(lab: LabPlace, run: LabRun, rules: RuleSet, story: Story): Promise<LabVerification> {
  return story.tell("lab verify", async () => {
    const value = await verifyLab(lab, run, { rules, timeoutMs: 10_000 });
    const [problem] = value.problems;
    if (problem !== undefined) throw problem;
    mustHold(value.isComplete, "each activity is in Event history and in the trail's files");
    mustHold(
      value.lines.every(({ detections }) => detections.length > 0),
      "a rule fires on each activity",
    );
    const fired = new Set(value.lines.flatMap(({ detections }) => detections));
    return {
      value,
      text: `${value.lines.length} of ${value.lines.length} found in history and trail, ${fired.size} rules fired`,
    };
  });
}

/** Takes everything away again, and proves it. */
export async function leaveNothing(
  place: DemoPlace,
  { lab, states, before }: { readonly lab: LabPlace; readonly states: LabStates; readonly before: DemoSnapshot },
  story: Story,
): Promise<void> {
  await story.tell("trail destroy", async () => {
    await destroyDemoTrail(place);
    return { value: undefined, text: `${demoTrailName}, its bucket and its files are gone` };
  });
  await story.tell("lab clean", async () => {
    const { runs, foreign } = await cleanLabs(lab, states);
    mustHold(
      runs.length > 0 && runs.every(({ isGone }) => isGone) && foreign.length === 0,
      "nothing of the lab is left",
    );
    const removed = sumOf(runs.map((one) => one.removed.length));
    return {
      value: undefined,
      text: `${removed} things removed, ${labTrailName} among them`,
    };
  });
  await story.tell("collect", async () => {
    const after = await collectDemo(place, ["core", "trail"]);
    const { compared, different } = compareAccounts(before, after);
    mustHold(different.length === 0, `the account is as before, but for ${different.join(", ")}`);
    const kinds = [...compared].map(([kind, count]) => `${count} ${kind}`);
    return { value: undefined, text: `as before, all the same: ${kinds.join(", ")}` };
  });
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
