import { tarHeader, tarPadding } from "./ustar.ts";

/** Takes the files of an archive as they come. */
export interface TarSink {
  /** False: it is not wanted, and nothing after it. */
  file(path: string, size: number): boolean;
  data(bytes: Buffer): void;
  fileEnd(): void;
}

/** Reads an archive piece by piece. Both give why it is not one that {@link tarHeader} made, a clause; then nothing more is read. */
export interface TarReader {
  write(chunk: Buffer): string | undefined;
  end(): string | undefined;
}

/**
 * Reads only what we write: regular files with fixed owner, mode and time. Each header is compared with the one that we would
 * write for its name and size, so that a changed byte cannot hide in what others ignore.
 */
export function readTar(sink: TarSink): TarReader {
  let waiting: Buffer = Buffer.alloc(0);
  let problem: string | undefined;
  let left = 0;
  let padding = 0;
  let isOpen = false;
  let ended = 0;

  return {
    write: (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      while (problem === undefined && step());
      return problem;
    },
    end: () => {
      if (problem !== undefined) return problem;
      return waiting.length > 0 || isOpen || ended !== 2 ? "it ends in the middle" : undefined;
    },
  };

  /** False when more bytes are needed. */
  function step(): boolean {
    if (isOpen && left > 0) return takeData();
    if (isOpen) return takePadding();
    return takeHeader();
  }

  function takeData(): boolean {
    if (waiting.length === 0) return false;
    const part = waiting.subarray(0, left);
    waiting = waiting.subarray(part.length);
    left -= part.length;
    sink.data(part);
    return true;
  }

  function takePadding(): boolean {
    if (waiting.length < padding) return false;
    if (waiting.subarray(0, padding).some((byte) => byte !== 0)) problem = "there are bytes between its files";
    waiting = waiting.subarray(padding);
    isOpen = false;
    sink.fileEnd();
    return true;
  }

  function takeHeader(): boolean {
    if (waiting.length < 512) return false;
    if (ended > 0 || waiting.subarray(0, 512).every((byte) => byte === 0)) return takeEnd();
    const found = headerIn(waiting);
    if (found === "more") return false;
    if (found === undefined) {
      problem = "it is not written as packs are, or was changed; unpack it and verify the folder";
      return false;
    }
    waiting = waiting.subarray(found.length);
    isOpen = true;
    left = found.size;
    padding = tarPadding(found.size).length;
    if (!sink.file(found.path, found.size)) problem = "it holds more than any pack";
    return true;
  }

  function takeEnd(): boolean {
    const block = waiting.subarray(0, 512);
    if (ended === 2 || block.some((byte) => byte !== 0)) problem = "bytes stand after its end";
    ended += 1;
    waiting = waiting.subarray(512);
    return true;
  }
}

interface Found {
  readonly path: string;
  readonly size: number;
  readonly length: number;
}

function headerIn(bytes: Buffer): Found | "more" | undefined {
  const isLong = bytes[156] === 0x78;
  const size = sizeIn(bytes);
  if (size === undefined || (isLong && size > maxRecordBytes)) return undefined;
  if (!isLong) return same(bytes, textIn(bytes), size);
  const start = 512 + size + tarPadding(size).length;
  if (bytes.length < start + 512) return "more";
  const records = bytes.toString("utf8", 512, 512 + size);
  const [, path, large] = /^\d+ path=([^\n]+)\n(?:\d+ size=(\d{1,15})\n)?$/.exec(records) ?? [];
  const own = large === undefined ? sizeIn(bytes.subarray(start)) : Number(large);
  return path === undefined || own === undefined ? undefined : same(bytes, path, own);
}

const maxRecordBytes = 8192;

function same(bytes: Buffer, path: string, size: number): Found | undefined {
  if (path === "") return undefined;
  const written = tarHeader(path, size);
  return written.equals(bytes.subarray(0, written.length)) ? { path, size, length: written.length } : undefined;
}

function sizeIn(header: Buffer): number | undefined {
  const text = header.toString("latin1", 124, 135);
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function textIn(header: Buffer): string {
  const end = header.indexOf(0);
  return header.toString("latin1", 0, Math.min(end < 0 ? 100 : end, 100));
}
