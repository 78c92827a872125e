import { AwsError } from "../aws-error.ts";
import type { SandboxParts } from "../parts.ts";
import { closedTrails } from "../trails/closed-trails.ts";
import { type Flow, flowTable, openFlows, type TrailFlow } from "../trails/flows.ts";
import { hour, isoSecond, nextFlush } from "../trails/instants.ts";
import { deliverDigest } from "./deliver-digest.ts";
import { deliverLogs } from "./deliver-logs.ts";
import { watchRates } from "./insights.ts";
import { waitingIn } from "./pending.ts";
import { noteFailure } from "./trail-notes.ts";

/**
 * Delivers all that is due at the clock's time, each file at its own time: log files at multiples of five minutes, digests
 * once an hour. What fails is tried again later, less and less often.
 */
export function deliverDue(sandbox: SandboxParts): void {
  for (let due = nextDue(sandbox); due !== undefined && due.at <= sandbox.world.clock.now(); due = nextDue(sandbox)) {
    deliver(sandbox, due);
  }
  forgetFinished(sandbox);
}

/** Moves the clock by so many milliseconds, stopping to deliver whenever something is due. */
export function tick(sandbox: SandboxParts, ms: number): void {
  const { clock } = sandbox.world;
  const target = clock.now() + ms;
  deliverDue(sandbox);
  for (let due = nextDue(sandbox); due !== undefined && due.at <= target; due = nextDue(sandbox)) {
    clock.advance(Math.max(0, due.at - clock.now()));
    deliverDue(sandbox);
  }
  clock.advance(Math.max(0, target - clock.now()));
  deliverDue(sandbox);
}

interface Due {
  readonly what: "logs" | "digest";
  readonly of: TrailFlow;
  /** Milliseconds since 1970. */
  readonly at: number;
}

function nextDue(sandbox: SandboxParts): Due | undefined {
  watchRates(sandbox);
  const all = openFlows(sandbox.world).flatMap((of) => duesOf(sandbox, of));
  return all.reduce<Due | undefined>(
    (first, due) => (first === undefined || due.at < first.at ? due : first),
    undefined,
  );
}

function duesOf({ world }: SandboxParts, read: TrailFlow): readonly Due[] {
  const { of, since } = waitingIn(world, read);
  const { flow } = of;
  const notBefore = flow.retry?.at ?? 0;
  return [
    ...(since === undefined ? [] : [{ what: "logs", of, at: Math.max(nextFlush(since), notBefore) } as const]),
    ...(flow.digestAt === undefined ? [] : [{ what: "digest", of, at: flow.digestAt } as const]),
  ];
}

function deliver(sandbox: SandboxParts, { what, of, at }: Due): void {
  const { world } = sandbox;
  const table = flowTable(world, of.account);
  try {
    if (what === "logs") deliverLogs(sandbox, of, at);
    else deliverDigest(sandbox, of, at);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // What was changed for the call that failed was taken back with it; what calls before it had done stays.
    const flow = table.get(of.key) ?? of.flow;
    if (what === "logs") table.put(of.key, withRetry(flow, at));
    else if (isOrphan(of, at)) table.delete(of.key);
    else table.put(of.key, { ...flow, digestAt: at + hour });
    noteFailure(world, of, what, error.shape, isoSecond(at));
  }
  world.store.commit();
}

/** CloudTrail gives up after 30 days. */
function isOrphan({ trail }: TrailFlow, at: number): boolean {
  return !trail.logging && at - Date.parse(trail.stoppedAt ?? "") > 30 * 24 * hour;
}

const firstWait = 300_000;

/** Five minutes, then twice as long each time, up to an hour. */
function withRetry(flow: Flow, at: number): Flow {
  const wait = Math.min(hour, (flow.retry?.wait ?? firstWait / 2) * 2);
  return { ...flow, retry: { at: at + wait, wait } };
}

/** Of deleted trails, when nothing is left. */
function forgetFinished(sandbox: SandboxParts): void {
  const { world } = sandbox;
  const accounts = [...world.accounts.values()].filter((account) => closedTrails(world, account).size > 0);
  for (const account of accounts) {
    const closed = closedTrails(world, account);
    const flows = openFlows(world).filter((of) => of.account === account);
    for (const { arn } of [...closed.values()]) {
      const isMadeAgain = account.trails.get(arn) !== undefined;
      const own = flows.filter(({ trail }) => trail.arn === arn);
      if (!isMadeAgain && own.some((of) => duesOf(sandbox, of).length > 0)) continue;
      closed.delete(arn);
      if (!isMadeAgain) for (const { key } of own) flowTable(world, account).delete(key);
    }
  }
  world.store.commit();
}
