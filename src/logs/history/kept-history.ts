import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject, ownText, ownValue, Problem } from "../../model/index.ts";
import { statOf } from "../walk.ts";
import { reverseLines } from "./reverse-lines.ts";
import { secondMs, type TimeSpan } from "./spans.ts";

/** Events of one region that were looked up before, and the times that they cover. */
export interface KeptHistory {
  readonly spans: readonly KeptSpan[];
  /** Begins to keep what is looked up of a time, newest first. Up to `settledMs` nothing comes late any more. One at a time. */
  begin(span: TimeSpan, settledMs: number): KeptPages;
}

export interface KeptSpan extends TimeSpan {
  /** Name in the folder: JSON lines, oldest first. */
  readonly file: string;
  /** Of the file; more was written by a run that did not come to its end, and does not count. */
  readonly bytes: number;
  readonly events: number;
  /** Up to here nothing comes late any more. */
  readonly settledMs: number;
  /** Of the newest event. */
  readonly newestEventId: string;
  /** Of events after `settledMs`, which will be looked up again. */
  readonly recentIds: readonly string[];
}

export interface KeptPages {
  /** Events of one page as JSON text, newest first. */
  add(texts: readonly string[]): void;
  /** `isWhole` is false when something went wrong on the way. */
  end(isWhole: boolean): void;
}

/**
 * Opens a folder that must be there, and saves what a run that was killed had looked up. Events of the second at which it was
 * killed are left out, since there may be more of that second. Throws Problems where the folder cannot be used.
 */
export function openKeptHistory(folder: string): KeptHistory {
  let spans = readSpans(folder);
  for (const name of readdirSync(folder)) if (name === partialName) endPartial(false);
  return {
    get spans() {
      return spans;
    },
    begin(span, settledMs) {
      const path = join(folder, partialName);
      const head = `${JSON.stringify({ from: span.fromMs, to: span.toMs, settled: settledMs })}\n`;
      const handle = writing(path, () => openSync(path, "w", 0o600));
      writing(path, () => writeAll(handle, Buffer.from(head)));
      return {
        add(texts) {
          const lines = texts.map((text) => `${text}\n`).join("");
          if (lines !== "") writing(path, () => writeAll(handle, Buffer.from(lines)));
        },
        end(isWhole) {
          closeSync(handle);
          endPartial(isWhole);
        },
      };
    },
  };

  /** What was written newest first becomes a file that is oldest first, or the end of one. */
  function endPartial(isWhole: boolean): void {
    const partial = join(folder, partialName);
    const found = readPartial(partial, isWhole);
    if (found !== undefined) spans = keep(found);
    rmSync(partial, { force: true });
  }

  function keep({ fromMs, toMs, settledMs, lines }: Partial): readonly KeptSpan[] {
    const before = spans.find((span) => span.settledMs + secondMs >= fromMs && span.fromMs <= fromMs);
    const known = new Set(before?.recentIds);
    const file = before?.file ?? `${isoName(fromMs)}.jsonl`;
    const path = join(folder, file);
    writing(path, () => {
      if (before === undefined) writeFileSync(path, "", { mode: 0o600 });
      else truncateSync(path, before.bytes);
    });
    let { bytes, events, newestEventId } = before ?? { bytes: 0, events: 0, newestEventId: "" };
    const recentIds: string[] = [];
    let waiting: Buffer[] = [];
    for (const line of lines()) {
      const { id, ms } = eventOf(line);
      if (ms > settledMs) recentIds.push(id);
      if (known.has(id) && id !== "") continue;
      waiting.push(line, newLine);
      bytes += line.length + 1;
      events += 1;
      newestEventId = id;
      if (waiting.length >= 2000) flush();
    }
    flush();
    const made: KeptSpan = {
      file,
      fromMs: before?.fromMs ?? fromMs,
      toMs,
      bytes,
      events,
      settledMs,
      newestEventId,
      recentIds,
    };
    const all = [...spans.filter((span) => span !== before), made].sort((a, b) => a.fromMs - b.fromMs);
    writeSpans(folder, all);
    return all;

    function flush(): void {
      const lines = Buffer.concat(waiting);
      writing(path, () => appendFileSync(path, lines));
      waiting = [];
    }
  }
}

const partialName = "partial.jsonl";
const stateName = "history.json";
const newLine = Buffer.from("\n");

/** What one run looked up, oldest first when it is read again. */
interface Partial extends TimeSpan {
  readonly settledMs: number;
  readonly lines: () => Iterable<Buffer>;
}

