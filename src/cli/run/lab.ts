import { cleanLabs, type LabCleaning, runsHere } from "../../app/lab/lab-clean.ts";
import type { LabPlace } from "../../app/lab/lab-place.ts";
import { runLabOnce } from "../../app/lab/lab-run.ts";
import { findLabTrail, labTrailName } from "../../app/lab/lab-trail.ts";
import { Problem } from "../../model/index.ts";
import type { Io } from "../io.ts";
import { printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { sanitizeTerminalLines } from "../terminal-lines.ts";
import { inLab, type LabOptions } from "./lab-place.ts";

export interface LabRunCommandOptions extends LabOptions {
  readonly yes?: boolean;
  readonly live?: boolean;
}

export interface LabCleanOptions extends LabOptions {
  readonly yes?: boolean;
}

/** `lab run`: does the activities; on AWS without --yes it says what it would do. */
export function runLabRun(options: LabRunCommandOptions, io: Io): Promise<number> {
  return inLab(options, io, async (place, states) => {
    if (!place.isSandbox && options.yes !== true) {
      const trail = await findLabTrail(place);
      const plan = planLines(place, trail !== undefined, options.live === true);
      io.stdout.write(options.output === "table" ? sanitizeTerminalLines(plan) : planJson(place, plan));
      return 0;
    }
    const progress = startProgress(io, options);
    try {
      const run = await runLabOnce(place, states, {
        isLive: options.live === true,
        onTrail: () => progress.show(`making the trail ${labTrailName}`),
        onActivity: (activity, state) => progress.show(`${activity}: ${state}`),
      });
      progress.done();
      const lines = [
        `Run ${run.id} in account ${run.account}`,
        ...(run.trail.isOurs
          ? [`The trail ${run.trail.name} was not there and was made; lab clean takes it away again.`]
          : []),
        ...run.activities.map(({ activity, state, reason }) =>
          reason === undefined ? `  ${activity.padEnd(22)} ${state}` : `  ${activity.padEnd(22)} ${state}: ${reason}`,
        ),
        "",
        "A key cannot be made old: the one of this run is young today. A sandbox's clock can be moved: trailproof sandbox tick 100d",
        "Next: trailproof lab verify, then trailproof lab clean",
      ];
      io.stdout.write(renderRun(run, lines, options.output));
      return 0;
    } catch (error) {
      progress.done();
      if (error instanceof Problem && runsHere(place, states).length > 0) {
        io.stderr.write("The run stopped. What it made until then is removed by: trailproof lab clean\n");
      }
      throw error;
    }
  });
}

/** `lab clean`: 4 when something is left. */
export function runLabClean(options: LabCleanOptions, io: Io): Promise<number> {
  return inLab(options, io, async (place, states) => {
    const runs = runsHere(place, states);
    if (!place.isSandbox && options.yes !== true) {
      const lines = runs.map(({ id, startedAt }) => `  run ${id} of ${startedAt}: all below /trailproof-lab/${id}/`);
      const head =
        runs.length === 0
          ? `No run of this workspace was made in account ${place.account}.`
          : `This would be removed from account ${place.account}, with --yes:`;
      io.stdout.write(sanitizeTerminalLines([head, ...lines]));
      return 0;
    }
    const cleaning = await cleanLabs(place, states);
    for (const { problems } of [...cleaning.runs, cleaning]) printProblems(io.stderr, problems, 20);
    io.stdout.write(
      options.output === "json"
        ? `${JSON.stringify(cleanJson(cleaning), null, 2)}\n`
        : sanitizeTerminalLines(cleanLines(cleaning, place)),
    );
    return cleaning.runs.every(({ isGone }) => isGone) ? 0 : 4;
  });
}

function planLines({ account, callerArn }: LabPlace, hasTrail: boolean, isLive: boolean): readonly string[] {
  return [
    `With --yes this is done in account ${account}, as ${callerArn}:`,
    "  Made in IAM below the path /trailproof-lab/: up to 13 users (6 keys and rights for one call each, the others denied",
    "  everything), 1 role that one of them may assume, 1 virtual MFA device. Keys and passwords are forgotten when the run ends.",
    isLive
      ? "  Console sign-in to AWS: one that succeeds and one that fails, of two users made for it."
      : "  Console sign-in is left out: it needs --live.",
    "  AdministratorAccess is attached, for a moment, to a user without credentials whose permissions boundary denies everything.",
    hasTrail
      ? `  The trail ${labTrailName} is there and is used as it is.`
      : `  There is no trail ${labTrailName} in this region: it is made, multi-region, with a bucket of its own, and goes by lab clean.`,
    "Cost: IAM, STS, sign-in and Event history are free. The trail's first copy of management events is free, a second trail's",
    "costs 2 USD for 100,000 events; its files in S3 are a few kilobytes.",
    "The activities look like an attack, on purpose: tell whoever watches this account. `trailproof lab clean` removes everything.",
  ];
}

function renderRun(
  run: Awaited<ReturnType<typeof runLabOnce>>,
  lines: readonly string[],
  output: LabOptions["output"],
): string {
  if (output === "json") return `${JSON.stringify(run, null, 2)}\n`;
  if (output === "jsonl") return run.activities.map((line) => `${JSON.stringify(line)}\n`).join("");
  return sanitizeTerminalLines(lines);
}

/** What would be done, for who reads it by a program: one line, in `json` and in `jsonl`. */
function planJson({ account, callerArn }: LabPlace, lines: readonly string[]): string {
  const caller = { account, callerArn };
  return `${JSON.stringify({ schemaVersion: 1, kind: "lab-plan", isDone: false, ...caller, text: lines.join("\n") })}\n`;
}

function cleanLines({ runs, foreign }: LabCleaning, { account }: LabPlace): readonly string[] {
  const told = runs.flatMap(({ run, removed, left, isGone }) => [
    isGone
      ? `Run ${run.id}: ${removed.length} removed, and IAM lists nothing of it any more`
      : `Run ${run.id}: ${removed.length} removed; NOT everything is known to be gone`,
    ...left.map((arn) => `  left: ${arn}`),
  ]);
  return [
    ...(told.length === 0
      ? [`No run of this workspace was made in account ${account}: there is nothing to remove.`]
      : told),
    ...foreign.map((arn) => `Not of this workspace, so it stays: ${arn}`),
  ];
}

function cleanJson({ runs, foreign, problems }: LabCleaning): object {
  const told = runs.map(({ run, ...result }) => ({ run: run.id, startedAt: run.startedAt, ...result }));
  return { schemaVersion: 1, kind: "lab-clean", runs: told, foreign, problems };
}
