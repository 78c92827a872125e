import { batchNumbers, batchWord, batchWords, eventIdAt, idKind, type ObservationBatch } from "./observation-batch.ts";
import type { PlacedObservation } from "./over-time.ts";
import { packUuid } from "./uuid-words.ts";

/** Observations that wait until it is sure that no earlier one comes; as columns, because there may be a million. */
export interface TimelineBuffer {
  readonly size: number;
  /** Characters of all texts. */
  readonly textLength: number;
  /** Takes the rows that `accepts` says; files come one after another. */
  add(batch: ObservationBatch, file: string, accepts: (ms: number, index: number, count: number) => boolean): void;
  addOne(observation: PlacedObservation): void;
  /** Takes out, in the order of time, file and index, what is earlier than `beforeMs`, but at most `most`. */
  drain(beforeMs: number, most: number, see: (observation: PlacedObservation) => void): void;
  /** In the order of arrival. */
  all(): readonly PlacedObservation[];
}

const textWords = [batchWord.group, batchWord.value, batchWord.context];
const firstRows = 64;

/** As in a batch, then the position of the file. */
const rowWords = batchWords + 1;

export function createTimelineBuffer(): TimelineBuffer {
  let numbers = new Float64Array(firstRows * batchNumbers);
  let words = new Uint32Array(firstRows * rowWords);
  let size = 0;
  let texts = createTexts();
  let files: string[] = [];

  return {
    get size() {
      return size;
    },
    get textLength() {
      return texts.length;
    },
    add(batch, file, accepts) {
      if (files.at(-1) !== file) files.push(file);
      const known = new Int32Array(batch.strings.length).fill(-1);
      for (let row = 0; row < batch.count; row += 1) {
        const ms = batch.numbers[row * batchNumbers] ?? Number.NaN;
        const count = batch.words[row * batchWords + batchWord.count] ?? 1;
        if (accepts(ms, batch.words[row * batchWords + batchWord.index] ?? 0, count)) copyRow(batch, row, known);
      }
    },
    addOne({ file, feed, group, value, context, count, index, eventId, ms, lastMs, number }) {
      if (files.at(-1) !== file) files.push(file);
      if ((size + 1) * rowWords > words.length) grow();
      const at = size * rowWords;
      words[at + batchWord.feed] = feed;
      words[at + batchWord.group] = texts.position(group);
      words[at + batchWord.value] = texts.position(value);
      words[at + batchWord.context] = texts.position(context);
      words[at + batchWord.count] = count;
      words[at + batchWord.index] = index;
      const isUuid = packUuid(eventId, words, at + batchWord.id);
      words[at + batchWord.idKind] = isUuid ? idKind.uuid : eventId === "" ? idKind.none : idKind.text;
      if (!isUuid) words[at + batchWord.id] = texts.position(eventId);
      words[at + batchWords] = files.length - 1;
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
    const byFile = (words[a * rowWords + batchWords] ?? 0) - (words[b * rowWords + batchWords] ?? 0);
    if (byFile !== 0) return byFile;
    return (words[a * rowWords + batchWord.index] ?? 0) - (words[b * rowWords + batchWord.index] ?? 0);
  }

  function observation(row: number): PlacedObservation {
    const { list } = texts;
    const at = row * rowWords;
    return {
      feed: words[at + batchWord.feed] ?? 0,
      group: list[words[at + batchWord.group] ?? 0] ?? "",
      value: list[words[at + batchWord.value] ?? 0] ?? "",
      context: list[words[at + batchWord.context] ?? 0] ?? "",
      number: numbers[row * batchNumbers + 2] ?? 0,
      ms: numbers[row * batchNumbers] ?? 0,
      lastMs: numbers[row * batchNumbers + 1] ?? 0,
      count: words[at + batchWord.count] ?? 1,
      eventId: eventIdAt(words, at, list),
      index: words[at + batchWord.index] ?? 0,
      file: files[words[at + batchWords] ?? 0] ?? "",
    };
  }

  function copyRow(batch: ObservationBatch, row: number, known: Int32Array): void {
    if ((size + 1) * rowWords > words.length) grow();
    const from = row * batchWords;
    const to = size * rowWords;
    for (let word = 0; word < batchWords; word += 1) words[to + word] = batch.words[from + word] ?? 0;
    for (const word of textWords) words[to + word] = textOf(batch, from + word, known);
    if (batch.words[from + batchWord.idKind] === idKind.text) {
      words[to + batchWord.id] = textOf(batch, from + batchWord.id, known);
    }
    words[to + batchWords] = files.length - 1;
    for (let at = 0; at < batchNumbers; at += 1) {
      numbers[size * batchNumbers + at] = batch.numbers[row * batchNumbers + at] ?? 0;
    }
    size += 1;
  }

  function textOf(batch: ObservationBatch, word: number, known: Int32Array): number {
    const position = batch.words[word] ?? 0;
    const found = known[position] ?? -1;
    if (found >= 0) return found;
    const own = texts.position(batch.strings[position] ?? "");
    known[position] = own;
    return own;
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
    forgetTexts();
    if (size === 0) files = [];
  }

  /** Texts of rows that have gone. */
  function forgetTexts(): void {
    if (texts.list.length <= 2 * size + 1000) return;
    const old = texts;
    texts = createTexts();
    for (let at = 0; at < size * rowWords; at += rowWords) {
      for (const word of textWords) words[at + word] = texts.position(old.list[words[at + word] ?? 0] ?? "");
      if (words[at + batchWord.idKind] === idKind.text) {
        words[at + batchWord.id] = texts.position(old.list[words[at + batchWord.id] ?? 0] ?? "");
      }
    }
  }
}

interface Texts {
  readonly list: readonly string[];
  /** Characters of all. */
  readonly length: number;
  position(text: string): number;
}

function createTexts(): Texts {
  const list: string[] = [];
  const positions = new Map<string, number>();
  let length = 0;
  return {
    list,
    get length() {
      return length;
    },
    position(text) {
      const known = positions.get(text);
      if (known !== undefined) return known;
      length += text.length;
      positions.set(text, list.length);
      return list.push(text) - 1;
    },
  };
}
