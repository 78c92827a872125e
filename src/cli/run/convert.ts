import { readBaseline } from "../../app/gate.ts";
import { readSavedResult } from "../../app/report/convert.ts";
import { Problem } from "../../model/index.ts";
import { type ComplianceFormat, complianceFormats, type ReportFormat, reportFormats } from "../../report/index.ts";
import type { Io } from "../io.ts";
import type { ReportOptions } from "../options.ts";
import { printProblems } from "../problems.ts";
import { writeCompliance, writeReport } from "../write-report.ts";

export interface ConvertOptions extends Omit<ReportOptions, "output"> {
  readonly output: ReportFormat | ComplianceFormat;
  readonly baseline?: string;
}

/** `convert`: a saved result in, any format out. Exits with 2 where lines of the file were no results. */
export async function runConvert(file: string, options: ConvertOptions, io: Io): Promise<number> {
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline);
  const saved = await readSavedResult(file, io.stdin);
  if (saved.kind === "compliance") {
    const output = fitting(options, complianceFormats, "compliance");
    await shown(file, () => writeCompliance(saved.report, { ...options, output }, io));
    return 0;
  }
  const { report, listing, notes, brokenLines } = saved;
  const output = fitting(options, reportFormats, report.kind);
  if (!options.quiet) for (const note of notes) io.stderr.write(`note: ${note}\n`);
  printProblems(io.stderr, brokenLines, options.verbose ? Number.POSITIVE_INFINITY : 20);
  await shown(file, () => writeReport(report, { ...options, output }, io, { ...listing, baseline }));
  return brokenLines.length > 0 ? 2 : 0;
}

/** The format for stdout, if it and those of all files are ones that such a result has. */
function fitting<F extends string>({ output, out }: ConvertOptions, formats: readonly F[], kind: string): F {
  const foreign = [output, ...out.map(({ format }) => format)].find((format) => !formats.some((own) => own === format));
  const own = formats.find((format) => format === output);
  if (foreign === undefined && own !== undefined) return own;
  throw new Problem("cli.usage", `A result of ${kind} cannot be written as ${foreign ?? output}.`, {
    hint: `It can be written as ${formats.join(", ")}.`,
  });
}

/** Parts of a page are not looked into when they are read: one that is not as a page needs it is the file's fault. */
async function shown(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Problem("input.malformed", `It holds something that cannot be shown: ${cause.message}.`, {
      location: { file },
      hint: "Was it changed after trailproof wrote it? Save the result anew, with this version.",
      cause,
    });
  }
}
