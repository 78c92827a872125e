import type { FeedMatch } from "./feeds.ts";

/** A {@link FeedMatch} with its time and place; what windows and baselines are made of. */
export interface Observation extends FeedMatch {
  /** Event time, in milliseconds since 1970; of the first event when several are folded into one. */
  readonly ms: number;
  /** Of the last. */
  readonly lastMs: number;
  /** How many events; `number` is their sum. */
  readonly count: number;
  /** Of the first event; empty when it has none. */
  readonly eventId: string;
  /** Position of the first event among the records of its file. */
  readonly index: number;
}
