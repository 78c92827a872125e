import { crc32, createInflateRaw, type InflateRaw } from "node:zlib";
import type { ProblemCode } from "../model/index.ts";
import { createGzipHeader, type GzipHeader } from "./gzip-header.ts";

/** What a gunzip tells while it runs. Offsets count the stored, compressed bytes. */
export interface GunzipSink {
  /** Return false to stop. */
  data(chunk: Buffer): boolean;
  problem(code: ProblemCode, message: string, byteOffset: number): void;
  /** A member after the first begins. */
  member(): void;
}

export interface Gunzip {
  /** Resolves once everything in `chunk` has been handed over. False when there is no use in writing more. */
  write(chunk: Buffer): Promise<boolean>;
  /** True when the file ended where a gzip file may end. */
  end(): boolean;
  /** Stored bytes up to the end of the first member. Undefined: it has not ended. */
  firstMemberEnd(): number | undefined;
}

/**
 * Unpacks gzip member by member with flat memory, and tells where another begins: a second member is data that a reader of one
 * member never sees. Whatever was unpacked before something broke has been handed over.
 *
 * Source: RFC 1952. Zeros after the last member are padding.
 */
export function createGunzip(sink: GunzipSink): Gunzip {
  let state: "header" | "body" | "trailer" | "padding" | "stopped" = "header";
  /** Stored bytes that have been dealt with. */
  let offset = 0;
  let members = 0;
  let firstMemberEnd: number | undefined;
  let memberOffset = 0;
  let header: GzipHeader = createGzipHeader();
  let inflate: Inflater | undefined;
  let trailer: number[] = [];
  let broken = false;

  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length && state !== "stopped"; ) {
        const taken = await step(chunk.subarray(at));
        at += taken;
        offset += taken;
      }
      return state !== "stopped";
    },
    end() {
      if (broken) return false;
      inflate?.close();
      if (state === "stopped" || state === "padding") return true;
      const where = state === "header" ? "header" : state === "body" ? "data" : "checksum";
      sink.problem("input.truncated", `The gzip data ends inside its ${where}: bytes are missing at the end.`, offset);
      return false;
    },
    firstMemberEnd: () => firstMemberEnd,
  };

  async function step(bytes: Buffer): Promise<number> {
    switch (state) {
      case "header":
        return readHeader(bytes);
      case "body":
        return readBody(bytes.subarray(0, inputSliceBytes));
      case "trailer":
        return readTrailer(bytes);
      default:
        return betweenMembers(bytes);
    }
  }

  function readHeader(bytes: Buffer): number {
    for (let at = 0; at < bytes.length; at += 1) {
      const outcome = header.push(bytes[at] ?? 0);
      if (outcome === "more") continue;
      if (outcome === "done") {
        inflate = createInflater(sink);
        state = "body";
        return at + 1;
      }
      if (members === 0) fail("input.malformed", `The gzip header is broken: ${outcome}.`, offset + at);
      else fail("input.trailing-data", "After the gzip data stand bytes that are no gzip data.", memberOffset);
      return at + 1;
    }
    return bytes.length;
  }

  async function readBody(bytes: Buffer): Promise<number> {
    if (inflate === undefined) return 0;
    const result = await inflate.write(bytes);
    if (result.kind === "more") return bytes.length;
    if (result.kind === "done") {
      state = "trailer";
      trailer = [];
      return result.taken;
    }
    if (result.kind === "stopped") state = "stopped";
    else fail("input.malformed", `The gzip data is corrupt from about here on (${result.message}).`, offset);
    return bytes.length;
  }

  function readTrailer(bytes: Buffer): number {
    const part = bytes.subarray(0, 8 - trailer.length);
    trailer.push(...part);
    if (trailer.length < 8 || inflate === undefined) return part.length;
    const stored = Buffer.from(trailer);
    if (stored.readUInt32LE(0) !== inflate.checksum() || stored.readUInt32LE(4) !== inflate.size() % 2 ** 32) {
      const message = "The gzip checksum does not fit the data, which was read all the same.";
      sink.problem("input.malformed", message, offset + part.length - 8);
    }
    inflate.close();
    inflate = undefined;
    members += 1;
    firstMemberEnd ??= offset + part.length;
    state = "padding";
    return part.length;
  }

  function betweenMembers(bytes: Buffer): number {
    const zeros = bytes.findIndex((byte) => byte !== 0);
    if (zeros !== 0) return zeros < 0 ? bytes.length : zeros;
    memberOffset = offset;
    if (bytes[0] !== 0x1f) {
      fail("input.trailing-data", "After the gzip data stand bytes that are no gzip data.", offset);
      return bytes.length;
    }
    sink.member();
    header = createGzipHeader();
    state = "header";
    return 0;
  }

  function fail(code: ProblemCode, message: string, at: number): void {
    broken = true;
    state = "stopped";
    inflate?.close();
    sink.problem(code, message, at);
  }
}

/** Small, so that little is lost before a corrupt place and a bomb is noticed early. */
const inputSliceBytes = 16 * 1024;

type InflateResult =
  | { readonly kind: "more" }
  | { readonly kind: "stopped" }
  | { readonly kind: "done"; readonly taken: number }
  | { readonly kind: "corrupt"; readonly message: string };

interface Inflater {
  write(bytes: Buffer): Promise<InflateResult>;
  checksum(): number;
  size(): number;
  close(): void;
}

/** One deflate stream. Node's own gunzip goes on to the next member by itself and tells nobody. */
function createInflater(sink: GunzipSink): Inflater {
  const stream: InflateRaw = createInflateRaw({ chunkSize: 256 * 1024 });
  let crc = 0;
  let size = 0;
  let taken = 0;
  let stopped = false;
  let settle: (result: InflateResult) => void = () => {};
  stream.on("data", (chunk: Buffer) => {
    if (stopped) return;
    crc = crc32(chunk, crc);
    size += chunk.length;
    if (sink.data(chunk)) return;
    stopped = true;
    stream.destroy();
    settle({ kind: "stopped" });
  });
  stream.on("end", () => settle({ kind: "done", taken: stream.bytesWritten - taken }));
  stream.on("error", (error) => settle({ kind: "corrupt", message: error.message }));

  return {
    write(bytes) {
      return new Promise((resolve) => {
        settle = resolve;
        stream.write(bytes, () => {
          // At its end the stream calls back only when nothing was left over; the next bytes then settle it.
          if (stream.destroyed || stream.readableEnded) return;
          taken += bytes.length;
          resolve({ kind: stopped ? "stopped" : "more" });
        });
      });
    },
    checksum: () => crc,
    size: () => size,
    close: () => void stream.destroy(),
  };
}
