import {
  type CollectRequest,
  type CollectResult,
  type CollectTarget,
  collectAccounts,
  organizationTargets,
} from "../../app/aws/collect-accounts.ts";
import { workspaceFolder } from "../../app/workspace.ts";
import { type CollectFeature, Problem } from "../../model/index.ts";
import { sanitizeTerminal } from "../../report/index.ts";
import type { AwsOptions } from "../aws-options.ts";
import { failureLines } from "../failure-lines.ts";
import { onInterrupt } from "../interrupts.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../options.ts";
import { printProblem, printProblems } from "../problems.ts";
import { startProgress } from "../progress.ts";
import { awsTargets, refuseUnknown, withHint } from "./aws-targets.ts";
import { isInterrupted, startTimeout } from "./timeout.ts";

export interface CollectCommandOptions extends CommonOptions, AwsOptions {
  readonly for: readonly CollectFeature[];
  readonly level: "service" | "action";
  /** Whom Access Advisor is asked about; users and roles, if nothing is said. */
  readonly lastAccessed?: NonNullable<CollectRequest["subjects"]>;
  readonly concurrency: number;
  readonly orgRole?: string;
  readonly workspace?: string;
}

/** `collect`: prints the path of each snapshot. 4 when there is none, or when the credentials or the network ended before the end. */
export async function runCollect(options: CollectCommandOptions, io: Io): Promise<number> {
  const collected = await collectFrom(options, io);
  for (const { path } of collected.results) if (path !== undefined) io.stdout.write(`${path}\n`);
  return collected.exitCode;
}

export interface CollectOutcome {
  readonly results: readonly CollectResult[];
  readonly exitCode: number;
}

/** Collects and says on stderr what became of it. */
export async function collectFrom(options: CollectCommandOptions, io: Io): Promise<CollectOutcome> {
  const named = awsTargets(options, io);
  const { usable, refused } = usableTargets(named, io);
  const abort = new AbortController();
  const restore = onInterrupt(() => abort.abort());
  const stopClock = startTimeout(options.timeout, abort);
  const progress = startProgress(io, options);
  try {
    const targets =
      options.orgRole === undefined
        ? { usable, refused: [] }
        : await ofOrganization(usable, options.orgRole, abort.signal);
    const results = await collectAccounts(targets.usable, {
      features: options.for,
      level: options.level,
      ...(options.lastAccessed !== undefined && { subjects: options.lastAccessed }),
      concurrency: options.concurrency,
      workspace: workspaceFolder(options.workspace, io.env),
      signal: abort.signal,
      now: () => new Date(),
      onProgress: (label, text) => progress.show(targets.usable.length > 1 ? `${label}: ${text}` : text),
    });
    progress.done();
    const all = [...refused, ...targets.refused, ...results];
    for (const result of all) sayResult(result, named, options, io);
    return { results: all, exitCode: exitCodeOf(all, isInterrupted(abort.signal)) };
  } finally {
    stopClock();
    restore();
  }
}

interface Targets {
  readonly usable: readonly CollectTarget[];
  readonly refused: readonly CollectResult[];
}

function usableTargets(targets: readonly CollectTarget[], io: Io): Targets {
  return split(targets, (target) => {
    refuseUnknown(target, io);
    return [target];
  });
}

function split(targets: readonly CollectTarget[], find: (target: CollectTarget) => readonly CollectTarget[]): Targets {
  const usable: CollectTarget[] = [];
  const refused: CollectResult[] = [];
  for (const target of targets) {
    try {
      usable.push(...find(target));
    } catch (error) {
      refused.push(refusal(target, error));
    }
  }
  return { usable, refused };
}

async function ofOrganization(
  bases: readonly CollectTarget[],
  roleName: string,
  signal: AbortSignal,
): Promise<Targets> {
  const usable: CollectTarget[] = [];
  const refused: CollectResult[] = [];
  for (const base of bases) {
    try {
      usable.push(...(await organizationTargets(base, roleName, signal)));
    } catch (error) {
      refused.push(refusal(base, error));
    }
  }
  return { usable, refused };
}

function refusal({ label }: CollectTarget, error: unknown): CollectResult {
  if (error instanceof Problem) return { label, resumed: 0, error };
  throw error;
}

function sayResult(
  result: CollectResult,
  targets: readonly CollectTarget[],
  options: CollectCommandOptions,
  io: Io,
): void {
  const { label, collected, error, resumed } = result;
  if (error !== undefined) {
    const target = targets.find((known) => known.label === label);
    if (targets.length > 1 || target === undefined) io.stderr.write(`${sanitizeTerminal(label)}: `);
    printProblem(io.stderr, target === undefined ? error : withHint(error, target, io), "error");
    return;
  }
  if (collected === undefined || options.quiet) return;
  const { snapshot, problems } = collected;
  const { calls, failures, ended, caller } = snapshot.collection;
  printProblems(io.stderr, problems, options.verbose ? Number.POSITIVE_INFINITY : 20);
  for (const line of failureLines(failures, caller, options.verbose)) io.stderr.write(`${sanitizeTerminal(line)}\n`);
  const age = reportAge(snapshot.credentialReport?.generatedAt, snapshot.collection.finishedAt);
  const notes = [
    ...(resumed > 0 ? [`${resumed} answers of Access Advisor are from a run that was interrupted`] : []),
    ...(age === undefined ? [] : [`the credential report is ${age} old; AWS makes a new one after 4 hours`]),
    ...(ended === undefined ? [] : [`it ended before everything was asked: ${endings[ended]}`]),
  ];
  for (const note of notes) io.stderr.write(`note: ${note}\n`);
  io.stderr.write(`account ${snapshot.account || "unknown"}: ${calls} calls, ${failures.length} without an answer\n`);
}

const endings = {
  interrupted: "it was interrupted; run it again to go on",
  timeout: "the time of --timeout was over; run it again to go on",
  credentials: "the credentials ended",
  unreachable: "AWS is out of reach",
} as const;

/** Undefined where it is younger than a minute, or of another clock. */
function reportAge(generatedAt: string | undefined, now: string): string | undefined {
  const minutes = Math.floor((Date.parse(now) - Date.parse(generatedAt ?? now)) / 60_000);
  if (minutes < 1) return undefined;
  return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
}

function exitCodeOf(results: readonly CollectResult[], isInterrupted: boolean): number {
  if (isInterrupted) return 130;
  const whole = results.filter(
    ({ collected }) => collected !== undefined && collected.snapshot.collection.ended === undefined,
  );
  if (whole.length > 0) return 0;
  const codes = results.flatMap(({ error }) => error?.code ?? []);
  return codes.includes("cli.usage") ? 2 : 4;
}
