import type { RequestContext } from "./request-context.ts";

/** Equal calls, counted. */
export interface Tally {
  count: number;
  /** ISO 8601, UTC, without fractions, so that their texts are in the order of time. */
  first: string;
  last: string;
  example: string;
}

/** A tally that somebody adds to directly, as long as it is kept. */
export interface KeptTally {
  readonly tally: Tally;
  /** False once it was folded into another one, for being one of too many. */
  isKept: boolean;
}

/** Calls whose contexts were too many to keep apart, with what the contexts share. */
export interface Folded {
  context: RequestContext | undefined;
  readonly tally: Tally;
}

export function emptyTally(): Tally {
  return { count: 0, first: "", last: "", example: "" };
}

/** Adds to a tally. Of the last ones the greatest id is the example, so that no order of events shows. */
export function addTo(tally: Tally, { count, first, last, example }: Readonly<Tally>): void {
  if (count === 0) return;
  const isLater = tally.count === 0 || last > tally.last;
  if (isLater || (last === tally.last && example > tally.example)) tally.example = example;
  if (isLater) tally.last = last;
  if (tally.count === 0 || first < tally.first) tally.first = first;
  tally.count += count;
}

export function emptyFolded(): Folded {
  return { context: undefined, tally: emptyTally() };
}

/** What holds for all calls of a fold is what holds for each: the order in which they come does not matter. */
export function foldInto(folded: Folded, context: RequestContext, tally: Readonly<Tally>): void {
  if (tally.count === 0) return;
  addTo(folded.tally, tally);
  const shared = folded.context;
  folded.context =
    shared === undefined
      ? context
      : Object.fromEntries(Object.entries(shared).filter(([key, value]) => context[key] === value));
}
