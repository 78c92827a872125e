import { detailsOf, type EventDetails, type EventFacts, factsOf } from "../../audit/index.ts";
import { hashId, type IdHash, type Sighting } from "../../detect/index.ts";
import { type RecordRows, readLogFile, rowWord } from "../../logs/index.ts";
import { type CloudTrailEvent, ownText, type ProblemRecord } from "../../model/index.ts";
import { createRowFacts } from "./read-behaviour-rows.ts";

/** Who hears of each event, in the order of the file. */
export interface EventTaker {
  /** Is it a copy of an earlier one? Then nothing more is said of it. */
  isCopy(sighting: Sighting): boolean;
  /** `facts` undefined: its time cannot be read. */
  take(facts: EventFacts | undefined, details: EventDetails | undefined, sighting: Sighting): void;
  problem(problem: ProblemRecord): void;
}

export interface BehaviourReaderOptions {
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Hears of each event as well, copies included. Every record is parsed then. */
  readonly also?: (event: CloudTrailEvent) => void;
  /** Parse every record: slower, and the same result. */
  readonly plain?: boolean;
}

/** Reads the files of a run: `position` is that of the file among them. Tells whether it could be read to its end. */
export type BehaviourReader = (file: string, position: number, taker: EventTaker) => Promise<boolean>;

/** `seed`: secret of the run, the same for all of its threads. */
export function createBehaviourReader(
  seed: number,
  { stdin, also, plain = false }: BehaviourReaderOptions = {},
): BehaviourReader {
  const rowFacts = createRowFacts(seed);
  const id: IdHash = { low: 0, high: 0 };
  const options = {
    ...(stdin !== undefined && { stdin }),
    ...(also === undefined && !plain && { projection: rowFacts.projection }),
  };
  return async (file, position, taker) => {
    let isWhole = true;
    const sink = {
      event(event: CloudTrailEvent, index: number, checksum: number): void {
        also?.(event);
        const { low: idLow, high: idHigh } = idOf(event);
        const sighting: Sighting = { idLow, idHigh, checksum, file: position, index };
        if (!taker.isCopy(sighting)) take(factsOf(event, { file, index }), () => event, sighting);
      },
      rows(rows: RecordRows, firstIndex: number): void {
        const { words, rowWords } = rows;
        for (let row = 0; row < rows.count; row += 1) {
          const at = row * rowWords;
          const index = firstIndex + row;
          const [idLow, idHigh] = [words[at + rowWord.idLow] ?? 0, words[at + rowWord.idHigh] ?? 0];
          const sighting = { idLow, idHigh, checksum: words[at + rowWord.checksum] ?? 0, file: position, index };
          if (!taker.isCopy(sighting)) take(rowFacts.factsOf(rows, row, file, index), rowFacts.parse, sighting);
        }
      },
      problem(problem: ProblemRecord): void {
        isWhole &&= problem.code === "input.nothing";
        taker.problem(problem);
      },
    };
    await readLogFile(file, sink, options);
    return isWhole;

    function take(facts: EventFacts | undefined, parse: () => CloudTrailEvent, sighting: Sighting): void {
      taker.take(facts, facts && detailsOf(facts, parse), sighting);
    }
  };

  /** Without an id it is 0, 0. */
  function idOf(event: CloudTrailEvent): IdHash {
    const eventId = ownText(event, "eventID");
    if (eventId === undefined || eventId === "") return noId;
    hashId(eventId, seed, id);
    return id;
  }
}

const noId: IdHash = { low: 0, high: 0 };
