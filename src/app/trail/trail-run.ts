import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type { ConnectionOptions } from "../../collect/index.ts";
import { statOf } from "../../logs/index.ts";
import { Problem, type ProblemRecord } from "../../model/index.ts";
import {
  allTrails,
  applyTrail,
  type Clock,
  describeTrailStep,
  destroySteps,
  destroyTrail,
  isLoopback,
  type Journal,
  nextTrailSteps,
  openJournalOf,
  readJournalFileOf,
  readTrailPlan,
  settleMs,
  systemClock,
  type TrailRunReport,
  type TrailStep,
  type TrailTools,
  trailStepSchema,
} from "../../provision/index.ts";
import { makeFolders } from "../make-folders.ts";
import { nearestName } from "../nearest-name.ts";
import { endpointOf, type OpenedTrailAws, openTrailAws } from "./trail-aws.ts";

export interface TrailRunOptions {
  readonly connection: ConnectionOptions;
  /** Without it nothing is written, neither to AWS nor to a file. */
  readonly isYes: boolean;
  /** Where journals of trails are kept. */
  readonly workspace: string;
  /** In place of the one in the workspace. */
  readonly journal?: string;
  readonly clock?: Clock;
}

/** What was done to a trail, or would be. */
export interface TrailRun {
  /** `shown`: nothing was done, since nobody said yes. `stopped`: something failed; what came before it was done. */
  readonly state: "shown" | "complete" | "stopped";
  readonly trail: string;
  readonly journal: string;
  readonly steps: readonly TrailRunStep[];
  /** An earlier run was interrupted; this one goes on with it. */
  readonly isResumed: boolean;
  /** Something was changed now. */
  readonly isChanged: boolean;
  /** What stays, is made again or was warned of, in sentences. */
  readonly notes: readonly string[];
}

export interface TrailRunStep {
  /** `s3:PutBucketPolicy` */
  readonly call: string;
  readonly target: string;
  /** `todo`: it was not begun. `already`: there was nothing to do. */
  readonly result: "todo" | "done" | "already" | "left" | "failed";
  readonly problem?: ProblemRecord;
}

/** Applies a saved plan, or shows what that would do. Throws Problems. */
export async function runTrailApply(text: string, file: string, options: TrailRunOptions): Promise<TrailRun> {
  const plan = readTrailPlan(text, file);
  const connection = { ...options.connection, region: plan.region };
  const aws = await openTrailAws(connection);
  const journal = options.journal ?? journalOf(options, aws.account, plan.region, plan.name);
  try {
    const next = await nextTrailSteps(aws, plan, savedJournal(journal));
    const isResumed = next.resumes !== undefined;
    const notes = [
      ...(next.isMadeAgain ? ["It was applied before, and what is gone since is made again."] : []),
      ...plan.warnings.map((warning) => warning.text),
    ];
    const about = { trail: plan.arn, journal, isResumed, notes };
    if (!options.isYes) {
      const steps = next.steps.map((step, at) => stepOf(step, next.made.has(at) ? "already" : "todo"));
      return { state: "shown", steps, isChanged: false, ...about };
    }
    return await withTools(aws, journal, options, async (tools) => ({
      ...reported(await applyTrail(tools, plan)),
      ...about,
    }));
  } finally {
    aws.connection.close();
  }
}

export interface TrailDestroyOptions extends TrailRunOptions {
  readonly keepsBucket: boolean;
  readonly deletesOthers: boolean;
  readonly bucket?: string;
}

