import type { SandboxParts } from "../parts.ts";
import { eventCount, eventRegions, lookUp, noteInsight, type Place, readEvents, trailsOver } from "../record/index.ts";
import { fiveMinutes } from "../trails/instants.ts";
import type { TrailState } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import {
  averagesOf,
  type CountedEvent,
  insightRecord,
  kindsOf,
  type OpenInsight,
  type Rate,
} from "./insight-record.ts";

/**
 * Looks for rates of calls and of errors that are unusual: five minutes beside the seven days before. Writes an event when
 * such a time begins, and one when it ends, for trails with Insights. Source of the kinds: CloudTrail User Guide, "Logging
 * Insights events"; AWS does not tell its measure, ours is {@link isUnusual}.
 */
export function watchRates({ world }: SandboxParts): void {
  for (const account of world.accounts.values()) {
    const trails = trailsOver(world, account).filter((trail) => trail.logging && trail.insights.length > 0);
    if (trails.length === 0) continue;
    for (const region of eventRegions(world.store, account.id)) {
      const place = { account: account.id, region };
      watchPlace(
        world,
        place,
        trails.filter((trail) => trail.multiRegion || trail.homeRegion === region),
      );
    }
  }
}

/** How far a place is looked at. */
interface Watched {
  /** Number of the next record. */
  readonly next: number;
  readonly open: readonly OpenInsight[];
}

function watchPlace(world: World, place: Place, trails: readonly TrailState[]): void {
  const table = world.store.table<Watched>(`rates@${place.account}`);
  const known = table.get(place.region);
  if (known === undefined) {
    table.put(place.region, { next: eventCount(world.store, "events", place), open: [] });
    return;
  }
  let watched = known;
  for (let at = dueWindow(world, place, watched); at !== undefined; at = dueWindow(world, place, watched)) {
    watched = watchWindow(world, place, trails, watched, at);
    table.put(place.region, watched);
  }
}

/** Beginning of the next window that is over and has records, or follows one that was unusual. */
function dueWindow(world: World, place: Place, { next, open }: Watched): number | undefined {
  const [first] = readEvents(world.store, "events", place, next, next + 1);
  const times = [
    ...(first === undefined ? [] : [Math.floor((first.time * 1000) / fiveMinutes) * fiveMinutes]),
    ...open.map(({ lastAt }) => lastAt + fiveMinutes),
  ];
  const window = Math.min(...times);
  return times.length > 0 && window + fiveMinutes <= world.clock.now() ? window : undefined;
}

function watchWindow(
  world: World,
  place: Place,
  trails: readonly TrailState[],
  { next, open }: Watched,
  at: number,
): Watched {
  const { events, end } = eventsBefore(world, place, next, at + fiveMinutes);
  const unusual = new Map<string, Rate>();
  for (const rate of ratesOf(events)) {
    const measured = withBaseline(world, place, rate, at);
    if (measured !== undefined && isUnusual(measured)) unusual.set(rate.key, measured);
  }
  const going = open.flatMap((insight) => {
    const rate = unusual.get(insight.key);
    if (rate === undefined) {
      write(world, place, trails, insight, "End");
      return [];
    }
    return [{ ...insight, lastAt: at, count: insight.count + rate.count }];
  });
  const started = [...unusual.values()]
    .filter(({ key }) => !open.some((insight) => insight.key === key))
    .map((rate): OpenInsight => ({ ...rate, startedAt: at, lastAt: at, sharedId: world.ids.uuid() }));
  for (const insight of started) write(world, place, trails, insight, "Start");
  return { next: end, open: [...going, ...started] };
}

/** Ten calls in five minutes and three times as many as usual. */
function isUnusual({ count, baseline }: Rate): boolean {
  return count >= 10 && count / 5 > 3 * baseline.average;
}

function eventsBefore(
  world: World,
  place: Place,
  from: number,
  before: number,
): { readonly events: readonly CountedEvent[]; readonly end: number } {
  const events: CountedEvent[] = [];
  const count = eventCount(world.store, "events", place);
  for (let start = from; start < count; start += linesAtOnce) {
    for (const [index, record] of readEvents(world.store, "events", place, start, start + linesAtOnce).entries()) {
      if (record.time * 1000 >= before) return { events, end: start + index };
      events.push(JSON.parse(record.text));
    }
  }
  return { events, end: count };
}

const linesAtOnce = 500;

/** A rate that is not yet compared with what is usual. */
interface Counted extends Omit<Rate, "attributions" | "baseline"> {
  readonly events: readonly CountedEvent[];
}

/** Calls that came often enough, by what each kind of Insight counts. */
function ratesOf(events: readonly CountedEvent[]): readonly Counted[] {
  const groups = new Map<string, CountedEvent[]>();
  for (const event of events) {
    for (const key of kindsOf(event)) groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups]
    .filter(([, members]) => members.length >= 10)
    .map(([key, members]) => {
      const [type = "", source = "", name = "", errorCode = ""] = key.split("|");
      return {
        key,
        type,
        source,
        name,
        ...(errorCode !== "" && { errorCode }),
        count: members.length,
        events: members,
      };
    });
}

const sevenDays = 7 * 86_400;
/** Before that much of a history AWS finds nothing either. */
const leastHistory = 36 * 3600;
const mostEvents = 10_000;

function withBaseline(world: World, place: Place, rate: Counted, at: number): Rate | undefined {
  const to = at / 1000 - 1;
  const [first] = readEvents(world.store, "events", place, 0, 1);
  if (first === undefined || to - first.time < leastHistory) return undefined;
  const { texts } = lookUp(world.store, "events", place, {
    from: to - sevenDays,
    to,
    attribute: { key: "EventName", value: rate.name },
    limit: mostEvents,
  });
  const all: readonly CountedEvent[] = texts.map((text) => JSON.parse(text));
  const oldest = all.at(-1);
  const isCut = all.length === mostEvents && oldest !== undefined;
  const seconds = isCut ? to - Date.parse(oldest.eventTime) / 1000 : Math.min(sevenDays, to - first.time);
  const minutes = Math.max(1, Math.round(seconds / 60));
  const same = all.filter((event) => kindsOf(event).includes(rate.key));
  const { events, ...counted } = rate;
  return {
    ...counted,
    attributions: averagesOf(events, 5),
    baseline: { average: same.length / minutes, minutes, attributions: averagesOf(same, minutes) },
  };
}

function write(
  world: World,
  place: Place,
  trails: readonly TrailState[],
  insight: OpenInsight,
  state: "Start" | "End",
): void {
  const arns = trails.filter(({ insights }) => insights.includes(insight.type)).map(({ arn }) => arn);
  if (arns.length === 0) return;
  noteInsight(world.store, place, arns, insightRecord(place, insight, state, world.ids.uuid()));
}
