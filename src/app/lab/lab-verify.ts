import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Problem } from "../../model/index.ts";
import { type LabActivity, type LabRun, labActivities, peopleOf } from "../../provision/index.ts";
import type { LabActivityResult } from "../../report/index.ts";
import type { RuleSet } from "../../sigma/index.ts";
import { asProblem } from "../aws/as-problem.ts";
import { detectEvents } from "../detect/detect-events.ts";
import { loadRules } from "../rules/load-rules.ts";
import { isOfActivity, type LabEvent } from "./lab-events.ts";
import { type LabFiles, openLabFiles } from "./lab-files.ts";
import { type LabHistory, openLabHistory } from "./lab-history.ts";
import type { LabPlace } from "./lab-place.ts";
import { tickSandbox } from "./lab-tick.ts";
import { findLabTrail, labTrailName } from "./lab-trail.ts";

export interface LabVerification {
  readonly run: LabRun;
  /** One for each activity, in their order. */
  readonly lines: readonly LabActivityResult[];
  /** Every activity that was done is in Event history and in the trail. */
  readonly isComplete: boolean;
  readonly notes: readonly string[];
  /** What could not be asked. */
  readonly problems: readonly Problem[];
}

export interface LabVerifyOptions {
  /** How long to wait for what is not there yet. */
  readonly timeoutMs: number;
  /** The rules that are asked; else those of this package. */
  readonly rules?: RuleSet;
  readonly onWait?: (missing: number) => void;
  readonly wait?: (ms: number) => Promise<void>;
}

