import { type Behaviour, type Evidence, formatDays, type PresenceDay, type SeenEvent } from "../../model/index.ts";
import type { CheckContext } from "../check.ts";
import { evictionText } from "./fold.ts";
import { isBefore } from "./presence-ledger.ts";

export const dayMs: number = 86_400_000;

/** Why logs cannot tell anything of this account; undefined where they can. For `unanswerable` of checks. */
export function withoutLogs({ behaviour, snapshot }: CheckContext): string | undefined {
  if (behaviour === undefined) return "No CloudTrail logs were given: give --logs PATH (cloudtrail:LookupEvents).";
  const { events, accounts } = behaviour.coverage;
  if (events === 0) return "The logs hold no event whose time can be read.";
  if (snapshot.account === "" || accounts.length === 0 || accounts.includes(snapshot.account)) return undefined;
  return `The logs are of account ${accounts.slice(0, 5).join(", ")}, not of ${snapshot.account}.`;
}

/** The same for checks that an earlier snapshot answers. */
export function withoutPrevious({ previous, snapshot }: CheckContext): string | undefined {
  if (previous === undefined) return "No earlier snapshot was given: give --previous SNAPSHOT (trailproof collect).";
  if (previous.account !== snapshot.account) {
    return `The earlier snapshot is of account ${previous.account || "unknown"}, not of ${snapshot.account || "unknown"}.`;
  }
  if (Date.parse(previous.takenAt) < Date.parse(snapshot.takenAt)) return undefined;
  return `The snapshot given as the earlier one (${previous.takenAt}) is not older than this one (${snapshot.takenAt}).`;
}

/**
 * Why the logs do not show all of a span of time, a clause; undefined where they do, so that what is not in them did not
 * happen. A day of grace at both ends: exports are cut by days. A day without any event may be one without logs.
 */
export function notCovered({ coverage }: Behaviour, fromMs: number, toMs: number): string | undefined {
  const { from, to, days, timeless, broken } = coverage;
  if (from === undefined || to === undefined) return "the logs hold no event";
  const span = `the logs cover ${formatDays((to - from) / dayMs)} (${dateText(from)} to ${dateText(to)})`;
  if (from > fromMs + dayMs) return `${span}, and ${formatDays((toMs - fromMs) / dayMs)} are asked about`;
  if (to < toMs - dayMs) return `${span}, and end ${formatDays((toMs - to) / dayMs)} before the clock`;
  const [firstDay, lastDay] = [Math.floor(Math.max(from, fromMs) / dayMs), Math.floor(Math.min(to, toMs) / dayMs)];
  const present = days.filter((day) => day >= firstDay && day <= lastDay).length;
  const empty = lastDay - firstDay + 1 - present;
  if (empty > 0) return `${span}, but ${empty === 1 ? "1 day" : `${empty} days`} of them without any event`;
  if (broken > 0) return `${broken === 1 ? "1 log file" : `${broken} log files`} could not be read whole`;
  return timeless > 0 ? `the time of ${timeless === 1 ? "1 event" : `${timeless} events`} cannot be read` : undefined;
}

/** The same for facts that were kept apart from events, some of which may have been left out. */
export function notComplete(
  behaviour: Behaviour,
  kinds: readonly (keyof Behaviour["evicted"])[],
  fromMs: number,
  toMs: number,
): string | undefined {
  return evictionText(behaviour.evicted, kinds) ?? notCovered(behaviour, fromMs, toMs);
}

/** An event as evidence: the file it stands in, which record it is, and what it says. */
export function eventEvidence(events: readonly SeenEvent[]): readonly Evidence[] {
  return events.map(({ file, index, eventId, eventName, ms, sourceIp }) => ({
    source: file,
    field: `record ${index}`,
    value: { eventId, eventName, eventTime: timeText(ms), ...(sourceIp !== undefined && { sourceIp }) },
  }));
}

/** `2026-11-21T17:01:44Z` */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

function dateText(ms: number): string {
  return timeText(ms).slice(0, 10);
}

/** The most places that some 24 hours saw, in the order of their first event there; exact, from first and last of each day. */
export function mostPlacesInADay(
  presence: readonly PresenceDay[],
  nameOf: (one: PresenceDay) => string | undefined = ({ place }) => place,
): readonly SeenEvent[] {
  const byDay = new Map<number, PresenceDay[]>();
  for (const one of presence) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one]);
  const windows = [...byDay].flatMap(([day, today]) =>
    today
      .flatMap(({ first, last }) => [first.ms, last.ms])
      .map((start) => placesWithin(start, today, byDay.get(day + 1) ?? [], nameOf)),
  );
  return windows.reduce((best, one) => (one.length > best.length ? one : best), []);
}

function placesWithin(
  start: number,
  today: readonly PresenceDay[],
  tomorrow: readonly PresenceDay[],
  nameOf: (one: PresenceDay) => string | undefined,
): readonly SeenEvent[] {
  const seen = new Map<string, SeenEvent>();
  const note = (one: PresenceDay, event: SeenEvent): void => {
    const name = nameOf(one);
    if (name !== undefined && !seen.has(name)) seen.set(name, event);
  };
  for (const one of today) if (one.last.ms >= start) note(one, one.last);
  for (const one of tomorrow) if (one.first.ms <= start + dayMs) note(one, one.first);
  return [...seen.values()];
}

/** The newest of events that there may be. */
export function newestOf(events: readonly (SeenEvent | undefined)[]): SeenEvent | undefined {
  const known = events.filter((event) => event !== undefined);
  return known.reduce<SeenEvent | undefined>(
    (best, one) => (best === undefined || isBefore(best, one) ? one : best),
    undefined,
  );
}
