import type { Place } from "./split-sink.ts";
import { openScan, type ValueScan } from "./value-scanner.ts";

/** A value whose end has not been seen, with its bytes from earlier chunks. */
export interface OpenValue {
  readonly place: Place;
  /** Where it begins in the file. */
  readonly offset: number;
  readonly scan: ValueScan;
  held: Buffer[];
  heldBytes: number;
  /** Where its bytes begin in the current chunk. */
  from: number;
  /** Too large: only its end is looked for. */
  skipped: boolean;
  /** The elements of a list inside it were handed over. */
  streamed: boolean;
}

export function openValue(offset: number, from: number, place: Place): OpenValue {
  const scan = openScan(place === "root");
  return { place, offset, scan, held: [], heldBytes: 0, from, skipped: false, streamed: false };
}

/** Keeps what the current chunk has of the value, up to `end`. */
export function holdBytes(open: OpenValue, chunk: Buffer, end: number): void {
  const bytes = chunk.subarray(open.from, end);
  open.from = end;
  if (open.skipped) return;
  open.held.push(bytes);
  open.heldBytes += bytes.length;
}

/** All bytes of the value, up to `end` in the current chunk. */
export function takeBytes(open: OpenValue, chunk: Buffer, end: number): Buffer {
  const last = chunk.subarray(open.from, end);
  const bytes = open.held.length === 0 ? last : Buffer.concat([...open.held, last]);
  open.held = [];
  return bytes;
}

export function skipBytes(open: OpenValue): void {
  open.skipped = true;
  open.held = [];
}

/** The key whose list has just begun, where it is one that holds records. `base`: bytes before the current chunk. */
export function listKey(open: OpenValue, chunk: Buffer, base: number): "Records" | "Events" | undefined {
  const { keyStart, keyEnd } = open.scan;
  const length = keyEnd - keyStart;
  if (length !== 6 && length !== 7) return undefined;
  const inChunk = keyStart - base;
  // The key may lie across chunks; what is held ends where the current chunk begins.
  const before = inChunk < 0 ? Buffer.concat(open.held).subarray(inChunk) : Buffer.alloc(0);
  const key = Buffer.concat([before, chunk.subarray(Math.max(0, inChunk), Math.max(0, keyEnd - base))]);
  const text = key.toString("latin1", 0, length);
  return text === "Records" || text === "Events" ? text : undefined;
}
