import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";
import {
  type CloudTrailEvent,
  isJsonObject,
  type Json,
  Problem,
  type ProblemCode,
  type ProblemRecord,
} from "../model/index.ts";
import { createGunzip } from "./gunzip.ts";
import { gunzipWhole } from "./gunzip-whole.ts";
import { createJsonSplitter } from "./json-splitter.ts";
import { defaultReadLimits, type ReadLimits } from "./limits.ts";
import type { Refusal } from "./line-recovery.ts";
import { createProblemLog } from "./problem-log.ts";
import { findRecords, type RecordSink } from "./record-forms.ts";
import type { Projection, RecordRows } from "./record-rows.ts";
import { createRowScanner } from "./row-scanner.ts";
import { isObjectUri } from "./s3/object-uri.ts";
import { openStored, type StoredBytes, type StoredFile, withWholeStart } from "./stored-bytes.ts";
import { createTextDecoding, foreignFormat } from "./text-encoding.ts";

/** Whoever takes the events. All are called while reading goes on, in the order of the file. */
export interface LogSink {
  /**
   * `index`: position among the records of the file, from 0; records that are broken count as well.
   * `checksum`: of the bytes that the event was read from, to find copies without looking at every field. To be compared
   * with those of the same run only, in which all files are read with the same projection or all without one.
   */
  event(event: CloudTrailEvent, index: number, checksum: number): void;
  /**
   * Records that were not parsed, if a projection is given; the first has this index, the others follow it. Others may come
   * as events all the same.
   */
  rows?(rows: RecordRows, firstIndex: number): void;
  problem(problem: ProblemRecord): void;
}

/** What one file was. */
export interface LogFileSummary {
  /** As stored, compressed where it is compressed. */
  readonly bytesRead: number;
  readonly bytesUnpacked: number;
  /** Events handed over. */
  readonly records: number;
  /** Digest files hold no events; each is recognised and left alone. */
  readonly digests: number;
  /** Gzip members; 0 where it is not compressed. */
  readonly members: number;
}

export interface ReadOptions {
  readonly limits?: Partial<ReadLimits>;
  /** The bytes of `-`. */
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Opens what is no file of this machine: objects, by their `s3://` address. It never rejects. */
  readonly openObject?: ((uri: string) => Promise<StoredFile>) | undefined;
  /** What the rows tell of each record. Without it, and without a taker of rows, every record is parsed. */
  readonly projection?: Projection;
}

/**
 * Reads one file of CloudTrail events in any of its forms, gzip or plain, with memory that does not grow with the file.
 * Never throws for what is in the file or for a file that cannot be opened: what could be read is handed over and what
 * could not is named.
 */
export async function readLogFile(file: string, sink: LogSink, options: ReadOptions = {}): Promise<LogFileSummary> {
  const limits = { ...defaultReadLimits, ...options.limits };
  const reader = createReader(file, sink, limits, options.projection);
  const isObject = options.openObject !== undefined && isObjectUri(file);
  const stored = isObject ? await options.openObject(file) : openStored(file, limits.maxWholeFileBytes, options.stdin);
  if (stored.kind === "problem") {
    sink.problem(stored.problem);
    return reader.summary(0);
  }
  if (stored.note !== undefined) sink.problem(stored.note);
  return stored.kind === "whole" && readWhole(stored.bytes, reader, limits)
    ? reader.summary(stored.bytes.length)
    : reader.summary(await readStream(stored, reader));
}

/** True when the file was ordinary and has been read. */
function readWhole(stored: Buffer, reader: Reader, limits: ReadLimits): boolean {
  if (!isGzip(stored)) return false;
  const unpacked = gunzipWhole(stored, limits.maxWholeUnpackedBytes, reader.room());
  if (unpacked === undefined) return false;
  reader.isPacked();
  reader.text(unpacked);
  reader.finish(false);
  return true;
}

/** Gives the stored bytes that were read. */
async function readStream(stored: StoredBytes, reader: Reader): Promise<number> {
  let bytesRead = 0;
  let gunzip: ReturnType<typeof createGunzip> | undefined;
  let isFirst = true;
  for await (const chunk of storedChunks(stored, reader)) {
    bytesRead += chunk.length;
    if (isFirst) {
      isFirst = false;
      const foreign = foreignFormat(chunk);
      if (foreign !== undefined) {
        const hint = "Unpack it first, or give the files as CloudTrail delivered them.";
        reader.problem("input.unsupported", `This is ${foreign}, not a CloudTrail log.`, { byteOffset: 0 }, hint);
        break;
      }
      if (isGzip(chunk)) {
        reader.isPacked();
        gunzip = createGunzip({
          data: reader.text,
          member: reader.isPacked,
          problem: (code, message, byteOffset) => reader.problem(code, message, { byteOffset }),
        });
      }
    }
    const goOn = gunzip === undefined ? reader.text(chunk) : await gunzip.write(chunk);
    if (!goOn) break;
  }
  const isWhole = gunzip?.end() ?? true;
  reader.finish(!isWhole);
  return bytesRead;
}

