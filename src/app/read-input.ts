import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Problem, type SourceOrigin } from "../model/index.ts";

/** The bytes of an input, and what proves that they are the same later. */
export interface InputBytes {
  readonly bytes: Uint8Array;
  readonly origin: SourceOrigin;
}

/**
 * Reads a file that the user named, or standard input for `-`, as a stream: it may be a pipe. Throws a
 * Problem `input.unreadable`, or `input.too-large` as soon as it has more than `maxBytes`.
 */
export async function readInput(file: string, maxBytes: number, now: Date): Promise<InputBytes> {
  const chunks: Uint8Array[] = [];
  const hash = createHash("sha256");
  let length = 0;
  try {
    for await (const chunk of openInput(file)) {
      length += chunk.byteLength;
      if (length > maxBytes) throw tooLarge(file, maxBytes);
      hash.update(chunk);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    // Whatever a file system or pipe throws is an Error with a message that names the path.
    const reason = (cause as Error).message;
    throw new Problem("input.unreadable", `The file cannot be read: ${reason}.`, { location: { file }, cause });
  }
  const readAt = now.toISOString().replace(".000Z", "Z");
  return { bytes: Buffer.concat(chunks), origin: { file, bytes: length, sha256: hash.digest("hex"), readAt } };
}

/** A stream closes its file when the reader stops, also on an error. */
function openInput(file: string): AsyncIterable<Uint8Array> {
  // 0 is standard input. Without an encoding the chunks are bytes.
  return file === "-" ? createReadStream("", { fd: 0, autoClose: false }) : createReadStream(file);
}

function tooLarge(file: string, maxBytes: number): Problem {
  const limit = `${Math.floor(maxBytes / 2 ** 20)} MiB`;
  return new Problem("input.too-large", `The file is larger than ${limit}, the most that is read of this kind.`, {
    location: { file },
  });
}
