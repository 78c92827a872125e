import type { PlacedObservation } from "./over-time.ts";

/** What a suspect says, when it is an event of its own; undefined when it is a copy. */
export type ContentOf = (file: string, index: number) => string | undefined;

/**
 * Observations of records that share their id with an earlier record, but not its text. Whether such a record is a copy that was
 * written differently or another event is only known when all has been read, so they wait in their place until then.
 */
export interface Suspects {
  add(file: string, index: number): void;
  /** It came too late to be put in order, whatever it turns out to be. */
  addLate(place: SuspectPlace): void;
  /** Tells them apart; gives those that were events and could not be put in order. */
  settle(contentOf: ContentOf): readonly SuspectPlace[];
  /** What to see of an observation: itself, when it is none of these, and nothing of copies. */
  resolve(observation: PlacedObservation): PlacedObservation | undefined;
}

export interface SuspectPlace {
  readonly file: string;
  readonly index: number;
  /** Events that are folded into its observation. */
  readonly count: number;
}

export function createSuspects(): Suspects {
  const places = new Map<string, Set<number>>();
  const late: SuspectPlace[] = [];
  let contentOf: ContentOf | undefined;

  return {
    add(file, index) {
      const indexes = places.get(file);
      if (indexes === undefined) places.set(file, new Set([index]));
      else indexes.add(index);
    },
    addLate: (place) => late.push(place),
    settle(given) {
      contentOf = given;
      return late.filter(({ file, index }) => given(file, index) !== undefined);
    },
    resolve(observation) {
      if (places.size === 0 || places.get(observation.file)?.has(observation.index) !== true) return observation;
      const { feed, group, value, context, number, ms, lastMs, count, eventId, index, file } = observation;
      if (eventId.includes(mark)) return observation;
      if (contentOf === undefined) {
        late.push({ file, index, count });
        return undefined;
      }
      const content = contentOf(file, index);
      if (content === undefined) return undefined;
      const ownId = `${eventId}${mark}${content}`;
      return { feed, group, value, context, number, ms, lastMs, count, eventId: ownId, index, file };
    },
  };
}

/** As the event has it: two events of one id are told apart by what follows. */
export function toldEventId(eventId: string): string {
  const at = eventId.indexOf(mark);
  return at < 0 ? eventId : eventId.slice(0, at);
}

/** Between the id and what tells two events apart that share it. */
const mark = "\u0000content ";
