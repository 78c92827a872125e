import { closeSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolders, removeIfThere, writablePlace } from "../app/make-folders.ts";
import { Problem, type Severity } from "../model/index.ts";
import {
  type ComplianceFormat,
  type ComplianceReport,
  complianceFormats,
  type IdentityFormat,
  type IdentityView,
  identityFormats,
  leftOut,
  type Report,
  renderCompliance,
  renderIdentity,
  renderReport,
  renderUsage,
  reportFormats,
  type UsageFormat,
  type UsageReport,
  usageFormats,
} from "../report/index.ts";
import { type Io, usesColor, usesUnicode } from "./io.ts";
import type { ReportOptions } from "./options.ts";

/** How the table shows a report, and what `sarif` compares with; see RenderOptions. */
export interface TableListing {
  readonly all?: boolean | undefined;
  readonly floor?: Severity | undefined;
  readonly baseline?: ReadonlySet<string> | undefined;
}

/** Renders a report to stdout and to every `--out` file. Formats that a command adds itself are left to it. */
export async function writeReport(
  report: Report,
  options: ReportOptions,
  io: Io,
  listing: TableListing = {},
): Promise<void> {
  await writeFormats(
    (format, terminal) => renderReport(format, report, { ...terminal, ...listing }),
    options,
    io,
    reportFormats,
  );
  const asked = new Set<string>([options.output, ...options.out.map(({ format }) => format)]);
  for (const note of reportFormats.filter((format) => asked.has(format)).flatMap((format) => leftOut(format, report))) {
    io.stderr.write(`note: ${note}\n`);
  }
}

/** The same for what is granted and used. */
export function writeUsage(report: UsageReport, options: FormatOptions<UsageFormat>, io: Io): Promise<void> {
  return writeFormats((format, terminal) => renderUsage(format, report, terminal), options, io, usageFormats);
}

/** Control by control. */
export function writeCompliance(
  report: ComplianceReport,
  options: FormatOptions<ComplianceFormat>,
  io: Io,
): Promise<void> {
  return writeFormats((format, terminal) => renderCompliance(format, report, terminal), options, io, complianceFormats);
}

interface TerminalForm {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly width?: number;
}

/** One identity from all sides. */
export function writeIdentity(view: IdentityView, options: FormatOptions<IdentityFormat>, io: Io): Promise<void> {
  return writeFormats((format, terminal) => renderIdentity(format, view, terminal), options, io, identityFormats);
}

/** What of the options says where a report goes and how. */
type FormatOptions<F extends string> = Pick<ReportOptions, "color" | "out"> & { readonly output: F };

async function writeFormats<F extends string>(
  render: (format: F, terminal: TerminalForm) => Promise<Iterable<string>>,
  options: FormatOptions<F>,
  io: Io,
  known: readonly F[],
): Promise<void> {
  for (const { format, path } of options.out) {
    const own = known.find((each) => each === format);
    if (own !== undefined) writeWhole(path, await render(own, { color: false, unicode: true }));
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
