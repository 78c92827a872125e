import { type Options, parse } from "csv-parse/sync";

/** One record of a CSV file. */
export interface CsvRecord {
  /** Line of its first cell, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** The quotes make no sense (RFC 4180); the line was split at every comma instead. */
  readonly badQuotes: boolean;
}

/** What was read of a CSV text. */
export interface CsvText {
  readonly records: readonly CsvRecord[];
  /** First line that was not read, since there are more than {@link maxCsvRecords}. */
  readonly unreadFrom?: number;
}

/** An account has at most 5,000 users; a text with more lines than this is something else. */
export const maxCsvRecords = 50_000;

/**
 * Records of a CSV text, blank lines left out. A quote that does not close spoils its own line only: a record goes
 * on over the next lines only when they complete it to exactly as many cells as the first record has.
 */
export function readCsv(text: string): CsvText {
  const normal = text.replaceAll(/\r\n?/g, "\n");
  const records = normal.includes('"') ? wellFormed(normal) : undefined;
  if (records === undefined) return lineByLine(normal);
  const unread = records[maxCsvRecords];
  return unread === undefined ? { records } : { records: records.slice(0, maxCsvRecords), unreadFrom: unread.line };
}

/** Undefined when lines have different numbers of cells or a quote is wrong. */
function wellFormed(text: string): readonly CsvRecord[] | undefined {
  if (!hasMatchingQuotes(text)) return undefined;
  const parsed = parseOrUndefined(text, { info: true, skip_empty_lines: true, relax_column_count: false });
  // With `info` each record comes with the count of lines up to its end.
  const records = parsed as unknown as { record: string[]; info: { lines: number } }[] | undefined;
  return records?.map(({ record, info }) => ({
    line: info.lines - lineBreaks(record),
    cells: record,
    badQuotes: false,
  }));
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.includes("\n") ? cell.split("\n").length - 1 : 0), 0);
}

function lineByLine(text: string): CsvText {
  const lines = text.split("\n");
  const records: CsvRecord[] = [];
  let failedJoins = 0;
  for (let index = 0; index < lines.length; ) {
    if (records.length === maxCsvRecords) return { records, unreadFrom: index + 1 };
    const line = lines[index] ?? "";
    const isPatient = failedJoins < maxFailedJoins;
    const found = cellsOf(line) ?? (isPatient ? joinedCells(lines, index, records[0]?.cells.length) : undefined);
    if (found === undefined) failedJoins += 1;
    const { cells, lineCount } = found ?? { cells: line.split(","), lineCount: 1 };
    if (line.trim() !== "") records.push({ line: index + 1, cells, badQuotes: found === undefined });
    index += lineCount;
  }
  return { records };
}

/** Noise full of quotes must not cost more than a look at each line. */
const maxFailedJoins = 100;

/** A cell with more line breaks than this is a quote that never closes. */
const maxLinesOfRecord = 20;

/** Nothing that AWS writes comes near; a longer record is not looked into for quotes. */
const maxQuotedLength = 1 << 20;

interface Cells {
  readonly cells: readonly string[];
  readonly lineCount: number;
}

function cellsOf(line: string): Cells | undefined {
  const cells = line.includes('"') ? quotedCells(line) : line.split(",");
  return cells && { cells, lineCount: 1 };
}

function joinedCells(lines: readonly string[], index: number, width: number | undefined): Cells | undefined {
  const last = Math.min(maxLinesOfRecord, lines.length - index);
  for (let lineCount = 2; lineCount <= last; lineCount += 1) {
    const cells = quotedCells(lines.slice(index, index + lineCount).join("\n"));
    if (cells?.length === width) return cells && { cells, lineCount };
  }
  return undefined;
}

/** Cells of exactly one record; undefined when the text is none. */
function quotedCells(text: string): readonly string[] | undefined {
  if (text.length > maxQuotedLength || !hasMatchingQuotes(text)) return undefined;
  const records = parseOrUndefined(text, {});
  return records?.length === 1 ? records[0] : undefined;
}

function parseOrUndefined(text: string, options: Options): string[][] | undefined {
  try {
    return parse(text, {
      record_delimiter: "\n",
      relax_column_count: true,
      max_record_size: 2 * maxQuotedLength,
      ...options,
    }) as string[][];
  } catch {
    // Which quote is wrong does not matter: the caller says that the line has bad quotes.
    return undefined;
  }
}

/**
 * RFC 4180: a quoted cell begins at a comma or line break and ends before one; a quote inside is doubled. Asked
 * first, since a refusal of the parser costs a thousand times as much, and noise may hold a million of them.
 */
function hasMatchingQuotes(text: string): boolean {
  let isOpen = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    if (!isOpen) {
      if (at > 0 && !isBoundary(text[at - 1])) return false;
      isOpen = true;
    } else if (text[at + 1] === '"') at += 1;
    else {
      if (at + 1 < text.length && !isBoundary(text[at + 1])) return false;
      isOpen = false;
    }
  }
  return !isOpen;
}

function isBoundary(character: string | undefined): boolean {
  return character === "," || character === "\n";
}
