import * as ascii from "./ascii.ts";
import type { ValueScan } from "./value-scanner.ts";

const { backslash, carriageReturn, closeBracket, comma, lineFeed, openBrace, openBracket, quote, space, tab } = ascii;

/** To the end of a string, number or word inside a list. A string ends behind its quote, or before a line break. */
export function skipScalar(scan: ValueScan, chunk: Buffer, start: number): number {
  for (let at = start; at < chunk.length; at += 1) {
    const byte = chunk[at] ?? 0;
    if (!scan.inString) {
      const ends = byte <= space || byte === comma || byte === closeBracket;
      if (ends || byte === openBrace || byte === openBracket || byte === quote) return at;
    } else if (scan.escaped) scan.escaped = false;
    else if (byte === backslash) scan.escaped = true;
    else if (byte === quote) scan.inString = false;
    else if (byte === lineFeed) return at;
  }
  return chunk.length;
}

/** Behind the white space that JSON allows between tokens. */
export function endOfSpace(chunk: Buffer, start: number): number {
  let at = start;
  for (; at < chunk.length; at += 1) {
    const byte = chunk[at];
    if (byte !== space && byte !== lineFeed && byte !== tab && byte !== carriageReturn) break;
  }
  return at;
}
