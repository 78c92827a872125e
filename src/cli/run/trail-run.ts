import { readInput } from "../../app/read-input.ts";
import { runTrailApply, runTrailDestroy, type TrailRun } from "../../app/trail/trail-run.ts";
import { workspaceFolder } from "../../app/workspace.ts";
import { renderRightsizeRun } from "../../report/index.ts";
import type { Io } from "../io.ts";
import { printProblem } from "../problems.ts";
import { type TrailAwsOptions, trailTerminal, withTrailTarget } from "./trail-connection.ts";

interface TrailRunCommandOptions extends TrailAwsOptions {
  readonly yes?: boolean;
  readonly journal?: string;
  readonly workspace?: string;
  readonly output: "table" | "json";
}

export interface TrailApplyCommandOptions extends TrailRunCommandOptions {
  readonly plan: string;
}

export interface TrailDestroyCommandOptions extends TrailRunCommandOptions {
  readonly keepBucket?: boolean;
  readonly deleteOtherObjects?: boolean;
  readonly bucket?: string;
}

/** `trail apply`: 2 when the plan was edited, 4 when the account is not as it says or a call fails. */
export async function runApply(options: TrailApplyCommandOptions, io: Io): Promise<number> {
  return withTrailTarget(options, io, async (connection) => {
    const { bytes } = await readInput(options.plan, maxPlanBytes, new Date());
    const run = await runTrailApply(new TextDecoder().decode(bytes), options.plan, {
      connection,
      ...runOptions(options, io),
    });
    const next =
      run.state === "complete"
        ? [`See what it does: trailproof trail status ${nameOf(run)}`]
        : run.state === "stopped"
          ? ["Run it again to go on; what was done stays so."]
          : [];
    return told(run, next, options, io);
  });
}

/** `trail destroy`: 4 when there is no such trail, somebody else uses the bucket, or a call fails. */
export async function runDestroy(name: string, options: TrailDestroyCommandOptions, io: Io): Promise<number> {
  return withTrailTarget(options, io, async (connection) => {
    const run = await runTrailDestroy(name, {
      connection,
      ...runOptions(options, io),
      keepsBucket: options.keepBucket === true,
      deletesOthers: options.deleteOtherObjects === true,
      ...(options.bucket !== undefined && { bucket: options.bucket }),
    });
    return told(run, run.state === "stopped" ? ["Run it again to go on."] : [], options, io);
  });
}

/** A plan has some dozens of documents. */
const maxPlanBytes = 16 * 2 ** 20;

function runOptions(
  { yes, journal, workspace }: TrailRunCommandOptions,
  io: Io,
): { readonly isYes: boolean; readonly workspace: string; readonly journal?: string } {
  return {
    isYes: yes === true,
    workspace: workspaceFolder(workspace, io.env),
    ...(journal !== undefined && { journal }),
  };
}

function told(run: TrailRun, next: readonly string[], options: TrailRunCommandOptions, io: Io): number {
  if (options.output === "json") {
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, kind: "trail-run", ...run }, null, 2)}\n`);
  } else {
    const isSame = run.state === "complete" && !run.isChanged;
    const lines = [
      ...(run.isResumed ? ["An earlier run was interrupted; this goes on with it."] : []),
      ...(isSame ? ["Nothing had to be changed."] : []),
      ...run.notes.map((note) => `Note: ${note}`),
      ...next,
    ];
    io.stdout.write(renderRightsizeRun({ ...run, next: lines }, trailTerminal(options, io)));
  }
  const failed = run.steps.find(({ result }) => result === "failed");
  if (failed?.problem !== undefined) printProblem(io.stderr, failed.problem, "error");
  return run.state === "stopped" ? 4 : 0;
}

function nameOf({ trail }: TrailRun): string {
  return trail.slice(trail.lastIndexOf("/") + 1);
}
