import { expect } from "vitest";
import { hashId, instantOf } from "../../src/detect/index.ts";
import { parseRow, type ReadLimits, type RecordRows, readLogFile, rowWord } from "../../src/logs/index.ts";
import { type CloudTrailEvent, ownText, ownValue, type ProblemRecord } from "../../src/model/index.ts";

export const seed = 0x5eed1e55;

/** Keyed hashes of a row, as text. */
export interface RowHashes {
  readonly index: number;
  readonly checksum: number;
  readonly pair: string;
  readonly fields: readonly string[];
}

export interface Reading {
  /** What each record is, whether it was parsed or not. */
  readonly records: readonly object[];
  readonly problems: readonly ProblemRecord[];
  readonly summary: object;
  readonly rows: readonly RowHashes[];
  /** By index. */
  readonly checksums: ReadonlyMap<number, number>;
}

/** Reads chunks both ways, which must give the same; the reading is that with rows. */
export async function readAndCompare(
  chunks: readonly Buffer[],
  paths: readonly string[] = usualPaths,
  limits: Partial<ReadLimits> = {},
): Promise<Reading> {
  const plain = await reading(chunks, undefined, limits);
  const withRows = await reading(chunks, paths, limits);
  expect(withRows.records).toEqual(plain.records);
  expect(withRows.problems).toEqual(plain.problems);
  expect(withRows.summary).toEqual(plain.summary);
  return withRows;
}

export const usualPaths: readonly string[] = [
  "userIdentity",
  "userIdentity.type",
  "userIdentity.sessionContext.sessionIssuer.arn",
  "errorCode",
  "requestParameters.name",
  "userAgent",
];

/** With `paths`, by the kernel. */
export async function reading(
  chunks: readonly Buffer[],
  paths: readonly string[] | undefined,
  limits: Partial<ReadLimits> = {},
): Promise<Reading> {
  const records: object[] = [];
  const problems: ProblemRecord[] = [];
  const rows: RowHashes[] = [];
  const checksums = new Map<number, number>();
  const sink = {
    event(event: CloudTrailEvent, index: number, checksum: number): void {
      records.push(describeEvent(event, index));
      checksums.set(index, checksum);
    },
    rows(some: RecordRows, first: number): void {
      for (let n = 0; n < some.count; n += 1) {
        records.push(describeRow(some, n, first + n));
        const hashes = rowHashes(some, n, first + n);
        rows.push(hashes);
        checksums.set(first + n, hashes.checksum);
      }
    },
    problem: (problem: ProblemRecord): unknown => problems.push(problem),
  };
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  const projection = paths && { paths: paths.map((path) => path.split(".")), seed };
  const summary = await readLogFile("-", sink, { limits, stdin: stream(), ...(projection && { projection }) });
  return { records, problems, summary, rows, checksums };
}

/** What a row must tell, from the parsed record. */
function describeEvent(event: CloudTrailEvent, index: number): object {
  const ms = instantOf(ownText(event, "eventTime") ?? "");
  const eventId = ownText(event, "eventID");
  const id = { low: 0, high: 0 };
  if (eventId !== undefined) hashId(eventId, seed, id);
  const error = [ownValue(event, "errorCode"), ownValue(event, "errorMessage")].find(
    (value) => value !== undefined && value !== null,
  );
  const hasError = error !== undefined && error !== "";
  return { index, text: JSON.stringify(event), time: Math.floor(ms / 1000), error: hasError, ...id, eventId };
}

function describeRow(rows: RecordRows, n: number, index: number): object {
  const word = (at: number): number => rows.words[n * rows.rowWords + at] ?? Number.NaN;
  const [idStart, idEnd] = [word(rowWord.idStart), word(rowWord.idEnd)];
  return {
    index,
    text: JSON.stringify(parseRow(rows, n)),
    time: word(rowWord.time),
    error: word(rowWord.error) === 1,
    low: word(rowWord.idLow),
    high: word(rowWord.idHigh),
    eventId: idStart === idEnd ? undefined : rows.bytes.toString("latin1", idStart, idEnd),
  };
}

function rowHashes(rows: RecordRows, n: number, index: number): RowHashes {
  const words = rows.words.subarray(n * rows.rowWords, (n + 1) * rows.rowWords);
  const pairs = Array.from({ length: (rows.rowWords - rowWord.pairLow) / 2 }, (_, at) =>
    words.slice(rowWord.pairLow + 2 * at, rowWord.pairLow + 2 * at + 2).join("-"),
  );
  const [pair = "", ...fields] = pairs;
  return { index, checksum: words[rowWord.checksum] ?? 0, pair, fields };
}