/** Takes a trail and its bucket away, or shows what that would do. Throws Problems. */
export async function runTrailDestroy(nameOrArn: string, options: TrailDestroyOptions): Promise<TrailRun> {
  const [, arnRegion, arnName] = /^arn:[^:]+:cloudtrail:([a-z0-9-]+):\d{12}:trail\/(.+)$/.exec(nameOrArn) ?? [];
  const connection = { ...options.connection, ...(arnRegion !== undefined && { region: arnRegion }) };
  const aws = await openTrailAws(connection);
  const { account, partition, region } = aws;
  const name = arnName ?? nameOrArn;
  const arn = arnName === undefined ? `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}` : nameOrArn;
  const journal = options.journal ?? journalOf(options, account, region, name);
  const { keepsBucket, deletesOthers, bucket, clock = systemClock } = options;
  const asked = { arn, region, keepsBucket, deletesOthers, ...(bucket !== undefined && { bucket }) };
  try {
    const known = savedJournal(journal);
    const next = await destroySteps(aws, asked, known, clock.now());
    const isUnheard = next.steps.length === 0 && next.kept === undefined && known.runs.length === 0;
    if (isUnheard && bucket === undefined) throw await noTrail(name, arn, aws, journal);
    const notes = next.kept === undefined ? [] : [next.kept];
    const about = { trail: arn, journal, isResumed: next.resumes !== undefined, notes };
    if (!options.isYes || next.steps.length === 0) {
      const state = options.isYes ? "complete" : "shown";
      return { state, steps: next.steps.map((step) => stepOf(step, "todo")), isChanged: false, ...about };
    }
    return await withTools(aws, journal, options, async (tools) => ({
      ...reported(await destroyTrail(tools, asked)),
      ...about,
    }));
  } finally {
    aws.connection.close();
  }
}

/** A repeat of `destroy` is harmless; a name that neither AWS nor a journal of ours knows is a mistake. */
async function noTrail(name: string, arn: string, aws: OpenedTrailAws, journal: string): Promise<Problem> {
  const trails = await allTrails(aws, aws.region);
  const names = trails.flatMap((trail) => trail.Name ?? []);
  const nearest = nearestName(name, names);
  const there = names.length === 0 ? "There are no trails." : `There are: ${names.sort().join(", ")}.`;
  return new Problem(
    "input.nothing",
    `There is no trail ${arn}, and none was made or destroyed here under that name.`,
    {
      hint:
        nearest === undefined
          ? `${there} The journal would be ${journal}; --journal names another one.`
          : `Did you mean ${nearest}?`,
    },
  );
}

/** A journal for each trail, and for each place that stands in for AWS. */
function journalOf({ workspace, connection }: TrailRunOptions, account: string, region: string, name: string): string {
  const endpoint = endpointOf(connection);
  const place = endpoint === undefined ? "" : `-${createHash("sha256").update(endpoint).digest("hex").slice(0, 12)}`;
  // A name that no trail can have must not lead out of the folder.
  const safe = name.replace(/[^A-Za-z0-9._-]/g, "_").slice(0, 128);
  return join(workspace, "trails", `${account}-${region}-${safe}${place}.journal`);
}

function savedJournal(file: string): Journal<TrailStep> {
  return statOf(file) === undefined ? { runs: [], wholeBytes: 0 } : readJournalFileOf(file, trailStepSchema);
}

async function withTools(
  aws: OpenedTrailAws,
  file: string,
  { connection, clock = systemClock }: TrailRunOptions,
  work: (tools: TrailTools) => Promise<TrailRun>,
): Promise<TrailRun> {
  makeFolders(dirname(file), 0o700);
  const journal = openJournalOf(file, trailStepSchema);
  const endpoint = endpointOf(connection);
  try {
    const isConsistent = endpoint !== undefined && isLoopback(endpoint);
    return await work({ aws, journal, clock, settleMs: isConsistent ? 0 : settleMs });
  } finally {
    journal.close();
  }
}

function reported({ isComplete, steps, rest }: TrailRunReport): Pick<TrailRun, "state" | "steps" | "isChanged"> {
  const made = steps.map(({ step, ...result }): TrailRunStep => ({ ...describeTrailStep(step), ...result }));
  return {
    state: isComplete ? "complete" : "stopped",
    steps: [...made, ...rest.map((step) => stepOf(step, "todo"))],
    isChanged: made.some(({ result }) => result === "done"),
  };
}

function stepOf(step: TrailStep, result: "todo" | "already"): TrailRunStep {
  return { ...describeTrailStep(step), result };
}
