/**
 * Records that were read without being parsed: a row of numbers for each. Everything that a row says is exact; a record of
 * which something cannot be told for certain (other types than usual, escapes in names, keys twice) is parsed instead.
 */
export interface RecordRows {
  readonly count: number;
  /** `rowWords` words for each record; only valid during the call. */
  readonly words: Uint32Array;
  readonly rowWords: number;
  /** What the offsets count in; only valid during the call. */
  readonly bytes: Buffer;
}

/** Words of a row, all unsigned 32 bit. */
export const rowWord = {
  /** Offset and end of the record's text. */
  start: 0,
  end: 1,
  /** `eventTime` in seconds since 1970. */
  time: 2,
  /** 1: it has an error, as an error code or, as failed sign-ins do, only an error message. */
  error: 3,
  /** Hash of `eventID`, as `hashId` makes it; 0, 0 when there is none. */
  idLow: 4,
  idHigh: 5,
  /** Offset and end of the text of `eventID` without its quotes. */
  idStart: 6,
  idEnd: 7,
  /** Of the record's text, as for records that are parsed. */
  checksum: 8,
  /** Keyed hash of `eventSource` and `eventName` as written. */
  pairLow: 9,
  pairHigh: 10,
  /** Two words for each path of the projection: a keyed hash of the value's text; 0, 0 when it is not there. */
  fields: 11,
} as const;

/** What is asked of records before they are parsed. */
export interface Projection {
  /**
   * Paths of fields, as steps. Where a path meets a list, or a value that is no object before its last step, its hash is that of
   * this value's text: equal hashes of all paths mean equal answers to whatever is asked of these paths.
   */
  readonly paths: readonly (readonly string[])[];
  /** Secret of this run for the keyed hashes, the same for all threads: 32 bits, seed of `hashId` as well. */
  readonly seed: number;
}
