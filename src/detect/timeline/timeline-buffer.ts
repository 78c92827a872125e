import { createTextReader, createTextWriter } from "../batch-texts.ts";
import { batchNumbers, batchWord, batchWords, idKind, type ObservationBatch } from "../observation-batch.ts";
import type { PlacedObservation } from "../over-time.ts";
import { createSharedTexts } from "../shared-texts.ts";
import { packUuid } from "../uuid-words.ts";
import { BufferedObservation } from "./buffered-observation.ts";
import {
  createPage,
  indexAt,
  msAt,
  type ObservationPage,
  putRows,
  roomOf,
  shrunk,
  takeRow,
} from "./observation-page.ts";
import { sortRows } from "./sort-rows.ts";

/** Observations that wait until it is sure that no earlier one comes; in pages of columns, because there may be a million. */
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

/** The number of the writer for what comes one by one; threads count from 0. */
const ownWriter = -1;

export function createTimelineBuffer(): TimelineBuffer {
  /** In the order of arrival. The number of a row counts through all of them. */
  let pages: ObservationPage[] = [];
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
      let from = 0;
      for (let row = 0; row < batch.count; row += 1) {
        const ms = batch.numbers[row * batchNumbers] ?? Number.NaN;
        const at = row * batchWords;
        if (accepts(ms, batch.words[at + batchWord.index] ?? 0, batch.words[at + batchWord.count] ?? 1)) continue;
        put(batch, from, row, list);
        from = row + 1;
      }
      put(batch, from, batch.count, list);
    },
    addOne({ file, feed, group, value, context, count, index, eventId, ms, lastMs, number }) {
      if (files.at(-1) !== file) files.push(file);
      const words = new Uint32Array(batchWords);
      words[batchWord.feed] = feed;
      words[batchWord.group] = own.position(group);
      words[batchWord.value] = own.position(value);
      // As a whole; there are few of these.
      words[batchWord.caller] = own.position(context);
      words[batchWord.call] = own.position("");
      words[batchWord.count] = count;
      words[batchWord.index] = index;
      const isUuid = packUuid(eventId, words, batchWord.id);
      words[batchWord.idKind] = isUuid ? idKind.uuid : eventId === "" ? idKind.none : idKind.text;
      if (!isUuid) words[batchWord.id] = own.position(eventId);
      put({ numbers: Float64Array.of(ms, lastMs, number), words }, 0, 1, reader.read(own.take()));
      own.renew();
    },
    drain(beforeMs, most, see) {
      const { rows, times } = earlierThan(beforeMs);
      sortRows(rows, times, isAfter);
      const count = Math.min(rows.length, most);
      // An iterator would make an object for each.
      for (let at = 0; at < count; at += 1) {
        const row = rows[at] ?? 0;
        see(observation(row));
        takeOut(row);
      }
      if (count > 0) tidy();
    },
    all: () => Array.from(earlierThan(Number.POSITIVE_INFINITY).rows, observation),
  };

  function put(batch: Pick<ObservationBatch, "numbers" | "words">, from: number, to: number, list: number): void {
    for (let row = from; row < to; ) {
      const page = pageWithRoom();
      const count = Math.min(to - row, roomOf(page));
      putRows(page, batch, row, count, files.length - 1, list);
      size += count;
      row += count;
    }
  }

  function pageWithRoom(): ObservationPage {
    const last = pages.at(-1);
    if (last !== undefined && roomOf(last) > 0) return last;
    const page = createPage(pageRows);
    pages.push(page);
    return page;
  }

  /** In the order of arrival. */
  function earlierThan(beforeMs: number): { rows: Uint32Array<ArrayBuffer>; times: Float64Array<ArrayBuffer> } {
    const rows = new Uint32Array(size);
    const times = new Float64Array(size);
    let count = 0;
    for (const [at, page] of pages.entries()) {
      for (let row = 0; row < page.used; row += 1) {
        const ms = msAt(page, row);
        if (!(ms < beforeMs)) continue;
        rows[count] = at * pageRows + row;
        times[count] = ms;
        count += 1;
      }
    }
    return { rows: rows.subarray(0, count), times: times.subarray(0, count) };
  }

  /** Of rows of one time. Those of one event come in the order of feeds, and keep it. */
  function isAfter(row: number, other: number): boolean {
    const [page, otherPage] = [pageOf(row), pageOf(other)];
    const byFile = (page.files[row % pageRows] ?? 0) - (otherPage.files[other % pageRows] ?? 0);
    return byFile > 0 || (byFile === 0 && indexAt(page, row % pageRows) > indexAt(otherPage, other % pageRows));
  }

  function pageOf(row: number): ObservationPage {
    return pages[Math.floor(row / pageRows)] ?? noPage;
  }

  function observation(row: number): PlacedObservation {
    const page = pageOf(row);
    const at = row % pageRows;
    const texts = reader.textsOf(page.lists[at] ?? 0);
    const file = files[page.files[at] ?? 0] ?? "";
    return new BufferedObservation(page.numbers, at * batchNumbers, page.words, at * batchWords, texts, file);
  }

  function takeOut(row: number): void {
    const page = pageOf(row);
    takeRow(page, row % pageRows);
    size -= 1;
    // Not only when all have gone: what rules remember of them takes the room.
    if (page.waiting === 0) pages[Math.floor(row / pageRows)] = noPage;
  }

  function tidy(): void {
    pages = pages.filter(({ waiting }) => waiting > 0).map(shrunk);
    if (size === 0) files = [];
    if (reader.closedLength > 0) reader.keepClosed(usedLists());
  }

  function usedLists(): ReadonlySet<number> {
    const used = new Set<number>();
    for (const page of pages) for (const list of page.lists.subarray(0, page.used)) used.add(list);
    return used;
  }
}

const pageRows = 4096;
const noPage: ObservationPage = createPage(0);
const maxOwnLength = 2 ** 22;