/** A failing disk or pipe ends the file, it does not end the run. */
async function* storedChunks(stored: StoredBytes, reader: Reader): AsyncGenerator<Buffer> {
  try {
    // Of its own from here on, since others may open a file while this one waits.
    if (stored.kind === "whole") yield Buffer.from(stored.bytes);
    else yield* withWholeStart(stored.chunks);
  } catch (error) {
    if (error instanceof Problem) {
      reader.problem(error.code, error.message, {}, error.hint);
      return;
    }
    reader.problem("input.unreadable", `Reading failed: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

type Place = { readonly byteOffset?: number; readonly record?: number };

interface Reader {
  /** Memory from which unpacked bytes are read the fastest. */
  readonly room: () => Buffer | undefined;
  /** A gzip member begins. */
  readonly isPacked: () => void;
  /** Unpacked bytes. False when the rest is not worth reading. */
  readonly text: (chunk: Buffer) => boolean;
  finish(cut: boolean): void;
  problem(code: ProblemCode, message: string, place?: Place, hint?: string): void;
  summary(bytesRead: number): LogFileSummary;
}

/** From unpacked bytes to events. */
function createReader(file: string, sink: LogSink, limits: ReadLimits, projection: Projection | undefined): Reader {
  const problems = createProblemLog(file, limits.maxProblems, sink.problem);
  let bytesUnpacked = 0;
  let records = 0;
  let digests = 0;
  let index = 0;
  let members = 0;
  let isOverLimit = false;
  let saidEncoding = false;
  let checksum = 0;

  const recordSink: RecordSink = {
    event(event: CloudTrailEvent): void {
      sink.event(event, index, checksum);
      records += 1;
      index += 1;
    },
    digest(): void {
      digests += 1;
    },
    refused(message: string): void {
      problems.add("input.malformed", message, { record: index });
      index += 1;
    },
  };
  const scanner = projection && sink.rows && createRowScanner(projection, limits, takeRows);
  const checksumOf = scanner?.checksum ?? crc32;
  const splitter = createJsonSplitter(
    {
      value(bytes, place, offset, streamed) {
        const text = bytes.toString("utf8");
        checkEncoding(text, bytes, offset);
        const parsed = parseJson(text);
        if ("message" in parsed) return parsed;
        checksum = checksumOf(bytes);
        if (!streamed) findRecords(parsed.value, place, limits.maxDepth, recordSink);
        return undefined;
      },
      likely(bytes, place, offset) {
        const text = bytes.toString("utf8");
        const parsed = parseJson(text);
        if ("message" in parsed || isDeeperThan(limits.maxDepth, parsed.value)) return false;
        checkEncoding(text, bytes, offset);
        checksum = checksumOf(bytes);
        findRecords(parsed.value, place, limits.maxDepth, recordSink);
        return true;
      },
      problem(kind, message, offset) {
        problems.add(`input.${kind}`, members > 0 ? `${message} (Byte ${offset} once unpacked.)` : message, at(offset));
        index += 1;
      },
    },
    limits,
    scanner,
  );
  const decoding = createTextDecoding((bytes) => splitter.push(bytes));

  return {
    room: () => scanner?.room(),
    isPacked() {
      members += 1;
    },
    text(chunk) {
      const room = limits.maxUnpackedBytes - bytesUnpacked;
      const bytes = chunk.length > room ? chunk.subarray(0, room) : chunk;
      bytesUnpacked += bytes.length;
      decoding.push(bytes);
      if (bytes.length === chunk.length) return !splitter.stopped;
      isOverLimit = true;
      const message = `The file unpacks to more than ${limits.maxUnpackedBytes} bytes; what comes after was not read.`;
      problems.add("input.too-large", message);
      return false;
    },
    finish(cut) {
      decoding.finish();
      splitter.finish(cut || isOverLimit);
      if (records + digests + problems.count() === 0) {
        if (splitter.sawText) problems.add("input.nothing", "There is no CloudTrail record in it.");
        else problems.add("input.empty", "The file is empty.");
      }
      problems.close();
    },
    problem: problems.add,
    summary: (bytesRead) => ({ bytesRead, bytesUnpacked, records, digests, members }),
  };

  function takeRows(rows: RecordRows): void {
    sink.rows?.(rows, index);
    records += rows.count;
    index += rows.count;
  }

  function checkEncoding(text: string, bytes: Buffer, offset: number): void {
    if (saidEncoding || !text.includes("\uFFFD") || isUtf8(bytes)) return;
    saidEncoding = true;
    problems.add("input.malformed", "Bytes that are not UTF-8 were replaced.", at(offset));
  }

  /** Offsets in a problem count stored bytes, which say nothing about the inside of gzip data. */
  function at(offset: number): Place {
    return members > 0 ? { record: index } : { record: index, byteOffset: offset };
  }
}

function parseJson(text: string): { readonly value: Json } | Refusal {
  try {
    // JSON.parse gives nothing but JSON values.
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    // The engine's own sentence quotes the input; only the position in it is of use.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const at = position === undefined ? 0 : Buffer.byteLength(text.slice(0, Number(position)));
    return { message: "This is not JSON.", at };
  }
}

/** Objects and arrays inside each other. */
function isDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (isJsonObject(value)) {
    // Twice as fast as a list of the values; what JSON.parse makes inherits no key.
    for (const key in value) if (isDeeperThan(levels - 1, value[key] ?? null)) return true;
    return false;
  }
  return value.some((element) => isDeeperThan(levels - 1, element));
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
