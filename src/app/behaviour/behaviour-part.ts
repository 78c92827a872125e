import type { CallerFacts, CallFacts, EventDetails, EventFacts } from "../../audit/index.ts";
import type { ProblemRecord } from "../../model/index.ts";

/**
 * What a thread read of one file: a row of numbers for each event, and what the numbers stand for, since to hand over an object
 * for each event would cost as much as to read it. Parts of one thread are to be opened in the order in which they were made.
 */
export interface BehaviourPart {
  /** Position of the file. */
  readonly file: number;
  /** {@link partWords} unsigned words for each event. */
  readonly words: Uint32Array;
  /** The text of all `eventID`, one after the other. */
  readonly ids: Uint8Array;
  /** What numbers of this part, or of later ones, stand for and those of earlier ones did not. */
  readonly added: PartTables;
  /** The numbers begin again: what they stood for is to be forgotten. */
  readonly isFresh: boolean;
  /** By position in the part. */
  readonly details: readonly (readonly [position: number, details: EventDetails])[];
  readonly problems: readonly ProblemRecord[];
  /** Nothing more comes of the file. `isWhole`: it could be read to its end. */
  readonly end?: { readonly isWhole: boolean };
}

export interface PartTables {
  readonly callers: readonly CallerFacts[];
  readonly calls: readonly CallFacts[];
  readonly texts: readonly string[];
}

/** Words of a row. 0 stands for what is not there, where a table is meant. */
export const partWord = {
  index: 0,
  checksum: 1,
  idLow: 2,
  idHigh: 3,
  msLow: 4,
  /** The high bits of the time, and what {@link flag} names. */
  msHigh: 5,
  call: 6,
  caller: 7,
  sourceIp: 8,
  region: 9,
  userAgent: 10,
  recipient: 11,
  /** Where its text of `ids` ends. */
  idEnd: 12,
} as const;

export const partWords = 13;

/** Bits of the sixth word. */
export const flag = {
  /** With the 32 bits below them they reach to the year 2109. */
  msMask: 0x3ff,
  outcome: 10,
  isRead: 12,
  /** Its time cannot be read. */
  timeless: 0x4000,
  /** Two bytes for each character of its id. */
  wideId: 0x8000,
} as const;

export const outcomes: readonly EventFacts["seen"]["outcome"][] = ["done", "denied", "failed"];
export const readings: readonly EventFacts["isRead"][] = [undefined, true, false];
