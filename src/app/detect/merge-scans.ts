import { type ActivityCounter, createActivityCounter, createIdTable, type Sighting } from "../../detect/index.ts";
import type { ProblemRecord } from "../../model/index.ts";
import { createHitKeeper } from "./keep-hits.ts";
import { noHour, recordWord, recordWords } from "./record-pages.ts";
import type { Hit, ScanEnd, ScanPart } from "./scan-file.ts";

/** What all files held together. */
export interface MergedScans {
  readonly ends: readonly ScanEnd[];
  readonly hits: readonly Hit[];
  readonly problems: readonly ProblemRecord[];
  /** Records that are the first of their id, or have none. */
  readonly unique: number;
  readonly duplicates: number;
  /** Same id, other text: to be looked at again. */
  readonly suspects: readonly Suspect[];
  /** Records whose first copy was forgotten may have been counted again. */
  readonly forgotten: number;
  readonly activity: ActivityCounter;
}

/** A record with the id of an earlier one, but not with its text. */
export interface Suspect extends Place {
  /** The earliest record of this id that is remembered. */
  readonly first: Place;
  readonly hour: number;
}

export interface Place {
  readonly file: number;
  readonly index: number;
}

/**
 * Hears of each part in the order of the files. Of a record, by its position in the file, `isCopy` tells whether an earlier one
 * has the same id and text, `isSuspect` whether it is one of {@link MergedScans.suspects}.
 */
export type OnPart = (
  part: ScanPart,
  isCopy: (index: number) => boolean,
  isSuspect: (index: number) => boolean,
) => void;

export interface ScanMerge {
  add(part: ScanPart): void;
  /** Records of files that are waiting for an earlier file. */
  readonly waiting: number;
  /** The file whose end everything else waits for. */
  readonly next: number;
  result(): MergedScans;
}

/**
 * Joins what threads found, in the order of the files whatever the order of arrival: the first copy of an event counts, and
 * who is first must not depend on the number of threads.
 */
export function createScanMerge(onPart: OnPart, expectedRecords: number = 0): ScanMerge {
  const table = createIdTable(expectedRecords);
  const activity = createActivityCounter();
  const ends: ScanEnd[] = [];
  const hits: Hit[] = [];
  const keep = createHitKeeper();
  const problems: ProblemRecord[] = [];
  const suspects: Suspect[] = [];
  const parked = new Map<number, ScanPart[]>();
  /** Of the part that is being taken. */
  const copies = new Set<number>();
  const suspected = new Set<number>();
  const isCopy = (index: number): boolean => copies.has(index);
  const isSuspect = (index: number): boolean => suspected.has(index);
  /** One object for all records. */
  const sighting: { -readonly [key in keyof Sighting]: Sighting[key] } = {
    idLow: 0,
    idHigh: 0,
    checksum: 0,
    file: 0,
    index: 0,
  };
  let next = 0;
  let waiting = 0;
  let unique = 0;
  let duplicates = 0;

  return {
    add(part) {
      if (part.file !== next) {
        park(part);
        return;
      }
      take(part);
      for (let ready = parked.get(next); ready !== undefined; ready = parked.get(next)) {
        parked.delete(next);
        for (const one of ready) {
          waiting -= one.records.length / recordWords;
          take(one);
        }
      }
    },
    get waiting() {
      return waiting;
    },
    get next() {
      return next;
    },
    result: () => ({
      ends,
      hits,
      problems,
      unique,
      duplicates,
      suspects,
      forgotten: table.evicted,
      activity,
    }),
  };

  function park(part: ScanPart): void {
    const list = parked.get(part.file);
    if (list === undefined) parked.set(part.file, [part]);
    else list.push(part);
    waiting += part.records.length / recordWords;
  }

  function take(part: ScanPart): void {
    const { records } = part;
    copies.clear();
    suspected.clear();
    for (let at = 0; at < records.length; at += recordWords) takeRecord(part, at);
    onPart(part, isCopy, isSuspect);
    for (const hit of part.hits) hits.push(keep(hit));
    problems.push(...part.problems);
    if (part.end === undefined) return;
    ends.push(part.end);
    next += 1;
  }

  function takeRecord({ records, file }: ScanPart, at: number): void {
    sighting.idLow = records[at + recordWord.idLow] ?? 0;
    sighting.idHigh = records[at + recordWord.idHigh] ?? 0;
    sighting.checksum = records[at + recordWord.checksum] ?? 0;
    sighting.file = file;
    sighting.index = records[at + recordWord.index] ?? 0;
    const { index } = sighting;
    const hour = records[at + recordWord.hour] ?? noHour;
    const verdict = sighting.idLow === 0 && sighting.idHigh === 0 ? undefined : table.see(sighting);
    if (verdict?.kind === "duplicate") {
      duplicates += 1;
      copies.add(index);
    } else if (verdict?.kind === "suspect") {
      suspected.add(index);
      suspects.push({ file, index, first: verdict.first, hour });
    } else {
      unique += 1;
      countHour(activity, hour);
    }
  }
}

/** Adds a packed hour to the histogram. */
export function countHour(activity: ActivityCounter, hour: number): void {
  if (hour !== noHour) activity.add(Math.floor(hour / 2), hour % 2 === 1);
}
