import type { Detection } from "../../model/index.ts";
import type { Entry } from "./entry.ts";

/** What a window holds, oldest first; every entry has a number, counted on from the first. */
export interface WindowView {
  readonly size: number;
  readonly firstNumber: number;
  entries(most?: number): readonly Entry[];
}

/**
 * What a correlation asks of a window. `S` is kept with each window and follows what goes in and out, so that no window has
 * to be looked at as a whole for each event.
 */
export interface Measure<S> {
  start(): S;
  /** Whether the entry has what the measure needs; otherwise it is left out. */
  accepts(entry: Entry): boolean;
  /** Within a window an event counts once for each part. */
  partOf(entry: Entry): number;
  add(state: S, entry: Entry, number: number): void;
  /** Takes out the oldest entry. */
  remove(state: S, entry: Entry): void;
  holds(state: S, window: WindowView): boolean;
  /** For the detection: what was measured. */
  match(state: S, window: WindowView): Detection["match"];
}

/** The parts of a measure that only looks at how many events there are. */
export const anyEvent: Pick<Measure<unknown>, "accepts" | "partOf"> = { accepts: () => true, partOf: () => 0 };
