import { many, one } from "../glob.ts";
import { arnFormatParts, type FormatPart } from "./arn-format.ts";

/**
 * Is there an ARN of this format that a pattern of a policy matches? The pattern comes as tokens of a glob; a policy
 * variable counts as `*`. Takes time by the product of both lengths.
 */
export function patternMeetsFormat(pattern: readonly number[], format: string): boolean {
  // Row by row: can the first units of the format and the first j tokens of the pattern make a common text?
  let above = firstRow(pattern);
  let row = new Uint8Array(pattern.length + 1);
  for (const unit of unitsOf(format)) {
    if (!fillRow(row, above, unit, pattern)) return false;
    [above, row] = [row, above];
  }
  return at(above, pattern.length) === 1;
}

/** False: nothing can be reached any more. */
function fillRow(row: Uint8Array, above: Uint8Array, unit: FormatUnit, pattern: readonly number[]): boolean {
  let left = unit.repeats ? at(above, 0) : 0;
  let reached = left;
  row[0] = left;
  for (let j = 0; j < pattern.length; j += 1) {
    const token = pattern[j] ?? one;
    if (token === many) left |= at(above, j + 1);
    else if (unit.repeats) left = at(above, j + 1) | (left & fits(unit, token));
    else left = at(above, j) & fits(unit, token);
    row[j + 1] = left;
    reached |= left;
  }
  return reached === 1;
}

/** Without any unit only wildcards can be passed. */
function firstRow(pattern: readonly number[]): Uint8Array<ArrayBuffer> {
  const firstOther = pattern.findIndex((token) => token !== many);
  return new Uint8Array(pattern.length + 1).fill(1, 0, (firstOther === -1 ? pattern.length : firstOther) + 1);
}

/** One character of an ARN, or, where it repeats, any number of them. */
interface FormatUnit {
  /** Undefined: any character but {@link without}. */
  readonly code?: number;
  readonly without: readonly number[];
  readonly repeats: boolean;
}

const units: Map<string, readonly FormatUnit[]> = new Map();

/** The catalogue has fewer formats. */
const maxKept = 5000;

function unitsOf(format: string): readonly FormatUnit[] {
  const known = units.get(format);
  if (known !== undefined) return known;
  const made = arnFormatParts(format).flatMap(unitsOfPart);
  if (units.size < maxKept) units.set(format, made);
  return made;
}

function unitsOfPart(part: FormatPart): readonly FormatUnit[] {
  if (part.kind === "text") {
    return Array.from(part.text, (letter) => ({ code: letter.charCodeAt(0), without: [], repeats: false }));
  }
  const without = Array.from(part.without, (letter) => letter.charCodeAt(0));
  const rest: FormatUnit = { without, repeats: true };
  return part.mayBeEmpty ? [rest] : [{ without, repeats: false }, rest];
}

function fits({ code, without }: FormatUnit, token: number): 0 | 1 {
  if (token === one) return 1;
  return (code === undefined ? !without.includes(token) : code === token) ? 1 : 0;
}

function at(cells: Uint8Array, index: number): number {
  return cells[index] ?? 0;
}
