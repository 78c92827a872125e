import { type CredentialRow, type ProblemCode, parseArn } from "../../model/index.ts";
import { credentialRow } from "./credential-row.ts";
import type { CsvRecord } from "./csv.ts";
import { quote, type Reading } from "./reading.ts";
import { alignCells } from "./report-cells.ts";

/**
 * The users of a report. A line without a usable ARN, a second line for a user and a line of another account are
 * problems and left out; cells that cannot be read are problems, and their line is used.
 */
export function readRows(
  records: readonly CsvRecord[],
  columns: readonly string[],
  byName: ReadonlyMap<string, number>,
  reading: Reading,
): readonly CredentialRow[] {
  const rows = new Map<string, CredentialRow>();
  let account: string | undefined;
  for (const record of records) {
    const row = readRow(record);
    if (row === undefined) continue;
    const first = rows.get(row.arn);
    const rowAccount = parseArn(row.arn)?.account;
    account ??= rowAccount;
    if (first !== undefined) {
      complain(record.line, row.user, `is on line ${first.line} already; the first is used`, "input.conflict");
    } else if (rowAccount !== account) {
      complain(record.line, row.user, "belongs to another account than the lines before: left out", "input.conflict");
    } else {
      rows.set(row.arn, row);
    }
  }
  return [...rows.values()];

  function readRow(record: CsvRecord): CredentialRow | undefined {
    const said: [message: string, code?: ProblemCode | undefined][] = [];
    const cells = alignCells(record, columns, byName, (...what) => said.push(what));
    const [user, arn] = [cells.cell("user") ?? "", cells.cell("arn")?.trim() ?? ""];
    const row = isUserArn(arn) ? credentialRow(cells, user, arn, (message) => said.push([message])) : undefined;
    if (row === undefined) said.push([`has the ARN ${quote(arn)}, so the line cannot be used`]);
    for (const [message, code] of said) complain(record.line, user, message, code);
    return row;
  }

  function complain(line: number, user: string, message: string, code: ProblemCode = "input.malformed"): void {
    reading.problem(code, `The line of ${quote(user)} ${message}.`, { location: { file: reading.file, line } });
    reading.gap(`line ${line} of the credential report (${quote(user)})`, message);
  }
}

function isUserArn(text: string): boolean {
  const arn = text.length > 2048 ? undefined : parseArn(text);
  if (arn?.service !== "iam" || !/^\d{12}$/.test(arn.account)) return false;
  return arn.resource === "root" || arn.resource.startsWith("user/");
}
