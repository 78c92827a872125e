import * as ascii from "./ascii.ts";

// Copies: an imported name is looked up at each use, which would take half as long again.
const { backslash, closeBrace, closeBracket, colon, comma, lineFeed, openBrace, openBracket, quote } = ascii;

/** Where a scan stands inside one object or array; carried from chunk to chunk. */
export interface ValueScan {
  depth: number;
  deepest: number;
  inString: boolean;
  /** The last byte of the chunk before was a backslash in a string. */
  escaped: boolean;
  /** Report lists that are values of the outermost object, by {@link keyStart} and {@link keyEnd}. */
  readonly watchKeys: boolean;
  /** Offsets of the last string of the outermost object, without its quotes; counted like `base`. */
  keyStart: number;
  keyEnd: number;
  /** A colon followed that string. */
  sawColon: boolean;
}

/**
 * How a scan of a chunk ended: `open`, the value goes on; `closed`, behind its last bracket; `line-break`, behind a line
 * break inside a string, which JSON does not allow; `list`, behind the bracket that begins a list under a watched key.
 */
export type ScanOutcome = "open" | "closed" | "line-break" | "list";

export interface ScanStep {
  outcome: ScanOutcome;
  at: number;
}

/** A scan that stands behind the first bracket of its value. */
export function openScan(watchKeys: boolean): ValueScan {
  return {
    depth: 1,
    deepest: 1,
    inString: false,
    escaped: false,
    watchKeys,
    keyStart: 0,
    keyEnd: -1,
    sawColon: false,
  };
}

/**
 * Follows strings, escapes and brackets to the end of the open value. Every byte of every log passes through here, so it
 * keeps its state in locals and looks at nothing else; whether the value is JSON is the parser's question.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a state machine in one loop, which calls nothing.
export function scanValue(scan: ValueScan, chunk: Buffer, start: number, end: number, base: number): ScanStep {
  const { watchKeys } = scan;
  let { depth, deepest, inString } = scan;
  let outcome: ScanOutcome = "open";
  let at = start;
  // An escaped line break is no JSON either, and is left to be found.
  if (scan.escaped && at < end) {
    scan.escaped = false;
    if (chunk[at] !== lineFeed) at += 1;
  }
  while (at < end) {
    if (inString) {
      at = skipPlain(chunk, at, end);
      const byte = at < end ? chunk[at++] : undefined;
      if (byte === quote) {
        inString = false;
        if (watchKeys && depth === 1) scan.keyEnd = base + at - 1;
      } else if (byte === backslash) {
        if (at >= end) scan.escaped = true;
        else if (chunk[at] !== lineFeed) at += 1;
      } else if (byte === lineFeed) {
        outcome = "line-break";
        break;
      }
      continue;
    }
    const byte = chunk[at++] ?? 0;
    if (byte === quote) {
      inString = true;
      if (watchKeys && depth === 1) scan.keyStart = base + at;
    } else if (byte >= openBracket) {
      if (byte === openBrace || byte === openBracket) {
        if (watchKeys && depth === 1 && scan.sawColon && byte === openBracket) {
          outcome = "list";
          break;
        }
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if (byte === closeBrace || byte === closeBracket) {
        depth -= 1;
        if (depth === 0) {
          outcome = "closed";
          break;
        }
      }
    } else if (watchKeys && depth === 1) {
      if (byte === colon) scan.sawColon = true;
      else if (byte === comma) scan.sawColon = false;
    }
  }
  scan.depth = depth;
  scan.deepest = deepest;
  scan.inString = inString;
  return { outcome, at };
}

/** To the next byte that means something inside a string. */
function skipPlain(chunk: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = chunk[at];
    if (byte === quote || byte === backslash || byte === lineFeed) break;
    at += 1;
  }
  return at;
}

/** Goes on after a `list` that the caller does not want to have handed over: it is nested like any other. */
export function enterList(scan: ValueScan): void {
  scan.sawColon = false;
  scan.depth += 1;
  scan.deepest = Math.max(scan.deepest, scan.depth);
}

/** The deepest nesting of one whole text. */
export function nestingDepth(bytes: Buffer): number {
  const scan: ValueScan = { ...openScan(false), depth: 0, deepest: 0 };
  for (let at = 0; at < bytes.length; ) at = scanValue(scan, bytes, at, bytes.length, 0).at;
  return scan.deepest;
}
