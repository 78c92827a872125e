import type { ProblemCode } from "../../model/index.ts";
import { type RowCells, reportColumns } from "./credential-row.ts";
import type { CsvRecord } from "./csv.ts";
import { quote } from "./reading.ts";

/** A longer cell is noise: names have at most 64 characters, ARNs 2048. */
const maxCellLength = 16_384;

/**
 * The cells of one line under their columns. A line with too few cells lacks the last ones. One with too many is
 * trusted for the user only, unless the surplus is empty or is explained by a comma in the user's name: IAM allows
 * commas, and they then stand in the name and in the ARN.
 */
export function alignCells(
  record: CsvRecord,
  columns: readonly string[],
  byName: ReadonlyMap<string, number>,
  complain: (message: string, code?: ProblemCode) => void,
): RowCells {
  const width = columns.length;
  const cells = record.cells.length > width ? (joinName(record.cells, width, byName) ?? record.cells) : record.cells;
  const surplus = cells.slice(width);
  const isShifted = surplus.some((cell) => cell.trim() !== "");
  if (record.badQuotes) complain("has quotes that do not match, so it was split at every comma");
  if (cells.length < width) complain(`has ${cells.length} of ${width} cells; the others are unknown`);
  if (isShifted) complain(`has ${cells.length} cells for ${width} columns; which belong where is unknown`);
  else if (surplus.length > 0) complain(`has ${surplus.length} empty cells too many`, "input.trailing-data");
  const known = new Set(byName.values());
  const others: [string, string][] = [];
  columns.forEach((column, index) => {
    const text = cells[index];
    if (text === undefined || isShifted || !known.has(index) || reportColumns.includes(column.toLowerCase())) return;
    if (text.length > maxCellLength) complain(`has ${text.length} characters in ${quote(column)}, which were cut`);
    others.push([column, text.slice(0, maxCellLength)]);
  });
  const tooLong = new Set<string>();
  return { line: record.line, cell, otherColumns: Object.fromEntries(others) };

  function cell(column: string): string | undefined {
    if (isShifted && column !== "user" && column !== "arn") return undefined;
    const text = cells[byName.get(column) ?? -1];
    if (text === undefined || text.length <= maxCellLength) return text;
    if (!tooLong.has(column)) complain(`has ${text.length} characters in ${column}, which are not read`);
    tooLong.add(column);
    return column === "user" ? text.slice(0, 64) : undefined;
  }
}

/** Undefined unless joining makes the line fit and the ARN end in the name. */
function joinName(
  cells: readonly string[],
  width: number,
  byName: ReadonlyMap<string, number>,
): readonly string[] | undefined {
  const commas = (cells.length - width) / 2;
  const [userAt, arnAt] = [byName.get("user") ?? -1, byName.get("arn") ?? -1];
  if (!Number.isInteger(commas) || commas > 64) return undefined;
  const first = Math.min(userAt, arnAt);
  const second = Math.max(userAt, arnAt);
  const joined = [
    ...cells.slice(0, first),
    cells.slice(first, first + commas + 1).join(","),
    ...cells.slice(first + commas + 1, second + commas),
    cells.slice(second + commas, second + 2 * commas + 1).join(","),
    ...cells.slice(second + 2 * commas + 1),
  ];
  return joined[arnAt]?.endsWith(`/${joined[userAt]}`) ? joined : undefined;
}
