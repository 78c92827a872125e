import { gunzipSync } from "node:zlib";

/**
 * Unpacks a small file in one go, several times as fast as the stream. Undefined when there is anything unusual about it
 * (broken, larger than `maxBytes`, more than one member, bytes after the end): then the stream looks at it and says what.
 */
export function gunzipWhole(stored: Buffer, maxBytes: number): Buffer | undefined {
  // Members before the last that hold something would make the size wrong; empty ones do not.
  if (stored.length < 18 || stored.includes(emptyThenMember)) return undefined;
  const size = stored.readUInt32LE(stored.length - 4);
  // The stated size is a hint from a stranger: deflate cannot unpack to more than 1,032 times its bytes.
  if (size > maxBytes || size > stored.length * 1032) return undefined;
  try {
    const options = { chunkSize: Math.max(64, size + 64), maxOutputLength: maxBytes, info: true } as const;
    // With `info`, Node gives the buffer and the engine, which its types do not say.
    const result = gunzipSync(stored, options) as unknown as UnpackedWithInfo;
    return result.engine.bytesWritten === stored.length && result.buffer.length === size ? result.buffer : undefined;
  } catch {
    return undefined;
  }
}

interface UnpackedWithInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** The size of a member that holds nothing, and the beginning of the next. */
const emptyThenMember = Buffer.from([0, 0, 0, 0, 0x1f, 0x8b, 0x08]);
