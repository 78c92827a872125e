import { isUtf8 } from "node:buffer";
import { comma } from "./ascii.ts";
import { type Kernel, kernelStop, sharedKernel } from "./kernel.ts";
import { type KernelPlan, kernelLimits, kernelPlan, limitsOffset } from "./kernel-plan.ts";
import type { ReadLimits } from "./limits.ts";
import type { Projection, RecordRows } from "./record-rows.ts";
import type { Place } from "./split-sink.ts";

/** Takes records that the kernel is sure about, many at a time. */
export interface RowScanner {
  /** Memory for a chunk, which is read there without being copied. It holds one until the next is asked for. */
  room(): Buffer;
  /** Before each chunk. */
  nextChunk(): void;
  /** An object begins at `at` of the chunk. Behind the last record of those that were taken from there on, or `at`. */
  take(chunk: Buffer, at: number, place: Place): number;
  /** Of a record that was parsed; the same as in the rows. */
  checksum(bytes: Buffer): number;
}

/** Undefined where the kernel cannot be used: everything is parsed then. `hand` takes the rows, in the order of the file. */
export function createRowScanner(
  projection: Projection,
  limits: ReadLimits,
  hand: (rows: RecordRows) => void,
): RowScanner | undefined {
  const kernel = sharedKernel();
  const plan = kernel && kernelPlan(projection, kernel.planAt, kernel.planBytes);
  return kernel && plan && scannerOf(kernel, plan, kernelLimits(limits), hand);
}

function scannerOf(
  kernel: Kernel,
  plan: KernelPlan,
  limits: readonly number[],
  hand: (rows: RecordRows) => void,
): RowScanner {
  const owner = {};
  const { block } = kernel;
  const { rowWords } = plan;
  /** What of the chunk the kernel has indexed. */
  let from = 0;
  let to = 0;
  /** From an offset in the chunk to one in the block. */
  let shift = 0;
  /** Up to here, reading is left to the parser. */
  let restUntil = 0;
  /** Where the window's end cuts a record, and where a record stands that was declined. */
  let cutAt = -1;
  let declinedAt = -1;

  return {
    room() {
      claim();
      from = to = 0;
      return block;
    },
    nextChunk() {
      from = to = restUntil = 0;
      cutAt = declinedAt = -1;
    },
    take(chunk, at, place) {
      if (at < restUntil || at === declinedAt) return at;
      const isLoaded = at >= from && at < to && kernel.owner === owner;
      if (at === cutAt && (at === from || to === chunk.length)) return at;
      if (!isLoaded || at === cutAt) {
        load(chunk, at);
        if (at < restUntil) return at;
      }
      return scan(at, place);
    },
    checksum(record) {
      claim();
      const { scratchAt, scratchBytes } = kernel;
      let sum = 0;
      for (let start = 0; start === 0 || start < record.length; start += scratchBytes) {
        const size = record.copy(kernel.memory, scratchAt, start, Math.min(record.length, start + scratchBytes));
        sum = kernel.checksum(scratchAt, size, record.length, start === 0 ? 1 : 0);
      }
      return sum >>> 0;
    },
  };

  function claim(): void {
    if (kernel.owner === owner) return;
    if (kernel.plan !== plan) plan.bytes.copy(kernel.memory, kernel.planAt);
    kernel.plan = plan;
    const limitsAt = kernel.planAt + limitsOffset;
    for (const [position, limit] of limits.entries()) kernel.memory.writeUInt32LE(limit, limitsAt + 4 * position);
    kernel.owner = owner;
    from = to = 0;
  }

  function load(chunk: Buffer, at: number): void {
    claim();
    from = at;
    to = Math.min(chunk.length, at + kernel.windowBytes);
    const isInBlock = chunk.buffer === block.buffer;
    shift = isInBlock ? chunk.byteOffset - block.byteOffset : -from;
    if (!isInBlock) chunk.copy(block, 0, from, to);
    kernel.index(from + shift, to - from);
    // Which bytes are wrong, the parser's side says.
    if (kernel.beyondAscii() !== 0 && !isUtf8(wholeCharacters(chunk.subarray(from, to)))) restUntil = to;
  }

  function scan(at: number, place: Place): number {
    const isRoot = place === "root";
    const count = kernel.scan(at + shift, isRoot ? 0 : comma, place === "Records" ? 0 : 1);
    const end = kernel.takenTo() - shift;
    const stopped = kernel.stoppedAt() - shift;
    switch (kernel.stop()) {
      case kernelStop.cut:
        cutAt = stopped;
        break;
      case kernelStop.declined:
        declinedAt = stopped;
        break;
      case kernelStop.misled:
        restUntil = to;
    }
    if (count > 0) {
      const words = new Uint32Array(kernel.memory.buffer, kernel.rowsAt, count * rowWords);
      hand({ count, words, rowWords, bytes: block });
    }
    return end;
  }
}

/** Without the beginning of a character whose end is not there. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
  }
  return bytes;
}
