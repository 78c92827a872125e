/** Finds the ends of records that stand as CloudTrail writes them, many times as fast as a look at each byte. */
export interface RecordBoundaries {
  /** Forgets the chunk before. */
  nextChunk(): void;
  /**
   * Where the record that begins at `start` ends, if `take` accepts its bytes as a whole record; else `start`: somebody has
   * to look at its brackets. Whatever is accepted is certain, since no text is both one JSON value and more than one.
   */
  endOf(chunk: Buffer, start: number, take: (bytes: Buffer) => boolean): number;
}

/** `maxBytes`: no record is longer. */
export function createRecordBoundaries(maxBytes: number): RecordBoundaries {
  /** The first boundary that has not been passed, or the end of the chunk; found once, since it may be far away. */
  let boundary = -1;
  /** It stood inside a record, or after several: to try it again for each of them could take for ever. */
  let misled = false;

  return {
    nextChunk() {
      boundary = -1;
    },
    endOf(chunk, start, take) {
      if (boundary < start) {
        const found = chunk.indexOf(betweenRecords, start);
        boundary = found < 0 ? chunk.length : found;
        misled = found < 0;
      }
      const end = boundary + 1;
      if (misled || end - start > maxBytes) return start;
      if (take(chunk.subarray(start, end))) return end;
      misled = true;
      return start;
    },
  };
}

/** Compact JSON, and `eventVersion` first. */
const betweenRecords = Buffer.from('},{"eventVersion":');
