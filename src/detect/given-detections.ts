import type { Detection } from "../model/index.ts";
import { contentHash } from "./content-hash.ts";

/** A detection of this run. */
export interface MadeDetection {
  readonly detection: Detection;
  /** When it was made, in event time. */
  readonly ms: number;
  /** Events may still come that change it, so that the next run makes it again. */
  readonly isEarly: boolean;
}

/** What the next run needs to know of a detection that was told early. */
export interface GivenDetection {
  /** Of its rule, group, time and events. */
  readonly key: string;
  readonly ms: number;
  /** Of its rule and group. */
  readonly burst: string;
  /** Of what a baseline found; empty for correlations, of which many find the same. */
  readonly match: string;
  /** The oldest of its events. */
  readonly events: readonly string[];
  /** Id of its rule; empty in states of before. */
  readonly rule: string;
}

/**
 * Leaves out what an earlier run has told. A late event may give a detection other events than it had without it, so that one
 * that was told and is not made again stands for one that is made now, when both are of one rule and group and share an event,
 * or are of one baseline and say the same of one group.
 */
export function freshDetections(
  made: readonly MadeDetection[],
  given: readonly GivenDetection[],
  isBaseline: (ruleId: string) => boolean,
): { readonly fresh: readonly Detection[]; readonly given: readonly GivenDetection[] } {
  if (given.length === 0 && !made.some(({ isEarly }) => isEarly)) {
    return { fresh: made.map(({ detection }) => detection), given };
  }
  const told = made.map((one) => ({ ...one, given: givenOf(one, isBaseline(one.detection.rule.id)) }));
  const same = new Set(told.map((one) => one.given.key));
  const givenKeys = new Set(given.map(({ key }) => key));
  const unmatched = new Map<string, GivenDetection[]>();
  for (const one of given) {
    if (!same.has(one.key)) unmatched.set(one.burst, [...(unmatched.get(one.burst) ?? []), one]);
  }
  const fresh: Detection[] = [];
  for (const one of told) {
    if (!givenKeys.has(one.given.key) && !takeRelated(one, unmatched)) fresh.push(one.detection);
  }
  return {
    fresh,
    given: [...[...unmatched.values()].flat(), ...told.filter(({ isEarly }) => isEarly).map((one) => one.given)],
  };
}

function givenOf({ detection, ms }: MadeDetection, isBaseline: boolean): GivenDetection {
  const { rule, groupBy, time, match } = detection;
  const events = eventsOf(detection);
  return {
    key: contentHash([rule.id, groupBy, time, events]),
    ms,
    burst: contentHash([rule.id, groupBy]),
    // Of one value the first event tells how it is written, and that may be one that comes late.
    match: isBaseline ? contentHash(JSON.stringify(match).toLowerCase()) : "",
    events: events.slice(0, maxEvents),
    rule: rule.id,
  };
}

function takeRelated(
  { detection, given }: { readonly detection: Detection; readonly given: GivenDetection },
  unmatched: ReadonlyMap<string, GivenDetection[]>,
): boolean {
  const candidates = unmatched.get(given.burst);
  if (candidates === undefined || candidates.length === 0) return false;
  const events = new Set(eventsOf(detection));
  const at = candidates.findIndex(
    (one) => (one.match !== "" && one.match === given.match) || one.events.some((event) => events.has(event)),
  );
  if (at < 0) return false;
  candidates.splice(at, 1);
  return true;
}

function eventsOf({ events }: Detection): readonly string[] {
  return events.map(({ eventId, file, index }) => eventId || `${index} ${file}`);
}

/** With a late event a window ends earlier and reaches further back: what it has in common with the former is the oldest of that. */
const maxEvents = 100;