/** Waits until all that a run did is in Event history and in the trail's files, or time is over. */
export async function verifyLab(place: LabPlace, run: LabRun, options: LabVerifyOptions): Promise<LabVerification> {
  const notes: string[] = [];
  const problems: Problem[] = [];
  const trail = await orProblem(problems, () => findLabTrail(place));
  if (trail === undefined && problems.length === 0) notes.push(`There is no trail ${labTrailName} in this region.`);
  const folder = mkdtempSync(join(tmpdir(), "trailproof-lab-"));
  try {
    const files = trail && (await orProblem(problems, () => openLabFiles(place, trail, run, folder)));
    const sightings = await lookUntilFound(place, run, files, options, { notes, problems });
    return { ...(await conclude(run, sightings, folder, options.rules)), notes: [...notes, ...leftOut(run)], problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was seen of one activity so far, by event id. */
interface Sighting {
  readonly activity: LabActivity;
  readonly expected: number;
  readonly inHistory: Map<string, LabEvent & { readonly seenAt: number }>;
  readonly inTrail: Map<string, LabEvent & { readonly storedAt?: number }>;
}

async function lookUntilFound(
  place: LabPlace,
  run: LabRun,
  files: LabFiles | undefined,
  { timeoutMs, onWait, wait = sleep }: LabVerifyOptions,
  { notes, problems }: { readonly notes: string[]; readonly problems: Problem[] },
): Promise<readonly Sighting[]> {
  const sightings = sightingsOf(run);
  let look: Look = { run, place, sightings, problems, history: openLabHistory(place), files };
  let waited = 0;
  for (let round = 0; ; round += 1) {
    look = { ...look, history: await lookInHistory(look), files: await lookInTrail(look) };
    const { history: asked, files: read } = look;
    const missing = sightings.filter(
      ({ expected, inHistory, inTrail }) =>
        (asked !== undefined && inHistory.size < expected) || (read !== undefined && inTrail.size < expected),
    );
    if (missing.length === 0 || waited >= timeoutMs) return sightings;
    onWait?.(missing.length);
    if (place.loopback !== undefined && round < mostTicks && (await tickSandbox(place.loopback, tickMs))) {
      if (round === 0) notes.push("The sandbox's clock was moved on, so that its trail delivers.");
      continue;
    }
    const pause = Math.min(firstPauseMs * 1.5 ** round, longestPauseMs);
    await wait(Math.min(pause, Math.max(timeoutMs - waited, 1)));
    waited += pause;
  }
}

interface Look {
  readonly run: LabRun;
  readonly place: LabPlace;
  readonly sightings: readonly Sighting[];
  readonly problems: Problem[];
  /** Undefined: it cannot be asked. */
  readonly history: LabHistory | undefined;
  readonly files: LabFiles | undefined;
}

/** Answers the history, where it may be asked again. */
async function lookInHistory({ history, ...look }: Look): Promise<LabHistory | undefined> {
  if (history === undefined) return undefined;
  const { run, place, sightings, problems } = look;
  const since = Date.parse(run.startedAt) - 60_000;
  for (const sighting of sightings.filter(({ expected, inHistory }) => inHistory.size < expected)) {
    const { outcome, activity } = sighting.activity;
    const name = peopleOf(run).actor(activity);
    const found = await orProblem(problems, () => history.eventsOf(name, since, outcome ? "sign-in" : "api"));
    if (found === undefined) return undefined;
    const seenAt = Date.now() + place.clockOffsetMs;
    note(found, run, [sighting], (event) => sighting.inHistory.set(event.id, { ...event, seenAt }));
  }
  return history;
}

async function lookInTrail({ files, run, sightings, problems }: Look): Promise<LabFiles | undefined> {
  const found = files && (await orProblem(problems, () => files.more()));
  note(found ?? [], run, sightings, (event, { inTrail }) => inTrail.set(event.id, event));
  return found && files;
}

const firstPauseMs = 5_000;
const longestPauseMs = 30_000;
/** Files are delivered every five minutes. */
const tickMs = 5 * 60_000;
const mostTicks = 4;

function sightingsOf(run: LabRun): readonly Sighting[] {
  return labActivities.map((activity) => {
    const done = run.activities.find((one) => one.activity === activity.activity);
    return { activity, expected: done?.state === "skipped" ? 0 : 1, inHistory: new Map(), inTrail: new Map() };
  });
}

function note<E extends LabEvent>(
  events: readonly E[],
  run: LabRun,
  sightings: readonly Sighting[],
  add: (event: E, sighting: Sighting) => void,
): void {
  for (const event of events) {
    const sighting = sightings.find(({ activity }) => isOfActivity(event, run, activity));
    if (sighting !== undefined) add(event, sighting);
  }
}

async function conclude(
  run: LabRun,
  sightings: readonly Sighting[],
  folder: string,
  rules: RuleSet | undefined,
): Promise<Pick<LabVerification, "run" | "lines" | "isComplete">> {
  const titles = await firedOn(folder, sightings, rules ?? loadRules([], { builtin: true, lean: true }));
  const lines = sightings.map(({ activity, expected, inHistory, inTrail }): LabActivityResult => {
    const ids = new Set([...inTrail.keys(), ...inHistory.keys()]);
    return {
      activity: activity.activity,
      eventName: activity.eventName,
      expected,
      foundInEventHistory: inHistory.size,
      foundInTrail: inTrail.size,
      detections: [...new Set([...ids].flatMap((id) => titles.get(id) ?? []))].sort(),
      secondsToVisible: secondsOf(inHistory, inTrail),
    };
  });
  const isComplete = lines.every(
    ({ expected, foundInEventHistory, foundInTrail }) => foundInEventHistory >= expected && foundInTrail >= expected,
  );
  return { run, lines, isComplete };
}

function leftOut({ activities }: LabRun): readonly string[] {
  return activities.flatMap(({ activity, state, reason = "" }) =>
    state === "skipped" ? [`${activity} was left out: ${reason}.`] : [],
  );
}

function secondsOf(inHistory: Sighting["inHistory"], inTrail: Sighting["inTrail"]): number | null {
  const [delivered] = inTrail.values();
  const [seen] = inHistory.values();
  const visibleAt = delivered?.storedAt ?? seen?.seenAt;
  const event = delivered ?? seen;
  if (event === undefined || visibleAt === undefined) return null;
  return Math.max(0, Math.round((visibleAt - Date.parse(event.time)) / 1000));
}

/** Titles of rules by the id of the event that they fired on. What the trail has not delivered is taken from Event history. */
async function firedOn(
  folder: string,
  sightings: readonly Sighting[],
  rules: RuleSet,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const late = sightings.flatMap(({ inHistory, inTrail }) =>
    [...inHistory.values()].filter(({ id }) => !inTrail.has(id)).map(({ record }) => record),
  );
  writeFileSync(join(folder, "history.json"), JSON.stringify({ Records: late }), { mode: 0o600 });
  const { detections } = await detectEvents({ paths: [folder], rules, workers: 1 });
  const titles = new Map<string, string[]>();
  for (const { rule, events } of detections) {
    for (const { eventId } of events) {
      const known = titles.get(eventId) ?? [];
      known.push(rule.title);
      titles.set(eventId, known);
    }
  }
  return titles;
}

/** One thing that cannot be asked does not keep the others; without credentials or network nothing can. */
async function orProblem<T>(problems: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === "aws.credentials" || problem.code === "aws.unreachable") throw problem;
    problems.push(problem);
    return undefined;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
