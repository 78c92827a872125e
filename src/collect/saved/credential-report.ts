import { type CredentialReport, type CredentialRow, isJsonObject, ownText, Problem } from "../../model/index.ts";
import { readAnswer } from "./answer.ts";
import { refusal, wrongAnswer } from "./catalogue.ts";
import { reportColumns } from "./credential-row.ts";
import { type CsvRecord, maxCsvRecords, readCsv } from "./csv.ts";
import { timeAt } from "./fields.ts";
import { type Parsed, quote, type Reading, startReading } from "./reading.ts";
import { readRows } from "./report-rows.ts";
import { decodeText } from "./text.ts";

/**
 * Parses a credential report: the CSV, or the JSON of `get-credential-report`, whose `Content` is base64 (or already
 * decoded). Columns are found by name. Lines in problems count from the header of the CSV.
 *
 * A report that was cut in the middle is read as far as it goes and gives a problem `input.truncated`; text that is
 * no report, or one without a single user, throws.
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account".
 */
export function parseCredentialReport(text: string, file: string): Parsed<CredentialReport> {
  const reading = startReading(file);
  const start = text.slice(0, 200).trimStart();
  if (!/^[{[]/.test(start) && !start.startsWith("An error") && !start.includes("aws: [ERROR]")) {
    return reading.result(readReport(fromBase64(text, reading) ?? text, reading));
  }
  const answer = readAnswer(text, file);
  if (answer.kind === "error") return refusal(answer, "credential-report");
  const content = isJsonObject(answer.json) ? ownText(answer.json, "Content") : undefined;
  if (!isJsonObject(answer.json) || content === undefined) throw wrongAnswer(answer.json, file, "credential-report");
  const generatedAt = timeAt(answer.json, "GeneratedTime", { file, path: "" }, reading);
  const report = readReport(fromBase64(content, reading) ?? content, reading);
  return reading.result({ ...report, ...(generatedAt && { generatedAt }) });
}

/** Undefined when `text` is no base64: the header of a report has characters that base64 has not. */
function fromBase64(text: string, reading: Reading): string | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text.slice(0, 4096)) || /[_,]/.test(text)) return undefined;
  const decoded = decodeText(Buffer.from(text, "base64"), reading.file);
  if (!decoded.text.slice(0, 4096).includes(",")) return undefined;
  for (const problem of decoded.problems) reading.caught(problem);
  return decoded.text;
}

function readReport(text: string, reading: Reading): CredentialReport {
  const { records: lines, unreadFrom } = readCsv(text.replace(/^\uFEFF/, ""));
  const [header, ...records] = lines;
  const columns = header?.cells.map((name) => name.trim()) ?? [];
  const byName = columnIndex(columns, header, reading);
  const last = records.at(-1);
  if (last === undefined) {
    throw new Problem("input.truncated", "The credential report ends after its header; even root's line is missing.", {
      location: { file: reading.file, line: header?.line ?? 1 },
      hint: saveAgain,
    });
  }
  if (unreadFrom !== undefined) {
    const message = `The lines from ${unreadFrom} on are not read: a report has at most ${maxCsvRecords}`;
    reading.problem("input.too-large", `${message}.`, { location: { file: reading.file, line: unreadFrom } });
    reading.gap(`credential report from line ${unreadFrom} on`, message);
  }
  const rows = readRows(records, columns, byName, reading);
  const isCutInCell = !/[\r\n]$/.test(text) && endsInUnreadable(rows.at(-1), columns.at(-1), last.line);
  if (last.cells.length < columns.length || isCutInCell) reportCut(last, columns.length, reading);
  if (!rows.some((row) => row.isRoot)) {
    const message = "The credential report has no line for the root user, which AWS always writes";
    reading.problem("input.unsupported", `${message}.`);
    reading.gap("the root user's credentials", message);
  }
  return { columns, rows };
}

function columnIndex(
  columns: readonly string[],
  header: CsvRecord | undefined,
  reading: Reading,
): ReadonlyMap<string, number> {
  const location = { file: reading.file, line: header?.line ?? 1 };
  const byName = new Map<string, number>();
  columns.forEach((column, index) => {
    const name = column.toLowerCase();
    const known = reportColumns.includes(name) ? name : column;
    if (!byName.has(known)) byName.set(known, index);
    else
      reading.problem("input.conflict", `The column ${quote(column)} is there twice; the first is used.`, { location });
  });
  for (const required of ["user", "arn"]) {
    if (byName.has(required)) continue;
    const found = columns.slice(0, 4).join(",");
    throw new Problem(
      "input.malformed",
      `This is no credential report: no column "${required}" in its header, which is ${quote(found)}.`,
      {
        location,
        hint: "--credential-report takes the CSV that AWS serves, or the JSON of `aws iam get-credential-report`.",
      },
    );
  }
  for (const name of reportColumns) {
    if (byName.has(name) || name === "additional_credentials_info") continue;
    reading.problem("input.unsupported", `The column ${name} is missing.`, { location });
    reading.gap(`column ${name}`, "the credential report does not have it");
  }
  return byName;
}

const saveAgain = "Save it again: aws iam get-credential-report.";

function reportCut(last: CsvRecord, width: number, reading: Reading): void {
  const how =
    last.cells.length < width
      ? `line ${last.line} has ${last.cells.length} of ${width} cells`
      : `the last cell of line ${last.line} is incomplete`;
  const message = `The credential report was cut in the middle: ${how}, and the users after it are missing`;
  const location = { file: reading.file, line: last.line };
  reading.problem("input.truncated", `${message}.`, { location, hint: saveAgain });
  reading.gap(`credential report after line ${last.line}`, message);
}

/** AWS ends a report without a line break, so a cut inside the last cell shows only in what the cell says. */
function endsInUnreadable(row: CredentialRow | undefined, column: string | undefined, lastLine: number): boolean {
  if (row?.line !== lastLine || column === undefined) return false;
  const slot = row.certificates[column.startsWith("cert_2") ? 1 : 0];
  if (/^cert_[12]_last_rotated$/.test(column)) return slot?.lastRotated.kind === "unreadable";
  return /^cert_[12]_active$/.test(column) && slot?.active === "unreadable";
}
