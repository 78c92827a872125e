import type { Feed, FeedMatch } from "./feeds.ts";
import type { Observation } from "./observations.ts";
import { packUuid, unpackUuid } from "./uuid-words.ts";

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
  /** The texts of the rows, each once. */
  readonly strings: readonly string[];
}

export const batchNumbers = 3;
export const batchWords = 11;

/** Words of a row. Group, value and context are positions in `strings`. */
export const batchWord = {
  feed: 0,
  group: 1,
  value: 2,
  context: 3,
  count: 4,
  index: 5,
  /** {@link idKind} of the event id. */
  idKind: 6,
  /** Four words of a UUID, or a position in `strings`. */
  id: 7,
} as const;

export const idKind = { none: 0, uuid: 1, text: 2 } as const;

export interface ObservationBatchWriter {
  /** Rows since the last {@link ObservationBatchWriter.take}. */
  readonly count: number;
  /** `eventId` is empty when the event has none, `index` its position in its file. */
  add(match: FeedMatch, ms: number, eventId: string, index: number): void;
  take(): ObservationBatch;
}

/** Made for matches that are shared: the texts of a {@link FeedMatch} are looked up once a batch, not once an event. */
export function createObservationBatch(feeds: readonly Feed[]): ObservationBatchWriter {
  let numbers = new Float64Array(firstRows * batchNumbers);
  let words = new Uint32Array(firstRows * batchWords);
  let count = 0;
  let strings: string[] = [];
  const positions = new Map<string, number>();
  const known = new Map<FeedMatch, KnownMatch>();
  const hours = new Map<string, Map<number, number>>();

  return {
    get count() {
      return count;
    },
    add(match, ms, eventId, index) {
      const texts = known.get(match) ?? learn(match);
      const hour = texts.hours === undefined ? 0 : Math.floor(ms / hourMs);
      const row = texts.hours?.get(hour);
      if (row !== undefined) {
        fold(row, texts, match, ms, eventId, index);
        return;
      }
      if ((count + 1) * batchWords > words.length) grow();
      texts.hours?.set(hour, count);
      const at = count * batchWords;
      words[at + batchWord.feed] = match.feed;
      words[at + batchWord.group] = texts.group;
      words[at + batchWord.value] = texts.value;
      words[at + batchWord.count] = 1;
      numbers[count * batchNumbers + 1] = ms;
      numbers[count * batchNumbers + 2] = match.number;
      writeFirst(count, texts, ms, eventId, index);
      count += 1;
    },
    take() {
      const batch = {
        count,
        numbers: numbers.slice(0, count * batchNumbers),
        words: words.slice(0, count * batchWords),
        strings,
      };
      count = 0;
      strings = [];
      positions.clear();
      known.clear();
      hours.clear();
      return batch;
    },
  };

  function learn(match: FeedMatch): KnownMatch {
    const group = position(match.group);
    const value = position(match.value);
    const isHourly = feeds[match.feed]?.hourly === true;
    const texts = {
      group,
      value,
      context: position(match.context),
      hours: isHourly ? hoursOf(`${match.feed} ${group} ${value}`) : undefined,
    };
    known.set(match, texts);
    return texts;
  }

  function hoursOf(key: string): Map<number, number> {
    const rows = hours.get(key) ?? new Map<number, number>();
    hours.set(key, rows);
    return rows;
  }

  function position(text: string): number {
    const at = positions.get(text);
    if (at !== undefined) return at;
    positions.set(text, strings.length);
    return strings.push(text) - 1;
  }

  function fold(row: number, texts: KnownMatch, match: FeedMatch, ms: number, eventId: string, index: number): void {
    const at = row * batchNumbers;
    const first = numbers[at] ?? 0;
    const firstIndex = words[row * batchWords + batchWord.index] ?? 0;
    numbers[at + 1] = Math.max(numbers[at + 1] ?? 0, ms);
    numbers[at + 2] = (numbers[at + 2] ?? 0) + match.number;
    words[row * batchWords + batchWord.count] = (words[row * batchWords + batchWord.count] ?? 0) + 1;
    if (ms < first || (ms === first && index < firstIndex)) writeFirst(row, texts, ms, eventId, index);
  }

  /** What is told of the first event of a row. */
  function writeFirst(row: number, texts: KnownMatch, ms: number, eventId: string, index: number): void {
    const at = row * batchWords;
    numbers[row * batchNumbers] = ms;
    words[at + batchWord.context] = texts.context;
    words[at + batchWord.index] = index;
    if (eventId === "") {
      words[at + batchWord.idKind] = idKind.none;
    } else if (packUuid(eventId, words, at + batchWord.id)) {
      words[at + batchWord.idKind] = idKind.uuid;
    } else {
      words[at + batchWord.idKind] = idKind.text;
      words[at + batchWord.id] = position(eventId);
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

interface KnownMatch {
  readonly group: number;
  readonly value: number;
  readonly context: number;
  /** Rows by hour, of hourly feeds. */
  readonly hours: Map<number, number> | undefined;
}

/** Most files give little to say. */
const firstRows = 64;
const hourMs = 3_600_000;

/** What to hand over instead of copying it, when a batch goes to another thread. */
export function buffers({ numbers, words }: ObservationBatch): readonly ArrayBuffer[] {
  return [numbers.buffer, words.buffer];
}

export function readBatch(batch: ObservationBatch): readonly Observation[] {
  return Array.from({ length: batch.count }, (_, row) => observationAt(batch, batch.strings, row));
}

function observationAt({ numbers, words }: ObservationBatch, strings: readonly string[], row: number): Observation {
  const at = row * batchWords;
  return {
    feed: words[at + batchWord.feed] ?? 0,
    group: strings[words[at + batchWord.group] ?? 0] ?? "",
    value: strings[words[at + batchWord.value] ?? 0] ?? "",
    context: strings[words[at + batchWord.context] ?? 0] ?? "",
    number: numbers[row * batchNumbers + 2] ?? 0,
    ms: numbers[row * batchNumbers] ?? 0,
    lastMs: numbers[row * batchNumbers + 1] ?? 0,
    count: words[at + batchWord.count] ?? 1,
    eventId: eventIdAt(words, at, strings),
    index: words[at + batchWord.index] ?? 0,
  };
}

/** The event id of the row that begins at `at`. */
export function eventIdAt(words: Uint32Array, at: number, strings: readonly string[]): string {
  const kind = words[at + batchWord.idKind];
  if (kind === idKind.uuid) return unpackUuid(words, at + batchWord.id);
  return kind === idKind.text ? (strings[words[at + batchWord.id] ?? 0] ?? "") : "";
}
