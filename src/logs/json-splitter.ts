import * as ascii from "./ascii.ts";
import type { ReadLimits } from "./limits.ts";
import { type Refusal, recoverLines } from "./line-recovery.ts";
import { type OpenList, wrongInList } from "./open-list.ts";
import { holdBytes, listKey, type OpenValue, openValue, skipBytes, takeBytes } from "./open-value.ts";
import { createRecordBoundaries } from "./record-boundary.ts";
import type { RowScanner } from "./row-scanner.ts";
import { endOfSpace, skipScalar } from "./scalar.ts";
import type { Place, SplitProblem, SplitSink } from "./split-sink.ts";
import { enterList, scanValue } from "./value-scanner.ts";

const { closeBrace, closeBracket, comma, lineFeed, openBrace, openBracket, quote } = ascii;

export interface JsonSplitter {
  push(chunk: Buffer): void;
  /** Once, after the last chunk. `cut`: it is known and said already that bytes are missing at the end. */
  finish(cut: boolean): void;
  /** True once a limit was passed that makes the rest of the file not worth reading. */
  readonly stopped: boolean;
  /** True when anything but white space was seen. */
  readonly sawText: boolean;
}

/**
 * Cuts bytes of JSON into the values that may be CloudTrail records, without parsing them.
 *
 * It follows strings and brackets only, so that neither the order of keys nor the borders of chunks matter. Lists under a
 * root object's `Records` or `Events` and lists at the root are handed over element by element; other root values whole, one
 * after the other, with or without line breaks between them. After something broken, reading goes on at the next line.
 *
 * `rows` takes what records it can before anything else looks at them.
 */
