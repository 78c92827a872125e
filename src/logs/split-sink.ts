import type { Refusal } from "./line-recovery.ts";

/** What surrounds a value: a list under `Records` or `Events`, a list at the root, or nothing (JSON lines). */
export type Place = "Records" | "Events" | "list" | "root";

/** Whoever takes the values. Offsets count the bytes that were pushed, from 0. */
export interface SplitSink {
  /**
   * A value by its text. Undefined when it was taken, else why not. `streamed`: the elements of a list inside it were
   * handed over before and are cut out of the text.
   */
  value(bytes: Buffer, place: Place, offset: number, streamed: boolean): Refusal | undefined;
  /** What is likely a whole element of a list. False when it is not, or nested too deeply: then nothing was taken. */
  likely(bytes: Buffer, place: Place, offset: number): boolean;
  problem(kind: SplitProblem, message: string, offset: number): void;
}

export type SplitProblem = "malformed" | "truncated" | "too-large";
