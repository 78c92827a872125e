import type { CloudTrailEvent } from "../../model/index.ts";

/** A row as it is read: its words, the names that they stand for, and the event itself for what words do not tell. */
export interface RowReading {
  readonly words: Uint32Array;
  /** Of the row's first word. */
  readonly at: number;
  /** Another number for each row. */
  readonly turn: number;
  /** Undefined when the text of the record is no event. */
  open(): CloudTrailEvent | undefined;
}
