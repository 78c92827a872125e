import { eventCount, type Place, type RecordedEvent, readEvents } from "../record/index.ts";
import { type Flow, flowTable, type TrailFlow } from "../trails/flows.ts";
import { isoSecond } from "../trails/instants.ts";
import type { World } from "../world/world.ts";

/** A record that is to be delivered, and its number. */
export interface Pending extends RecordedEvent {
  readonly number: number;
}

/** How far a flow is, past all that its trail does not select, and when the first record was that it does. */
export interface Waiting {
  readonly of: TrailFlow;
  /** Milliseconds since 1970; undefined: nothing waits. */
  readonly since?: number;
}

export function waitingIn(world: World, of: TrailFlow): Waiting {
  const { flow } = of;
  const event = firstOf(world, "events", of, flow.next);
  const insight = firstOf(world, "insights", of, flow.nextInsight);
  const next = event?.number ?? eventCount(world.store, "events", flow);
  const nextInsight = insight?.number ?? eventCount(world.store, "insights", flow);
  const times = [event, insight].flatMap((found) => (found === undefined ? [] : [found.time * 1000]));
  const since = times.length === 0 ? {} : { since: Math.min(...times) };
  if (next === flow.next && nextInsight === flow.nextInsight) return { of, ...since };
  const passed: Flow = { ...flow, next, nextInsight };
  flowTable(world, of.account).put(of.key, passed);
  return { of: { ...of, flow: passed }, ...since };
}

/**
 * In order, from a number up to the first that is not before a time (milliseconds since 1970), but no more than one file
 * takes: compressed it is far below the 50 MB that a file may have. What is left waits for the next file of that time.
 */
export function pendingBefore(
  world: World,
  kind: "events" | "insights",
  { flow, trail }: TrailFlow,
  from: number,
  before: number,
): readonly Pending[] {
  const found: Pending[] = [];
  let size = 0;
  for (const record of recordsFrom(world, kind, flow, from)) {
    if (record.time * 1000 >= before) break;
    if (!record.trails.includes(trail.arn)) continue;
    size += record.text.length;
    if (found.length > 0 && size > largestText) break;
    found.push(record);
  }
  return found;
}

const largestText = 50_000_000;

/** An orphan's records are given up after so many milliseconds. Source: CloudTrail User Guide, "Deleting a trail". */
const givenUpAfter = 30 * 86_400_000;

function firstOf(
  world: World,
  kind: "events" | "insights",
  { flow, trail }: TrailFlow,
  from: number,
): Pending | undefined {
  const oldest = flow.retry === undefined ? Number.NEGATIVE_INFINITY : world.clock.now() - givenUpAfter;
  for (const record of recordsFrom(world, kind, flow, from)) {
    if (record.trails.includes(trail.arn) && record.time * 1000 >= oldest) return record;
  }
  return undefined;
}

const linesAtOnce = 500;

function* recordsFrom(world: World, kind: "events" | "insights", place: Place, from: number): Iterable<Pending> {
  const count = eventCount(world.store, kind, place);
  for (let start = from; start < count; start += linesAtOnce) {
    const end = Math.min(start === from ? start + 1 : start + linesAtOnce, count);
    const records = readEvents(world.store, kind, place, start, end);
    for (const [index, record] of records.entries()) yield { ...record, number: start + index };
    // One is often enough; then many at once.
    if (start === from) start -= linesAtOnce - 1;
  }
}

/** ISO 8601 of the oldest and newest record. */
export function timesOf(records: readonly RecordedEvent[]): { readonly oldest: string; readonly newest: string } {
  let oldest = Number.POSITIVE_INFINITY;
  let newest = Number.NEGATIVE_INFINITY;
  for (const { time } of records) {
    oldest = Math.min(oldest, time);
    newest = Math.max(newest, time);
  }
  return { oldest: isoSecond(oldest * 1000), newest: isoSecond(newest * 1000) };
}
