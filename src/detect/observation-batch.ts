import { type BatchTexts, createTextWriter } from "./batch-texts.ts";
import { type Feed, joinContext, type SharedMatch, type SharedText } from "./feeds.ts";
import { createHourTable } from "./hour-table.ts";
import type { Observation } from "./observations.ts";
import { unpackUuid } from "./uuid-words.ts";

/**
 * Many observations as columns: cheap to fill for each event and to hand to another thread, which takes
 * {@link buffers} over instead of copying them.
 */
export interface ObservationBatch {
  readonly count: number;
  /** {@link batchNumbers} for each row: ms, lastMs and number. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** {@link batchWords} for each row, see {@link batchWord}. */
  readonly words: Uint32Array<ArrayBuffer>;
  /** What the rows name, with what earlier batches of the same writer brought. */
  readonly texts: BatchTexts;
}

export const batchNumbers = 3;
export const batchWords = 12;

/** Words of a row. Group, value, caller and call are positions in the list of texts. */
export const batchWord = {
  feed: 0,
  group: 1,
  value: 2,
  caller: 3,
  call: 4,
  count: 5,
  index: 6,
  /** {@link idKind} of the event id. */
  idKind: 7,
  /** Four words of a UUID, or a position in the list of texts. */
  id: 8,
} as const;

export const idKind = { none: 0, uuid: 1, text: 2 } as const;

/** The event that an observation is made of. */
export interface ObservedEvent {
  readonly ms: number;
  /** Empty when it has none. */
  readonly eventId: string;
  /** Packs the id as `packUuid` does, without making a text of it; false when it is no UUID. */
  packId(words: Uint32Array, at: number): boolean;
  /** Position among the records of its file. */
  readonly index: number;
}

/** One for all files that a thread reads, in batches that have one file each. */
export interface ObservationBatchWriter {
  /** Rows since the last {@link ObservationBatchWriter.take}. */
  readonly count: number;
  /** Makes a text that is looked up once, in however many matches it is. */
  share(text: string): SharedText;
  add(match: SharedMatch, event: ObservedEvent): void;
  take(): ObservationBatch;
}

/** `writer` is a number of its own for each whose batches one reader takes. */
export function createObservationBatch(
  feeds: readonly Feed[],
  writer: number = 0,
  maxTextLength: number = usualTextLength,
): ObservationBatchWriter {
  const texts = createTextWriter(writer, maxTextLength);
  const isHourly = feeds.map(({ hourly }) => hourly);
  const hours = createHourTable();
  let numbers = new Float64Array(firstRows * batchNumbers);
  let words = new Uint32Array(firstRows * batchWords);
  let count = 0;

  return {
    get count() {
      return count;
    },
    share: texts.share,
    add(match, event) {
      const group = texts.positionOf(match.group);
      const value = texts.positionOf(match.value);
      if (isHourly[match.feed] === true) {
        const row = hours.rowOf(match.feed, group, value, Math.floor(event.ms / hourMs), count);
        if (row < count) {
          foldInto(row, match, event);
          return;
        }
      }
      if ((count + 1) * batchWords > words.length) grow();
      const at = count * batchWords;
      words[at + batchWord.feed] = match.feed;
      words[at + batchWord.group] = group;
      words[at + batchWord.value] = value;
      words[at + batchWord.count] = 1;
      numbers[count * batchNumbers + 1] = event.ms;
      numbers[count * batchNumbers + 2] = match.number;
      writeFirst(count, match, event);
      count += 1;
    },
    take() {
      const batch = {
        count,
        numbers: numbers.slice(0, count * batchNumbers),
        words: words.slice(0, count * batchWords),
        texts: texts.take(),
      };
      count = 0;
      hours.clear();
      texts.renew();
      return batch;
    },
  };

  function foldInto(row: number, match: SharedMatch, event: ObservedEvent): void {
    const { ms, index } = event;
    const at = row * batchNumbers;
    const first = numbers[at] ?? 0;
    const firstIndex = words[row * batchWords + batchWord.index] ?? 0;
    numbers[at + 1] = Math.max(numbers[at + 1] ?? 0, ms);
    numbers[at + 2] = (numbers[at + 2] ?? 0) + match.number;
    words[row * batchWords + batchWord.count] = (words[row * batchWords + batchWord.count] ?? 0) + 1;
    if (ms < first || (ms === first && index < firstIndex)) writeFirst(row, match, event);
  }

  /** What is told of the first event of a row. */
  function writeFirst(row: number, { caller, call }: SharedMatch, event: ObservedEvent): void {
    const at = row * batchWords;
    numbers[row * batchNumbers] = event.ms;
    words[at + batchWord.caller] = texts.positionOf(caller);
    words[at + batchWord.call] = texts.positionOf(call);
    words[at + batchWord.index] = event.index;
    if (event.packId(words, at + batchWord.id)) {
      words[at + batchWord.idKind] = idKind.uuid;
    } else if (event.eventId === "") {
      words[at + batchWord.idKind] = idKind.none;
    } else {
      words[at + batchWord.idKind] = idKind.text;
      words[at + batchWord.id] = texts.position(event.eventId);
    }
  }

  function grow(): void {
    const moreNumbers = new Float64Array(2 * numbers.length);
    moreNumbers.set(numbers);
    numbers = moreNumbers;
    const moreWords = new Uint32Array(2 * words.length);
    moreWords.set(words);
    words = moreWords;
  }
}

const usualTextLength = 2 ** 23;
const firstRows = 1024;
const hourMs = 3_600_000;

/** What to hand over instead of copying it, when a batch goes to another thread. */
export function buffers({ numbers, words }: ObservationBatch): readonly ArrayBuffer[] {
  return [numbers.buffer, words.buffer];
}

/** Of a writer's first batch, or of any with the list that a reader has. */
export function readBatch(
  batch: ObservationBatch,
  list: readonly string[] = batch.texts.added,
): readonly Observation[] {
  return Array.from({ length: batch.count }, (_, row) => observationAt(batch, list, row));
}

function observationAt({ numbers, words }: ObservationBatch, list: readonly string[], row: number): Observation {
  const at = row * batchWords;
  return {
    feed: words[at + batchWord.feed] ?? 0,
    group: list[words[at + batchWord.group] ?? 0] ?? "",
    value: list[words[at + batchWord.value] ?? 0] ?? "",
    context: joinContext(list[words[at + batchWord.caller] ?? 0] ?? "", list[words[at + batchWord.call] ?? 0] ?? ""),
    number: numbers[row * batchNumbers + 2] ?? 0,
    ms: numbers[row * batchNumbers] ?? 0,
    lastMs: numbers[row * batchNumbers + 1] ?? 0,
    count: words[at + batchWord.count] ?? 1,
    eventId: eventIdAt(words, at, list),
    index: words[at + batchWord.index] ?? 0,
  };
}

/** The event id of the row that begins at `at`. */
export function eventIdAt(words: Uint32Array, at: number, list: readonly string[]): string {
  const kind = words[at + batchWord.idKind];
  if (kind === idKind.uuid) return unpackUuid(words, at + batchWord.id);
  return kind === idKind.text ? (list[words[at + batchWord.id] ?? 0] ?? "") : "";
}