/** Undefined: nothing of it can be used. */
function readPartial(file: string, isWhole: boolean): Partial | undefined {
  let [head, oldest]: (Buffer | undefined)[] = [];
  for (const line of reverseLines(file)) {
    oldest ??= line;
    head = line;
  }
  const asked = head === undefined ? undefined : parse(head);
  const [fromMs, toMs, settledMs] = [numberIn(asked, "from"), numberIn(asked, "to"), numberIn(asked, "settled")];
  if (head === undefined || oldest === undefined) return undefined;
  if (fromMs === undefined || toMs === undefined || settledMs === undefined) return undefined;
  const lines = function* (): Generator<Buffer> {
    const skipped = isWhole ? Number.NaN : eventOf(oldest).ms;
    let before: Buffer | undefined;
    // The first line of the file, which comes last, is no event.
    for (const line of reverseLines(file)) {
      if (before !== undefined && eventOf(before).ms !== skipped) yield before;
      before = line;
    }
  };
  if (isWhole) return { fromMs, toMs, settledMs, lines };
  const reached = eventOf(oldest).ms;
  // What is not settled will be looked up again anyway.
  if (oldest === head || Number.isNaN(reached) || reached >= settledMs) return undefined;
  return { fromMs: reached + secondMs, toMs, settledMs, lines };
}

function eventOf(line: Buffer): { readonly id: string; readonly ms: number } {
  const event = parse(line);
  const ms = Date.parse(ownText(event ?? {}, "eventTime") ?? "");
  return { id: ownText(event ?? {}, "eventID") ?? "", ms: Math.floor(ms / secondMs) * secondMs };
}

function parse(line: Buffer): JsonObject | undefined {
  try {
    // JSON.parse gives nothing but JSON values.
    const value = JSON.parse(line.toString("utf8")) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What is damaged is looked up again, so that it counts as not there. */
function readSpans(folder: string): readonly KeptSpan[] {
  let text: string;
  try {
    text = readFileSync(join(folder, stateName), "utf8");
  } catch {
    return [];
  }
  const list = ownValue(parse(Buffer.from(text)) ?? {}, "spans");
  const spans = (Array.isArray(list) ? list : []).flatMap((one: Json) => spanOf(one) ?? []);
  return spans.filter(({ file, bytes }) => (statOf(join(folder, file))?.size ?? -1) >= bytes);
}

function spanOf(value: Json): KeptSpan | undefined {
  if (!isJsonObject(value)) return undefined;
  const [file, newestEventId = ""] = [ownText(value, "file"), ownText(value, "newestEventId")];
  const [fromMs, toMs, settledMs] = [numberIn(value, "from"), numberIn(value, "to"), numberIn(value, "settled")];
  const [bytes, events] = [numberIn(value, "bytes"), numberIn(value, "events")];
  const ids = ownValue(value, "recentIds");
  if (file === undefined || !/^[0-9A-Za-z-]+\.jsonl$/.test(file)) return undefined;
  if (fromMs === undefined || toMs === undefined || settledMs === undefined) return undefined;
  if (bytes === undefined || events === undefined || !Array.isArray(ids)) return undefined;
  const recentIds = ids.filter((id) => typeof id === "string");
  return { file, fromMs, toMs, settledMs, bytes, events, newestEventId, recentIds };
}

function writeSpans(folder: string, spans: readonly KeptSpan[]): void {
  const path = join(folder, stateName);
  const list = spans.map(({ fromMs, toMs, settledMs, ...span }) => ({
    ...span,
    from: fromMs,
    to: toMs,
    settled: settledMs,
  }));
  writing(path, () => {
    writeFileSync(`${path}.tmp`, `${JSON.stringify({ schemaVersion: 1, spans: list })}\n`, { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  });
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    // What a file system throws is an Error.
    throw new Problem("output.unwritable", `Event history cannot be kept: ${(cause as Error).message}.`, {
      location: { file: path },
      cause,
    });
  }
}

/** A write may take a part only. */
function writeAll(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

function numberIn(value: JsonObject | undefined, name: string): number | undefined {
  const found = ownValue(value ?? {}, name);
  return typeof found === "number" && Number.isSafeInteger(found) ? found : undefined;
}

/** `20261121T200500Z`, as file names may have it. */
function isoName(ms: number): string {
  return new Date(ms).toISOString().replace(/[:-]|[.]\d{3}/g, "");
}
