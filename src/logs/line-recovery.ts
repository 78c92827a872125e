import { lineFeed, openBrace, space } from "./ascii.ts";
import { nestingDepth } from "./value-scanner.ts";

/** Why a text was not taken; `at` counts bytes from the start of the text. */
export interface Refusal {
  readonly message: string;
  readonly at: number;
}

/** What came of a broken piece. */
export interface Recovery {
  /** What to say, at offsets in the file; the first is about the beginning of the piece. */
  readonly refusals: readonly { readonly message: string; readonly offset: number }[];
  /** Whole lines that were taken. */
  readonly taken: number;
}

/** A broken piece that spans lines. */
export interface BrokenLines {
  readonly bytes: Buffer;
  /** Where the piece begins in the file. */
  readonly offset: number;
  readonly refusal: Refusal;
  readonly maxDepth: number;
}

/**
 * Looks through a broken piece line by line: one record without its closing bracket swallows all lines after it, and most
 * of those are whole. Each line is looked at once, so that no input makes this slow.
 *
 * A line that begins like an object and is none is a problem; further lines that are only parts of something
 * (the inside of a pretty-printed record) belong to the problem before them.
 */
export function recoverLines(
  { bytes, offset, refusal, maxDepth }: BrokenLines,
  take: (line: Buffer, offset: number) => Refusal | undefined,
): Recovery {
  const refusals: { readonly message: string; readonly offset: number }[] = [];
  let taken = 0;
  let inBrokenRun = false;
  for (let start = 0; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(lineFeed, start);
    const end = lineEnd < 0 ? bytes.length : lineEnd;
    const line = bytes.subarray(start, end);
    const refused = takeLine(line, offset + start);
    // Parsing the whole piece has failed at a place that may be inside its first line.
    const said = start === 0 ? { ...refusal, at: refusal.at < end ? refusal.at : 0 } : refused;
    if (said !== undefined && refused !== undefined && !(inBrokenRun && refused === partOfSomething)) {
      refusals.push({ message: said.message, offset: offset + start + said.at });
    }
    inBrokenRun = refused !== undefined;
    start = end + 1;
  }
  const [first, ...rest] = refusals;
  // Whole records follow, so it is a line that ends too early and not the file.
  if (taken > 0 && first !== undefined && first.message.startsWith("The file ends")) {
    return { refusals: [{ ...first, message: "This line ends inside a record." }, ...rest], taken };
  }
  return { refusals, taken };

  function takeLine(line: Buffer, at: number): Refusal | undefined {
    if (line.every((byte) => byte <= space)) return undefined;
    if (line[0] !== openBrace || line.length < 3) return partOfSomething;
    if (nestingDepth(line) > maxDepth) return { message: `This is nested deeper than ${maxDepth} levels.`, at: 0 };
    const refused = take(line, at);
    if (refused === undefined) taken += 1;
    return refused;
  }
}

const partOfSomething: Refusal = { message: "This line is not a JSON object.", at: 0 };
