import { createTextReader, createTextWriter } from "../batch-texts.ts";
import { batchNumbers, batchWord, batchWords, idKind, type ObservationBatch } from "../observation-batch.ts";
import type { PlacedObservation } from "../over-time.ts";
import { createSharedTexts } from "../shared-texts.ts";
import { packUuid } from "../uuid-words.ts";
import { BufferedObservation } from "./buffered-observation.ts";

/** Observations that wait until it is sure that no earlier one comes; as columns, because there may be a million. */
export interface TimelineBuffer {
  readonly size: number;
  /** Characters of texts that are only kept for what waits: writers have begun other lists. */
  readonly textLength: number;
  /** Takes the rows that `accepts` says; files come one after another. */
  add(batch: ObservationBatch, file: string, accepts: (ms: number, index: number, count: number) => boolean): void;
  addOne(observation: PlacedObservation): void;
  /** Takes out, in the order of time, file and index, what is earlier than `beforeMs`, but at most `most`. */
  drain(beforeMs: number, most: number, see: (observation: PlacedObservation) => void): void;
  /** In the order of arrival. */
  all(): readonly PlacedObservation[];
}

const firstRows = 64;

/** As in a batch, then the positions of the file and of the list of texts. */
const rowWords: number = batchWords + 2;
const fileWord: number = batchWords;
const listWord: number = batchWords + 1;

/** The number of the writer for what comes one by one; threads count from 0. */
const ownWriter = -1;

export function createTimelineBuffer(): TimelineBuffer {
  let numbers = new Float64Array(firstRows * batchNumbers);
  let words = new Uint32Array(firstRows * rowWords);
  let size = 0;
  let files: string[] = [];
  const reader = createTextReader(createSharedTexts());
  const own = createTextWriter(ownWriter, maxOwnLength);

  return {
    get size() {
      return size;
    },
    get textLength() {
      return reader.closedLength;
    },
    add(batch, file, accepts) {
      if (files.at(-1) !== file) files.push(file);
      const list = reader.read(batch.texts);
      for (let row = 0; row < batch.count; row += 1) {
        const ms = batch.numbers[row * batchNumbers] ?? Number.NaN;
        const count = batch.words[row * batchWords + batchWord.count] ?? 1;
        if (accepts(ms, batch.words[row * batchWords + batchWord.index] ?? 0, count)) copyRow(batch, row, list);
      }
    },
    addOne({ file, feed, group, value, context, count, index, eventId, ms, lastMs, number }) {
      if (files.at(-1) !== file) files.push(file);
      if ((size + 1) * rowWords > words.length) grow();
      const at = size * rowWords;
      words[at + batchWord.feed] = feed;
      words[at + batchWord.group] = own.position(group);
      words[at + batchWord.value] = own.position(value);
      // As a whole; there are few of these.
      words[at + batchWord.caller] = own.position(context);
      words[at + batchWord.call] = own.position("");
      words[at + batchWord.count] = count;
      words[at + batchWord.index] = index;
      const isUuid = packUuid(eventId, words, at + batchWord.id);
      words[at + batchWord.idKind] = isUuid ? idKind.uuid : eventId === "" ? idKind.none : idKind.text;
      if (!isUuid) words[at + batchWord.id] = own.position(eventId);
      words[at + fileWord] = files.length - 1;
      words[at + listWord] = reader.read(own.take());
      own.renew();
      numbers.set([ms, lastMs, number], size * batchNumbers);
      size += 1;
    },
    drain(beforeMs, most, see) {
      const ready: number[] = [];
      for (let row = 0; row < size; row += 1) if (msOf(row) < beforeMs) ready.push(row);
      ready.sort(compareRows);
      if (ready.length > most) ready.length = most;
      const gone = new Uint8Array(size);
      for (const row of ready) {
        gone[row] = 1;
        see(observation(row));
      }
      if (ready.length > 0) compact(gone, ready.length);
    },
    all: () => Array.from({ length: size }, (_, row) => observation(row)),
  };

  function msOf(row: number): number {
    return numbers[row * batchNumbers] ?? 0;
  }

  /** Rows of one event come in the order of feeds, which a stable sort keeps. */
  function compareRows(a: number, b: number): number {
    const byTime = msOf(a) - msOf(b);
    if (byTime !== 0) return byTime;
    const byFile = (words[a * rowWords + fileWord] ?? 0) - (words[b * rowWords + fileWord] ?? 0);
    if (byFile !== 0) return byFile;
    return (words[a * rowWords + batchWord.index] ?? 0) - (words[b * rowWords + batchWord.index] ?? 0);
  }

  function observation(row: number): PlacedObservation {
    const at = row * rowWords;
    const texts = reader.textsOf(words[at + listWord] ?? 0);
    const file = files[words[at + fileWord] ?? 0] ?? "";
    return new BufferedObservation(numbers, row * batchNumbers, words, at, texts, file);
  }

  function copyRow(batch: ObservationBatch, row: number, list: number): void {
    if ((size + 1) * rowWords > words.length) grow();
    const from = row * batchWords;
    const to = size * rowWords;
    for (let word = 0; word < batchWords; word += 1) words[to + word] = batch.words[from + word] ?? 0;
    words[to + fileWord] = files.length - 1;
    words[to + listWord] = list;
    for (let at = 0; at < batchNumbers; at += 1) {
      numbers[size * batchNumbers + at] = batch.numbers[row * batchNumbers + at] ?? 0;
    }
    size += 1;
  }

  function grow(): void {
    const moreNumbers = new Float64Array(2 * numbers.length);
    moreNumbers.set(numbers);
    numbers = moreNumbers;
    const moreWords = new Uint32Array(2 * words.length);
    moreWords.set(words);
    words = moreWords;
  }

  function compact(gone: Uint8Array, count: number): void {
    let to = 0;
    if (count < size) {
      for (let row = 0; row < size; row += 1) {
        if (gone[row] === 1) continue;
        if (to !== row) {
          words.copyWithin(to * rowWords, row * rowWords, (row + 1) * rowWords);
          numbers.copyWithin(to * batchNumbers, row * batchNumbers, (row + 1) * batchNumbers);
        }
        to += 1;
      }
    }
    size = to;
    if (size === 0) files = [];
    reader.keepClosed(usedLists());
  }

  function usedLists(): ReadonlySet<number> {
    const used = new Set<number>();
    for (let row = 0; row < size; row += 1) used.add(words[row * rowWords + listWord] ?? 0);
    return used;
  }
}

const maxOwnLength = 2 ** 22;
