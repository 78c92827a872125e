import { hourMs } from "../../detect/index.ts";

/** What is told of each record, as 32-bit words; the hour and whether it tells of an error are packed into one. */
export const recordWord = { idLow: 0, idHigh: 1, checksum: 2, index: 3, hour: 4 } as const;
export const recordWords = 5;

/** In place of the hour, for an event without a time that can be read. */
export const noHour = -1;

/**
 * Where a thread writes what it tells of records. Files have a few hundred of them, and a buffer for each file would cost more to
 * make and to hand over than its words: so they stand on pages, which are handed over with the records of many files.
 */
export interface RecordPages {
  /** Records since the last {@link RecordPages.take}. */
  readonly count: number;
  /** Id 0, 0: the record has none. */
  add(idLow: number, idHigh: number, checksum: number, index: number, ms: number, isError: boolean): void;
  /** {@link recordWords} words for each, as signed numbers, which are small integers to V8. */
  take(): Int32Array<ArrayBuffer>;
  /** Leaves the page to who has its records. */
  turn(): void;
}

export function createRecordPages(): RecordPages {
  let page = new Int32Array(0);
  let first = 0;
  let end = 0;

  return {
    get count() {
      return (end - first) / recordWords;
    },
    add(idLow, idHigh, checksum, index, ms, isError) {
      if (end === page.length) makeRoom();
      page[end] = idLow;
      page[end + 1] = idHigh;
      page[end + 2] = checksum;
      page[end + 3] = index;
      page[end + 4] = packHour(ms, isError);
      end += recordWords;
    },
    take() {
      const taken = page.subarray(first, end);
      first = end;
      return taken;
    },
    turn() {
      page = new Int32Array(0);
      first = end = 0;
    },
  };

  /** Records that were not taken yet move to a page of their own. */
  function makeRoom(): void {
    const used = end - first;
    const next = new Int32Array(Math.max(pageWords, 2 * used));
    next.set(page.subarray(first, end));
    page = next;
    first = 0;
    end = used;
  }
}

const pageWords = 16_384 * recordWords;

function packHour(ms: number, isError: boolean): number {
  const hour = Math.floor(ms / hourMs);
  return hour >= 0 && hour < 2 ** 30 - 1 ? hour * 2 + (isError ? 1 : 0) : noHour;
}
