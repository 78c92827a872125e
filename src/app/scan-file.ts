import { type Detector, hashId, hourMs, type IdHash, instantOf } from "../detect/index.ts";
import { type LogFileSummary, type ReadOptions, readLogFile } from "../logs/index.ts";
import { type CloudTrailEvent, type Detection, ownText, ownValue, type ProblemRecord } from "../model/index.ts";

/** A part of what one file held: plain data, small beside the events, and cheap to hand from thread to thread. */
export interface ScanPart {
  /** Position in the list of files. */
  readonly file: number;
  /** {@link recordWords} words for each record, in the order of the file. */
  readonly records: Uint32Array<ArrayBuffer>;
  readonly hits: readonly Hit[];
  readonly problems: readonly ProblemRecord[];
  /** With the last part. */
  readonly end?: ScanEnd;
}

/** A detection with what tells copies of its event. */
export interface Hit {
  readonly detection: Detection;
  readonly file: number;
  /** Of the text that its event was read from. */
  readonly checksum: number;
  /** The event's time in milliseconds since 1970; NaN where it cannot be read. */
  readonly ms: number;
}

export interface ScanEnd extends LogFileSummary {
  /** Earliest and latest event time, in milliseconds; infinite when there is none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Events outside the asked-for time, of which no rule was asked. */
  readonly outside: number;
}

/** What a scan needs beside the rules; the same for all threads. Plain data. */
export interface ScanSettings {
  /** Seed of the id hashes. */
  readonly seed: number;
  /** Only events in this time, in milliseconds since 1970; the end is not part of it. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Id low, id high (0,0: no id), checksum, index, and hour and error as `packHour` packs them. */
export const recordWords = 5;

/** For an event without a time that can be read. */
export const noHour = 0xffffffff;

const recordsPerPart = 16_384;
/** Most files hold a few hundred records, and memory for a whole part takes time to clear. */
const firstRecords = 1024;
const hitsPerPart = 2_000;

/** Reads a file and asks the rules of each event; hands over what it finds in parts, so that memory stays flat. */
export async function scanFile(
  name: string,
  file: number,
  detector: Detector,
  settings: ScanSettings,
  hand: (part: ScanPart) => void,
  options: ReadOptions = {},
): Promise<void> {
  const id: IdHash = { low: 0, high: 0 };
  let records = new Uint32Array(firstRecords * recordWords);
  let used = 0;
  let hits: Hit[] = [];
  let problems: ProblemRecord[] = [];
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  let outside = 0;
  let timeless = 0;

  const summary = await readLogFile(name, { event: see, problem: (problem) => problems.push(problem) }, options);
  if (timeless > 0) {
    const message = `${timeless === 1 ? "One event has" : `${timeless} events have`} no eventTime that can be read.`;
    problems.push({ code: "input.no-time", message, location: { file: name } });
  }
  send({ ...summary, firstMs, lastMs, outside });

  function see(event: CloudTrailEvent, index: number, checksum: number): void {
    const eventId = ownText(event, "eventID");
    const ms = instantOf(ownText(event, "eventTime") ?? "");
    if (Number.isNaN(ms)) timeless += 1;
    if (ms < firstMs) firstMs = ms;
    if (ms > lastMs) lastMs = ms;
    if (eventId === undefined) id.low = id.high = 0;
    else hashId(eventId, settings.seed, id);
    records[used] = id.low;
    records[used + 1] = id.high;
    records[used + 2] = checksum;
    records[used + 3] = index;
    records[used + 4] = packHour(ms, isError(event));
    used += recordWords;
    // A time that cannot be read is no reason to leave an event out.
    if (ms < settings.fromMs || ms >= settings.toMs) outside += 1;
    else detect(event, index, checksum, ms);
    if (used === recordsPerPart * recordWords || hits.length >= hitsPerPart) send();
    else if (used === records.length) grow();
  }

  function grow(): void {
    const larger = new Uint32Array(2 * records.length);
    larger.set(records);
    records = larger;
  }

  function detect(event: CloudTrailEvent, index: number, checksum: number, ms: number): void {
    for (const detection of detector.see(event, { file: name, index })) hits.push({ detection, file, checksum, ms });
  }

  function send(end?: ScanEnd): void {
    hand({ file, records: records.slice(0, used), hits, problems, ...(end && { end }) });
    hits = [];
    problems = [];
    used = 0;
    if (end !== undefined) records = new Uint32Array(0);
  }
}

/** An error code, or a failed sign-in, which has only a message. */
function isError(event: CloudTrailEvent): boolean {
  const code = ownValue(event, "errorCode") ?? ownValue(event, "errorMessage");
  return code !== undefined && code !== null && code !== "";
}

/** Hours since 1970 and the error flag in one word. */
function packHour(ms: number, error: boolean): number {
  const hour = Math.floor(ms / hourMs);
  return hour >= 0 && hour < 2 ** 31 - 1 ? hour * 2 + (error ? 1 : 0) : noHour;
}
