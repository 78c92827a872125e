import { constants, createGunzip, gunzipSync } from "node:zlib";

/**
 * Unpacks a small file in one go, several times as fast as the stream. Undefined when there is anything unusual about it
 * (broken, larger than `maxBytes`, more than one member, bytes after the end): then the stream looks at it and says what.
 * The bytes stand in `room` where they fit, else in memory of its own; either way they stay as they are until the next call only.
 */
export function gunzipWhole(stored: Buffer, maxBytes: number, room?: Buffer): Buffer | undefined {
  // Members before the last that hold something would make the size wrong; empty ones do not.
  if (stored.length < 18 || stored.includes(emptyThenMember)) return undefined;
  const size = stored.readUInt32LE(stored.length - 4);
  // The stated size is a hint from a stranger: deflate cannot unpack to more than 1,032 times its bytes.
  if (size > maxBytes || size > stored.length * 1032) return undefined;
  if (!engineWorks()) return unpackOnce(stored, size, maxBytes);
  if (room !== undefined && size + spare <= room.length) return unpackInto(stored, size, room);
  return size <= maxKeptBytes ? unpackInto(stored, size, keptFor(size + spare)) : unpackOnce(stored, size, maxBytes);
}

/** The size of a member that holds nothing, and the beginning of the next. */
const emptyThenMember = Buffer.from([0, 0, 0, 0, 0x1f, 0x8b, 0x08]);

function unpackOnce(stored: Buffer, size: number, maxBytes: number): Buffer | undefined {
  try {
    const options = { chunkSize: size + spare, maxOutputLength: maxBytes, info: true } as const;
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

/** Without room behind its end, output that is too long would look whole. */
const spare = 64;

/**
 * One engine and one buffer for all files of a thread: most files are so small that to make both anew takes as long as to unpack.
 * Node has this inside, for its own streams, and does not document it; so it is tried out first.
 */
function unpackInto(stored: Buffer, size: number, target: Buffer): Buffer | undefined {
  engine ??= startEngine();
  const { stream, state } = engine;
  stream._handle.writeSync(constants.Z_FINISH, stored, 0, stored.length, target, 0, size + spare);
  const [outLeft, inLeft] = stream._writeState;
  if (state.failed) engine = undefined;
  else stream.reset();
  return !state.failed && inLeft === 0 && outLeft === spare ? target.subarray(0, size) : undefined;
}

function keptFor(size: number): Buffer {
  if (kept.length < size) kept = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)));
  return kept;
}

/** Larger ones are few. */
const maxKeptBytes = 8 * 1024 * 1024;
let kept: Buffer = Buffer.alloc(0);
let engine: Engine | undefined;

interface Engine {
  readonly stream: OpenStream;
  readonly state: { failed: boolean };
}

/** What a stream of `node:zlib` has inside. */
interface OpenStream {
  readonly _handle: {
    onerror: () => void;
    writeSync(flush: number, from: Buffer, at: number, length: number, to: Buffer, toAt: number, room: number): void;
  };
  /** Bytes left of the room, and of the input. */
  readonly _writeState: Uint32Array;
  reset(): void;
}

function startEngine(): Engine {
  // See engineWorks.
  const stream = createGunzip() as unknown as OpenStream;
  const state = { failed: false };
  stream._handle.onerror = () => {
    state.failed = true;
  };
  return { stream, state };
}

let works: boolean | undefined;

/** Whether this Node's streams are made as {@link OpenStream} says: good data comes out right, and broken data is told. */
function engineWorks(): boolean {
  works ??= triesWell();
  return works;
}

function triesWell(): boolean {
  try {
    const good = Buffer.from("H4sIAAAAAAAAA6tWCkpNzi9KKVayio6tBQAiCuKWDgAAAA==", "base64");
    const text = '{"Records":[]}';
    const broken = Buffer.from(good);
    broken.writeUInt8(good.readUInt8(20) ^ 0xff, 20);
    const unpack = (stored: Buffer): Buffer | undefined =>
      unpackInto(stored, text.length, keptFor(text.length + spare));
    const isRight = (): boolean => unpack(good)?.toString("latin1") === text;
    return isRight() && unpack(broken) === undefined && unpack(good.subarray(0, -9)) === undefined && isRight();
  } catch {
    return false;
  }
}
