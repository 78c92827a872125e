import type { BehaviourPart } from "./behaviour-part.ts";
import { createBehaviourReader, type EventTaker } from "./read-behaviour-file.ts";
import { createPartWriter } from "./write-behaviour-part.ts";

/** What a thread that reads events is told to do. Plain data but for the shared array. */
export interface ReadingOrder {
  readonly files: readonly string[];
  /** Secret of the run. */
  readonly seed: number;
  /** See {@link readingWords}. */
  readonly shared: Int32Array;
}

/** Of the shared array: the next file to take, how many files were taken in, and events that were posted and not taken in. */
export const readingWords = { nextFile: 0, takenFiles: 1, waiting: 2 } as const;

/** Reads files until none is left, each by whichever thread comes first, and posts their parts in the order of the files. */
export async function readInTurn(
  { files, seed, shared }: ReadingOrder,
  send: (parts: readonly BehaviourPart[]) => void,
): Promise<void> {
  const read = createBehaviourReader(seed);
  const writer = createPartWriter();
  let parts: BehaviourPart[] = [];
  let events = 0;

  for (let file = nextFile(); file < files.length; file = nextFile()) {
    const taker: EventTaker = {
      isCopy: () => false,
      take(facts, details, sighting) {
        writer.add(facts, details, sighting);
        if (writer.count < eventsAtOnce) return;
        waitForTurn(file);
        hand(file);
      },
      problem: writer.problem,
    };
    const isWhole = await read(files[file] ?? "", file, taker);
    waitForTurn(file);
    hand(file, { isWhole });
  }
  post();

  function nextFile(): number {
    return Atomics.add(shared, readingWords.nextFile, 1);
  }

  function hand(file: number, end?: BehaviourPart["end"]): void {
    events += writer.count;
    parts.push(writer.take(file, end));
    if (events >= eventsAtOnce || parts.length >= partsAtOnce) post();
  }

  function post(): void {
    if (parts.length === 0) return;
    Atomics.add(shared, readingWords.waiting, events);
    send(parts);
    parts = [];
    events = 0;
  }

  /** Whoever reads the earliest file never waits, once he has posted what he holds; so this ends. */
  function waitForTurn(file: number): void {
    while (Atomics.load(shared, readingWords.waiting) > maxWaiting) {
      post();
      const taken = Atomics.load(shared, readingWords.takenFiles);
      if (taken >= file) return;
      Atomics.wait(shared, readingWords.takenFiles, taken, 100);
    }
  }
}

/** What is posted costs by the message as well. */
const eventsAtOnce = 2048;
const partsAtOnce = 32;
/** About 100 bytes each. */
const maxWaiting = 60_000;
