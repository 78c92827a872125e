import { type Detection, isJsonObject, type Json, ownValue } from "../../model/index.ts";
import type { Feed } from "../feeds.ts";
import { contextOf, groupByOf, type PlacedObservation, type TimedMatch } from "../over-time.ts";
import { toldEventId } from "../suspects.ts";

/** What windows are made of: an event, or a detection of another correlation. */
export interface Entry extends PlacedObservation {
  /** The events of that detection; of them only what a detection tells of its events. */
  readonly sources?: readonly PlacedObservation[];
}

/** What a rule over time hears, and under which number. */
export interface EngineInput {
  readonly position: number;
  readonly feed: Feed;
}

/**
 * What one correlation has found as another sees it that names it: at the time of its trigger, with those of its group-by values
 * that the other asks for; undefined when it lacks one.
 */
export function entryOfMatch(found: TimedMatch, { position, feed }: EngineInput): Entry | undefined {
  const groupBy = groupByOf(found);
  const group = textsOf(
    groupBy,
    feed.groupBy.map(({ field }) => field),
  );
  const value = textsOf(groupBy, feed.values);
  const last = found.events.at(-1);
  if (group === undefined || value === undefined || last === undefined) return undefined;
  return new HeardMatch(position, JSON.stringify(group), JSON.stringify(value).toLowerCase(), found, last);
}

/** A class, since hardly any of its texts are asked for: most matches go on in windows in which nothing else happens. */
class HeardMatch implements Entry {
  readonly feed: number;
  readonly group: string;
  readonly value: string;
  readonly number = 0;
  readonly ms: number;
  readonly count = 1;
  readonly #found: TimedMatch;
  readonly #last: PlacedObservation;
  #eventId: string | undefined;

  constructor(feed: number, group: string, value: string, found: TimedMatch, last: PlacedObservation) {
    this.feed = feed;
    this.group = group;
    this.value = value;
    this.ms = found.trigger.ms;
    this.#found = found;
    this.#last = last;
  }

  get lastMs(): number {
    return this.ms;
  }

  get index(): number {
    return this.#last.index;
  }

  get file(): string {
    return this.#last.file;
  }

  get sources(): readonly PlacedObservation[] {
    return this.#found.events;
  }

  /** One event may complete several matches. */
  get eventId(): string {
    if (this.#eventId === undefined) {
      const { eventId, file, index } = this.#last;
      const values = Object.values(groupByOf(this.#found));
      this.#eventId = JSON.stringify([this.#found.rule.id, values, toldEventId(eventId) || [file, index]]);
    }
    return this.#eventId;
  }

  get context(): string {
    const caller = contextOf(this.#found.trigger).slice(0, callerLength);
    return JSON.stringify([...caller, ...contextOf(this.#last).slice(callerLength)]);
  }
}

/** How much of an {@link EventContext} is of the caller; the rest is of the call. */
const callerLength = 6;

function textsOf(groupBy: Detection["groupBy"], names: readonly string[]): readonly string[] | undefined {
  const texts = names.map((name) => textOf(ownValue(groupBy, name)));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : isJsonObject(value) ? undefined : JSON.stringify(value);
}

/** Whether both are the same event: by its id, or for events without one by their place. */
export function isSameEvent(a: PlacedObservation, b: PlacedObservation): boolean {
  return a.eventId === b.eventId && (a.eventId !== "" || (a.index === b.index && a.file === b.file));
}

/** Equal for what {@link isSameEvent} holds for. */
export function identityOf({ eventId, index, file }: Pick<PlacedObservation, "eventId" | "index" | "file">): string {
  return eventId === "" ? `\n${index} ${file}` : eventId;
}

/** The same of an event of a match, of which no more is known than what is told of it. */
export function toldIdentityOf({ eventId, index, file }: PlacedObservation): string {
  return identityOf({ eventId: toldEventId(eventId), index, file });
}