export function createJsonSplitter(sink: SplitSink, limits: ReadLimits, rows?: RowScanner): JsonSplitter {
  let mode: "root" | "list" | "value" | "scalar" | "skip-line" = "root";
  /** Bytes in the chunks before this one. */
  let base = 0;
  /** What is open, or the object around the open list. */
  let open: OpenValue = openValue(0, 0, "root");
  const boundaries = createRecordBoundaries(limits.maxRecordBytes);
  let list: OpenList | undefined;
  let spaces = 0;
  /** After a broken list: its commas and brackets are said already. */
  let salvaging = false;
  /** A whole object has stood at the root: more of its kind may follow. */
  let isLines = false;
  let stopped = false;
  let sawText = false;

  return {
    push(chunk) {
      open.from = 0;
      boundaries.nextChunk();
      rows?.nextChunk();
      if (list?.around) list.around.from = 0;
      for (let at = 0; at < chunk.length && !stopped; ) at = step(chunk, at);
      if (mode === "value" || mode === "scalar") holdBytes(open, chunk, chunk.length);
      if (mode === "scalar" && open.heldBytes > limits.maxRecordBytes) skipBytes(open);
      base += chunk.length;
    },
    finish(cut) {
      if (stopped) return;
      if (mode === "scalar") endScalar(nothing, 0);
      if (mode === "value" && open.skipped) {
        tooLarge(open.offset);
      } else if (mode === "value") {
        const message = open.streamed ? "The file ends before its last bracket." : "The file ends inside a record.";
        giveUp(takeBytes(open, nothing, 0), { message, at: 0 }, cut ? "cut" : "truncated");
      } else if (mode === "list" && !cut) {
        sink.problem("truncated", "The file ends inside a list of records.", base);
      }
    },
    get stopped() {
      return stopped;
    },
    get sawText() {
      return sawText;
    },
  };

  function step(chunk: Buffer, at: number): number {
    switch (mode) {
      case "root":
        return atRoot(chunk, skipSpace(chunk, at));
      case "list":
        return list === undefined ? at : inList(list, chunk, skipSpace(chunk, at));
      case "value":
        return inValue(chunk, at);
      case "scalar": {
        const end = skipScalar(open.scan, chunk, at);
        if (end < chunk.length) endScalar(chunk, end);
        return end;
      }
      case "skip-line": {
        const end = chunk.indexOf(lineFeed, at);
        if (end >= 0) mode = "root";
        return end < 0 ? chunk.length : end + 1;
      }
    }
  }

  function atRoot(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte === undefined || stopped) return at;
    // A byte order mark may begin the file, or the parts of files that were joined.
    if (byte === 0xef || byte === 0xbb || byte === 0xbf) return at + 1;
    sawText = true;
    if (byte === openBrace) return beginObject(chunk, at);
    if (byte === openBracket) {
      beginList("list", undefined);
      return at + 1;
    }
    const isLeftOver = salvaging && (byte === comma || byte === closeBracket || byte === closeBrace);
    if (isLeftOver) return at + 1;
    sink.problem("malformed", "A JSON object or list should begin here.", base + at);
    mode = "skip-line";
    return at;
  }

  function beginObject(chunk: Buffer, at: number): number {
    const end = isLines ? (rows?.take(chunk, at, "root") ?? at) : at;
    if (end > at) return end;
    begin("value", at, "root");
    return at + 1;
  }

  function inList(within: OpenList, chunk: Buffer, at: number): number {
    const byte = chunk[at];
    if (byte === undefined || stopped) return at;
    const wrong = wrongInList(within, byte);
    if (wrong !== undefined) sink.problem("malformed", wrong, base + at);
    if (byte === closeBracket) return endList(within, at);
    if (byte === comma) {
      within.expects = "element";
      return at + 1;
    }
    if (wrong !== undefined) {
      dropList();
      mode = within.lineBreakSeen ? "root" : "skip-line";
      return at;
    }
    return beginElement(within, chunk, at, byte);
  }

  function beginElement({ place }: OpenList, chunk: Buffer, at: number, byte: number): number {
    const end = byte === openBrace ? endOfLikely(chunk, at, place) : at;
    if (end > at) {
      afterValue();
      return end;
    }
    begin(byte === openBrace || byte === openBracket ? "value" : "scalar", at, place);
    open.scan.inString = byte === quote;
    return at + 1;
  }

  function endOfLikely(chunk: Buffer, at: number, place: Place): number {
    const end = rows === undefined || place === "Events" ? at : rows.take(chunk, at, place);
    return end > at ? end : boundaries.endOf(chunk, at, (bytes) => sink.likely(bytes, place, base + at));
  }

  function inValue(chunk: Buffer, at: number): number {
    // Where a value is too large must not depend on the borders of chunks.
    const end = open.skipped
      ? chunk.length
      : Math.min(chunk.length, open.from + limits.maxRecordBytes - open.heldBytes);
    const step = scanValue(open.scan, chunk, at, end, base);
    switch (step.outcome) {
      case "closed":
        closeValue(chunk, step.at);
        break;
      case "line-break":
        giveUp(takeBytes(open, chunk, step.at), { message: "A line ends inside a string.", at: 0 }, "malformed");
        dropList();
        mode = "root";
        break;
      case "list": {
        const key = listKey(open, chunk, base);
        if (key === undefined) enterList(open.scan);
        else {
          holdBytes(open, chunk, step.at);
          open.streamed = true;
          open.scan.sawColon = false;
          beginList(key, open);
        }
        break;
      }
      case "open":
        if (step.at < chunk.length) outgrow(chunk, step.at);
    }
    return step.at;
  }

  /** The open value has reached the limit and goes on. */
  function outgrow(chunk: Buffer, at: number): void {
    const bytes = takeBytes(open, chunk, at);
    if (bytes.includes(lineFeed)) {
      // More likely a bracket that was never closed and has swallowed the lines after it than one huge record.
      const message = `Something of more than ${limits.maxRecordBytes} bytes has no end.`;
      giveUp(bytes, { message, at: 0 }, "too-large");
      dropList();
      mode = "skip-line";
    } else {
      skipBytes(open);
    }
  }

  function closeValue(chunk: Buffer, end: number): void {
    const { place, offset, skipped, streamed, scan } = open;
    const bytes = takeBytes(open, chunk, end);
    if (skipped) tooLarge(offset);
    else if (scan.deepest > limits.maxDepth) {
      const message = `A record that is nested deeper than ${limits.maxDepth} levels was skipped.`;
      giveUp(bytes, { message, at: 0 }, "too-large");
    } else {
      const refusal = sink.value(bytes, place, offset, streamed);
      isLines = place === "root" && !streamed && refusal === undefined;
      if (refusal !== undefined) giveUp(bytes, refusal, "malformed");
    }
    afterValue();
  }

  function endScalar(chunk: Buffer, end: number): void {
    const { place, offset, skipped } = open;
    const bytes = takeBytes(open, chunk, end);
    const refusal = skipped ? undefined : sink.value(bytes, place, offset, false);
    if (skipped) tooLarge(offset);
    else if (refusal !== undefined) sink.problem("malformed", refusal.message, offset + refusal.at);
    afterValue();
  }

  function afterValue(): void {
    mode = list === undefined ? "root" : "list";
    if (list === undefined) return;
    list.expects = "comma";
    list.lineBreakSeen = false;
  }

  /** Takes what is whole in a broken piece, and names the rest. */
  function giveUp(bytes: Buffer, refusal: Refusal, kind: SplitProblem | "cut"): void {
    const { offset, streamed } = open;
    const { message } = refusal;
    // Where a list is cut out of the text, places in it are no places in the file.
    const single = { refusals: [{ message, offset: streamed ? offset : offset + refusal.at }], taken: 0 };
    const broken = { bytes, offset, refusal, maxDepth: limits.maxDepth };
    const spansLines = !streamed && bytes.includes(lineFeed);
    const takeLine = (line: Buffer, at: number): Refusal | undefined => sink.value(line, "root", at, false);
    const { refusals, taken } = spansLines ? recoverLines(broken, takeLine) : single;
    if (kind === "cut") return;
    for (const [position, refused] of refusals.entries()) {
      // With whole lines after it, the piece is not cut off, but broken.
      const isKind = position === 0 && (kind !== "truncated" || taken === 0);
      sink.problem(isKind ? kind : "malformed", refused.message, refused.offset);
    }
  }

  function tooLarge(offset: number): void {
    sink.problem("too-large", `A record of more than ${limits.maxRecordBytes} bytes was skipped.`, offset);
  }

  function begin(kind: "value" | "scalar", at: number, place: Place): void {
    mode = kind;
    open = openValue(base + at, at, place);
  }

  function beginList(place: Place, around: OpenValue | undefined): void {
    list = { place, around, expects: "element-or-end", lineBreakSeen: false };
    mode = "list";
  }

  function endList(ended: OpenList, at: number): number {
    list = undefined;
    mode = "root";
    if (ended.around !== undefined) {
      open = ended.around;
      open.from = at;
      mode = "value";
    }
    return at + 1;
  }

  function dropList(): void {
    salvaging ||= list !== undefined;
    list = undefined;
  }

  function skipSpace(chunk: Buffer, start: number): number {
    const at = endOfSpace(chunk, start);
    if (list !== undefined && at > start) list.lineBreakSeen ||= chunk.subarray(start, at).includes(lineFeed);
    spaces += at - start;
    if (spaces > limits.maxSpaceBytes) {
      const message = `More than ${limits.maxSpaceBytes} bytes of white space: the rest of the file was not read.`;
      sink.problem("too-large", message, base + at);
      stopped = true;
    }
    if (at < chunk.length) spaces = 0;
    return at;
  }
}

const nothing = Buffer.alloc(0);
