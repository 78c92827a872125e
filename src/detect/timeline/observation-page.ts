import { batchNumbers, batchWord, batchWords, type ObservationBatch } from "../observation-batch.ts";

/** Rows that wait, in the order of arrival. Most come as many at a time, and go as many at a time. */
export interface ObservationPage {
  /** As in a batch. The time of a row that has gone is NaN. */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly words: Uint32Array<ArrayBuffer>;
  /** For each row the position of its file, and the list that its texts are in. */
  readonly files: Uint32Array;
  readonly lists: Uint32Array;
  /** Rows that were put in. */
  used: number;
  /** Those of them that have not gone. */
  waiting: number;
}

export function createPage(rows: number): ObservationPage {
  return {
    numbers: new Float64Array(rows * batchNumbers),
    words: new Uint32Array(rows * batchWords),
    files: new Uint32Array(rows),
    lists: new Uint32Array(rows),
    used: 0,
    waiting: 0,
  };
}

export function roomOf({ files, used }: ObservationPage): number {
  return files.length - used;
}

/** Puts in `count` rows of a batch from `row` on, for which there has to be room. */
export function putRows(
  page: ObservationPage,
  { numbers, words }: Pick<ObservationBatch, "numbers" | "words">,
  row: number,
  count: number,
  file: number,
  list: number,
): void {
  const { used } = page;
  page.numbers.set(numbers.subarray(row * batchNumbers, (row + count) * batchNumbers), used * batchNumbers);
  page.words.set(words.subarray(row * batchWords, (row + count) * batchWords), used * batchWords);
  page.files.fill(file, used, used + count);
  page.lists.fill(list, used, used + count);
  page.used += count;
  page.waiting += count;
}

export function msAt({ numbers }: ObservationPage, row: number): number {
  return numbers[row * batchNumbers] ?? Number.NaN;
}

export function indexAt({ words }: ObservationPage, row: number): number {
  return words[row * batchWords + batchWord.index] ?? 0;
}

export function takeRow(page: ObservationPage, row: number): void {
  page.numbers[row * batchNumbers] = Number.NaN;
  page.waiting -= 1;
}

/** A page without room that holds what waits, when that is little of what it was. */
export function shrunk(page: ObservationPage): ObservationPage {
  if (page.waiting * 4 > page.used) return page;
  const small = createPage(page.waiting);
  for (let row = 0; row < page.used; row += 1) {
    if (!Number.isNaN(msAt(page, row))) putRows(small, page, row, 1, page.files[row] ?? 0, page.lists[row] ?? 0);
  }
  return small;
}
