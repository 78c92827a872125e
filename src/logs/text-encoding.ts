import { TextDecoder } from "node:util";

/** Turns UTF-16 into UTF-8 where a byte order mark says so (PowerShell writes such files); all else passes through. */
export interface TextDecoding {
  push(chunk: Buffer): void;
  finish(): void;
}

export function createTextDecoding(next: (chunk: Buffer) => void): TextDecoding {
  let decoder: TextDecoder | "none" | undefined;
  let start: Buffer | undefined;
  return {
    push(chunk) {
      if (decoder === undefined) {
        const first: Buffer = start === undefined ? chunk : Buffer.concat([start, chunk]);
        if (first.length < 2) {
          start = first;
          return;
        }
        decoder = decoderFor(first);
        pass(first);
        return;
      }
      pass(chunk);
    },
    finish() {
      if (decoder === undefined && start !== undefined) next(start);
      else if (decoder instanceof TextDecoder) next(Buffer.from(decoder.decode()));
    },
  };

  function pass(chunk: Buffer): void {
    next(decoder instanceof TextDecoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk);
  }
}

function decoderFor(first: Buffer): TextDecoder | "none" {
  if (first[0] === 0xff && first[1] === 0xfe) return new TextDecoder("utf-16le");
  if (first[0] === 0xfe && first[1] === 0xff) return new TextDecoder("utf-16be");
  return "none";
}

/** The name of a format that is not read, told by its first bytes. */
export function foreignFormat(first: Buffer): string | undefined {
  return foreignFormats.find(([magic]) => first.subarray(0, magic.length).equals(magic))?.[1];
}

const foreignFormats: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), "Zstandard data"],
  [Buffer.from("PK\x03\x04", "latin1"), "a ZIP archive"],
  [Buffer.from("BZh", "latin1"), "bzip2 data"],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), "xz data"],
  [Buffer.from("PAR1", "latin1"), "a Parquet file"],
];
