import { createHash } from "node:crypto";
import type { DigestedLogFile } from "../../integrity/index.ts";
import { eventCount, eventRegions, type Place, readEvents } from "../record/index.ts";
import type { TrailState } from "../world/nouns.ts";
import type { Table } from "../world/table.ts";
import type { Account, World } from "../world/world.ts";
import { closedTrails } from "./closed-trails.ts";
import { nextAtOffset } from "./instants.ts";

/** What one trail delivers of one account in one region, and how far it is. Times are milliseconds since 1970. */
export interface Flow {
  /** Account whose events they are. */
  readonly account: string;
  readonly region: string;
  /** StartLogging of the trail, by which a stop and a new start are noticed. */
  readonly startedAt: string;
  /** Number of the next record to look at, of events and of Insights. */
  readonly next: number;
  readonly nextInsight: number;
  /** Delivered since the last digest. */
  readonly logs: readonly DigestedLogFile[];
  /** When the next digest is due; undefined: none is. */
  readonly digestAt?: number;
  /** Undefined: the next digest starts a chain. */
  readonly lastDigest?: DigestLink;
  /** Left out of their digest, to be named by a backfill digest. */
  readonly late?: { readonly logs: readonly DigestedLogFile[]; readonly from: string; readonly to: string };
  readonly lastBackfill?: DigestLink;
  /** The trail is stopped, and its last digest is written. */
  readonly isFinished?: boolean;
  /** When CloudTrail looked last whether it may deliver. */
  readonly checkedAt?: number;
  /** After a failure. */
  readonly retry?: { readonly at: number; readonly wait: number };
}

/** What the next digest tells of the one before. */
export interface DigestLink {
  readonly bucket: string;
  readonly key: string;
  readonly hash: string;
  readonly signature: string;
  /** ISO 8601. */
  readonly end: string;
}

/** A flow and whose it is. */
export interface TrailFlow {
  readonly key: string;
  readonly flow: Flow;
  readonly trail: TrailState;
  /** The trail's. */
  readonly account: Account;
}

export function flowTable(world: World, account: Account): Table<Flow> {
  return world.store.table<Flow>(`flows@${account.id}`);
}

/**
 * All flows that have, or may get, something to deliver. Flows are of the trail's home region, and of each region in which
 * something was recorded: AWS writes digests for all regions, which would be twenty empty files an hour here.
 */
export function openFlows(world: World): readonly TrailFlow[] {
  return [...world.accounts.values()].flatMap((account) => {
    const closed = [...closedTrails(world, account).values()].filter(
      ({ arn }) => account.trails.get(arn) === undefined,
    );
    return [...account.trails.values(), ...closed].flatMap((trail) => flowsOfTrail(world, account, trail));
  });
}

function flowsOfTrail(world: World, account: Account, trail: TrailState): readonly TrailFlow[] {
  const table = flowTable(world, account);
  return coveredAccounts(world, account, trail).flatMap((id) =>
    regionsOf(world, id, trail).flatMap((region) => {
      const key = `${trail.arn}|${id}|${region}`;
      const known = table.get(key);
      const flow = flowNow(world, trail, { account: id, region }, known);
      if (flow === undefined) return [];
      if (flow !== known) table.put(key, flow);
      return [{ key, flow, trail, account }];
    }),
  );
}

function coveredAccounts(world: World, account: Account, trail: TrailState): readonly string[] {
  const organization = trail.organization ? world.organization.get("organization") : undefined;
  const members = organization?.members.map((member) => member.account) ?? [];
  return [...new Set([account.id, ...members.filter((id) => world.accounts.has(id))])];
}

function regionsOf(world: World, account: string, { multiRegion, homeRegion }: TrailState): readonly string[] {
  const active = multiRegion ? eventRegions(world.store, account) : [];
  return [...new Set([homeRegion, ...active])];
}

/** Also of a trail that was started and stopped since anybody looked. */
function flowNow(world: World, trail: TrailState, place: Place, known: Flow | undefined): Flow | undefined {
  const isLeft = trail.startedAt === undefined || (!trail.logging && known?.startedAt === trail.startedAt);
  return isLeft ? known : logging(world, trail, place, known);
}

/** The flow of a trail that logs: a new one, one that starts a new chain, or the one that is there. */
function logging(world: World, trail: TrailState, place: Place, known: Flow | undefined): Flow {
  const startedAt = trail.startedAt ?? "";
  const now = world.clock.now();
  if (known === undefined) {
    const start = Date.parse(startedAt);
    const isHome = place.region === trail.homeRegion;
    return {
      ...place,
      startedAt,
      next: firstSince(world, place, start / 1000),
      nextInsight: eventCount(world.store, "insights", place),
      logs: [],
      ...(isHome && trail.validation && { digestAt: nextDigest(trail, place.region, start) }),
    };
  }
  if (known.startedAt !== startedAt || !trail.validation) {
    const { lastDigest, lastBackfill, digestAt, isFinished, ...rest } = known;
    const keepsHours = trail.validation && digestAt !== undefined;
    if (known.startedAt === startedAt && lastDigest === undefined && digestAt === undefined) return known;
    return { ...rest, startedAt, logs: trail.validation ? rest.logs : [], ...(keepsHours && { digestAt }) };
  }
  const isMissed = known.digestAt === undefined && place.region === trail.homeRegion;
  return isMissed ? { ...known, digestAt: nextDigest(trail, place.region, now) } : known;
}

/** Digests of a trail and region come at the same minute and second of each hour. */
export function nextDigest({ arn }: TrailState, region: string, after: number): number {
  const offset = createHash("sha256").update(`${arn}|${region}`).digest().readUInt16BE() % 3600;
  return nextAtOffset(after, offset * 1000);
}

/** Number of the first record of that second or later, in a log that is nearly in order. */
function firstSince(world: World, place: Place, second: number): number {
  let low = 0;
  let high = eventCount(world.store, "events", place);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [event] = readEvents(world.store, "events", place, middle, middle + 1);
    if (event !== undefined && event.time < second) low = middle + 1;
    else high = middle;
  }
  return low;
}
