import type {
  Feed,
  Judge,
  JudgeSink,
  ObservationBatch,
  ObservationBatchWriter,
  SharedMatch,
} from "../../detect/index.ts";
import { hashId, type IdHash, instantOf, toDetection } from "../../detect/index.ts";
import {
  type LogFileSummary,
  type Projection,
  parseRow,
  type ReadOptions,
  type RecordRows,
  readLogFile,
  rowWord,
} from "../../logs/index.ts";
import { type CloudTrailEvent, type Detection, ownText, ownValue, type ProblemRecord } from "../../model/index.ts";
import type { Rule } from "../../sigma/index.ts";
import { createCurrentEvent } from "./current-event.ts";
import type { Derive } from "./explain-detections.ts";
import type { RecordPages } from "./record-pages.ts";

/** A part of what one file held: plain data, small beside the events, and cheap to hand from thread to thread. */
export interface ScanPart {
  /** Position in the list of files. */
  readonly file: number;
  /** As {@link RecordPages} writes them, in the order of the file. */
  readonly records: Int32Array<ArrayBuffer>;
  readonly hits: readonly Hit[];
  /** What rules over time want to know of these records; left out when it is nothing. */
  readonly observations?: ObservationBatch;
  readonly problems: readonly ProblemRecord[];
  /** With the last part. */
  readonly end?: ScanEnd;
}

/** A detection with what tells copies of its event. */
export interface Hit {
  readonly detection: Detection;
  readonly file: number;
  /** Of the text that its event was read from; 32 bits, signed. */
  readonly checksum: number;
  /** The event's time in milliseconds since 1970; NaN where it cannot be read. */
  readonly ms: number;
}

export interface ScanEnd extends LogFileSummary {
  /** Earliest and latest event time of those in the asked-for time, in milliseconds; infinite when there is none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Events outside the asked-for time, of which no rule was asked. */
  readonly outside: number;
}

/** What a scan needs beside the rules; the same for all threads. Plain data. */
export interface ScanSettings {
  /** Seed of the id hashes, and secret of the hashes that verdicts are remembered by. */
  readonly seed: number;
  /** Only events in this time, in milliseconds since 1970; the end is not part of it. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Databases for the fields that are derived from addresses. */
  readonly geoipPaths: readonly string[];
  /** Parse every record: slower, and the same result. */
  readonly plain: boolean;
}

/** What one thread asks events with. */
export interface ScanTools {
  readonly judge: Judge;
  readonly feeds: readonly Feed[];
  readonly observations: ObservationBatchWriter;
  readonly records: RecordPages;
  /** What the judge asks of records before they are parsed; one object for all files. */
  readonly projection: Projection;
  /** Adds the fields that events do not write, to events that were parsed. */
  readonly derive: Derive;
}

const recordsPerPart = 16_384;
const hitsPerPart = 2_000;

/** Reads a file and asks the rules of each event; hands over what it finds in parts, so that memory stays flat. */
export async function scanFile(
  name: string,
  file: number,
  { judge, observations, records, derive, projection }: ScanTools,
  settings: ScanSettings,
  hand: (part: ScanPart) => void,
  options: ReadOptions = {},
): Promise<void> {
  const id: IdHash = { low: 0, high: 0 };
  let hits: Hit[] = [];
  let problems: ProblemRecord[] = [];
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let outside = 0;
  let timeless = 0;

  const current = createCurrentEvent();
  const verdict: JudgeSink = {
    rule(rule: Rule, event: CloudTrailEvent): void {
      const { index, checksum, ms } = current;
      hits.push({ detection: toDetection(rule, event, { file: name, index }), file, checksum, ms });
    },
    feed(match: SharedMatch): void {
      // Without a time there is no place for it in a sequence; that such events exist is said below.
      if (!Number.isNaN(current.ms)) observations.add(match, current);
    },
  };

  const sink = { event: see, rows: seeRows, problem: (problem: ProblemRecord): unknown => problems.push(problem) };
  const summary = await readLogFile(name, sink, settings.plain ? options : { ...options, projection });
  if (timeless > 0) {
    const message = `${timeless === 1 ? "One event has" : `${timeless} events have`} no eventTime that can be read.`;
    problems.push({ code: "input.no-time", message, location: { file: name } });
  }
  send({ ...summary, firstMs, lastMs, outside });

  function see(event: CloudTrailEvent, index: number, unsigned: number): void {
    const checksum = unsigned | 0;
    const eventId = ownText(event, "eventID");
    const ms = instantOf(ownText(event, "eventTime") ?? "");
    if (Number.isNaN(ms)) timeless += 1;
    if (eventId === undefined) id.low = id.high = 0;
    else hashId(eventId, settings.seed, id);
    note(id.low | 0, id.high | 0, checksum, index, ms, isError(event));
    if (!isInside(ms)) return;
    current.isParsed(index, checksum, ms, eventId ?? "");
    judge.see(derive(event), verdict);
    handFullPart();
  }

  function seeRows(rows: RecordRows, firstIndex: number): void {
    const { words, rowWords } = rows;
    const parse = (): CloudTrailEvent | undefined => {
      const event = parseRow(rows, current.row);
      return event && derive(event);
    };
    for (let row = 0; row < rows.count; row += 1) {
      const at = row * rowWords;
      const index = firstIndex + row;
      const ms = (words[at + rowWord.time] ?? 0) * 1000;
      const checksum = (words[at + rowWord.checksum] ?? 0) | 0;
      const hasError = words[at + rowWord.error] === 1;
      note((words[at + rowWord.idLow] ?? 0) | 0, (words[at + rowWord.idHigh] ?? 0) | 0, checksum, index, ms, hasError);
      if (!isInside(ms)) continue;
      current.isRow(index, checksum, ms, rows, row);
      judge.seeRow(words, at, parse, verdict);
      handFullPart();
    }
  }

  /** All of them signed, since V8 makes objects of whole numbers from 2^31 on. */
  function note(low: number, high: number, checksum: number, index: number, ms: number, error: boolean): void {
    if (records.count === recordsPerPart) send();
    records.add(low, high, checksum, index, ms, error);
  }

  /** A time that cannot be read is no reason to leave an event out. */
  function isInside(ms: number): boolean {
    if (ms < settings.fromMs || ms >= settings.toMs) {
      outside += 1;
      return false;
    }
    if (ms < firstMs) firstMs = ms;
    if (ms > lastMs) lastMs = ms;
    return true;
  }

  function handFullPart(): void {
    if (hits.length >= hitsPerPart || observations.count >= recordsPerPart) send();
  }

  function send(end?: ScanEnd): void {
    hand({
      file,
      records: records.take(),
      hits,
      ...(observations.count > 0 && { observations: observations.take() }),
      problems,
      ...(end && { end }),
    });
    hits = [];
    problems = [];
  }
}

/** An error code, or a failed sign-in, which has only a message. */
function isError(event: CloudTrailEvent): boolean {
  const code = ownValue(event, "errorCode") ?? ownValue(event, "errorMessage");
  return code !== undefined && code !== null && code !== "";
}
