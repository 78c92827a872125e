import { closeSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolders, removeIfThere, writablePlace } from "../app/make-folders.ts";
import { Problem, type Severity } from "../model/index.ts";
import {
  type Report,
  type ReportFormat,
  renderReport,
  renderUsage,
  reportFormats,
  type UsageReport,
} from "../report/index.ts";
import { type Io, usesColor, usesUnicode } from "./io.ts";
import type { ReportOptions } from "./options.ts";

/** How the table shows a report; see RenderOptions. */
export interface TableListing {
  readonly all?: boolean | undefined;
  readonly floor?: Severity | undefined;
}

/** Renders a report to stdout and to every `--out` file. Formats that a command adds itself are left to it. */
export function writeReport(report: Report, options: ReportOptions, io: Io, listing: TableListing = {}): Promise<void> {
  return writeFormats((format, terminal) => renderReport(format, report, { ...terminal, ...listing }), options, io);
}

/** The same for what is granted and used. */
export function writeUsage(report: UsageReport, options: ReportOptions, io: Io): Promise<void> {
  return writeFormats((format, terminal) => renderUsage(format, report, terminal), options, io);
}

interface TerminalForm {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly width?: number;
}

async function writeFormats(
  render: (format: ReportFormat, terminal: TerminalForm) => Promise<Iterable<string>>,
  options: ReportOptions,
  io: Io,
): Promise<void> {
  for (const { format, path } of options.out) {
    if (!isReportFormat(format)) continue;
    writeWhole(path, await render(format, { color: false, unicode: true }));
  }
  const { stdout } = io;
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  const pieces = await render(options.output, {
    color: usesColor(stdout, io, options.color),
    unicode: usesUnicode(io),
    ...(width !== undefined && { width }),
  });
  for (const block of inBlocks(pieces)) {
    // A slow reader does not make the report pile up in memory.
    if (stdout.write(block) === false) await new Promise<void>((resolve) => stdout.once?.("drain", resolve));
  }
}

function isReportFormat(format: string): format is ReportFormat {
  return (reportFormats as readonly string[]).includes(format);
}

/** Writes a file whole or not at all; devices and pipes, which cannot be replaced, as it comes. */
export function writeWhole(named: string, pieces: Iterable<string>): void {
  const place = writablePlace(named);
  const path = place.path;
  const temporary = place.isSpecial ? path : `${path}.${process.pid}.tmp`;
  try {
    makeFolders(dirname(path));
    const file = openSync(temporary, "w");
    try {
      for (const block of inBlocks(pieces)) writeFileSync(file, block);
    } finally {
      closeSync(file);
    }
    if (!place.isSpecial) renameSync(temporary, path);
  } catch (cause) {
    if (!place.isSpecial) removeIfThere(temporary);
    throw new Problem("output.unwritable", `The report cannot be written: ${(cause as Error).message}`, {
      location: { file: named },
      cause,
    });
  }
}

/** Pieces may be as short as a line: written one by one they would cost a system call each. */
function* inBlocks(pieces: Iterable<string>): Iterable<string> {
  let block: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    block.push(piece);
    length += piece.length;
    if (length < blockLength) continue;
    yield block.join("");
    block = [];
    length = 0;
  }
  if (length > 0) yield block.join("");
}

const blockLength = 2 ** 16;
