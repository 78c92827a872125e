import { type ObservedEvent, packUuid, packUuidBytes } from "../../detect/index.ts";
import { type RecordRows, rowWord } from "../../logs/index.ts";

/** The event that the judge is asked about: of one that was parsed its id, of another one its row. One object for all. */
export interface CurrentEvent extends ObservedEvent {
  readonly checksum: number;
  readonly row: number;
  isParsed(index: number, checksum: number, ms: number, eventId: string): void;
  isRow(index: number, checksum: number, ms: number, rows: RecordRows, row: number): void;
}

export function createCurrentEvent(): CurrentEvent {
  let rows: RecordRows | undefined;
  let parsedId = "";
  const current = {
    index: 0,
    checksum: 0,
    ms: 0,
    row: 0,
    get eventId(): string {
      return rows === undefined ? parsedId : rows.bytes.toString("latin1", idWord(rows, 0), idWord(rows, 1));
    },
    packId(words: Uint32Array, at: number): boolean {
      if (rows === undefined) return packUuid(parsedId, words, at);
      return packUuidBytes(rows.bytes, idWord(rows, 0), idWord(rows, 1), words, at);
    },
    isParsed(index: number, checksum: number, ms: number, eventId: string): void {
      set(index, checksum, ms);
      rows = undefined;
      parsedId = eventId;
    },
    isRow(index: number, checksum: number, ms: number, ofRows: RecordRows, row: number): void {
      set(index, checksum, ms);
      rows = ofRows;
      current.row = row;
    },
  };
  return current;

  function set(index: number, checksum: number, ms: number): void {
    current.index = index;
    current.checksum = checksum;
    current.ms = ms;
  }

  /** Offset or end of the id. */
  function idWord({ words, rowWords }: RecordRows, which: 0 | 1): number {
    return words[current.row * rowWords + rowWord.idStart + which] ?? 0;
  }
}
