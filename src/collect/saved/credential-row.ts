import type { AccessKeySlot, CertificateSlot, CredentialRow, ReportDate, ReportFlag } from "../../model/index.ts";
import { toIsoTime } from "./date.ts";
import { quote } from "./reading.ts";

/** Columns of the report, in AWS's order; `additional_credentials_info` is documented, but seldom there. */
export const reportColumns: readonly string[] = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  ...[1, 2].flatMap((slot) => [
    `access_key_${slot}_active`,
    `access_key_${slot}_last_rotated`,
    `access_key_${slot}_last_used_date`,
    `access_key_${slot}_last_used_region`,
    `access_key_${slot}_last_used_service`,
  ]),
  ...[1, 2].flatMap((slot) => [`cert_${slot}_active`, `cert_${slot}_last_rotated`]),
  "additional_credentials_info",
];

/** Name that AWS writes for the root user; `<` is not allowed in the name of a user. */
export const rootUserName = "<root_account>";

/** One line, by column. A cell is undefined when the line is too short or the column is absent. */
export interface RowCells {
  readonly line: number;
  readonly cell: (column: string) => string | undefined;
  readonly otherColumns: { readonly [column: string]: string };
}

/** Reads the cells of one user. `complain` is told each cell that holds no word that AWS writes. */
export function credentialRow(
  row: RowCells,
  user: string,
  arn: string,
  complain: (message: string) => void,
): CredentialRow {
  const additional = row.cell("additional_credentials_info")?.trim();
  return {
    line: row.line,
    user,
    arn,
    isRoot: user === rootUserName || arn.endsWith(":root"),
    createdAt: date("user_creation_time", []),
    passwordEnabled: flag("password_enabled"),
    passwordLastUsed: date("password_last_used", ["n/a", "no_information"]),
    passwordLastChanged: date("password_last_changed", ["n/a"]),
    passwordNextRotation: date("password_next_rotation", ["n/a"]),
    mfaActive: flag("mfa_active"),
    accessKeys: [accessKey(1), accessKey(2)],
    certificates: [certificate(1), certificate(2)],
    ...(additional !== undefined && { additionalCredentials: additional }),
    otherColumns: row.otherColumns,
  };

  function accessKey(slot: 1 | 2): AccessKeySlot {
    return {
      slot,
      active: flag(`access_key_${slot}_active`),
      lastRotated: date(`access_key_${slot}_last_rotated`, ["n/a"]),
      lastUsed: date(`access_key_${slot}_last_used_date`, ["n/a", "no_information"]),
      lastUsedRegion: row.cell(`access_key_${slot}_last_used_region`)?.trim() ?? "",
      lastUsedService: row.cell(`access_key_${slot}_last_used_service`)?.trim() ?? "",
    };
  }

  function certificate(slot: 1 | 2): CertificateSlot {
    return { slot, active: flag(`cert_${slot}_active`), lastRotated: date(`cert_${slot}_last_rotated`, ["n/a"]) };
  }

  function flag(column: string): ReportFlag {
    const text = row.cell(column);
    const known = flags.get(text?.trim().toLowerCase() ?? "");
    if (known !== undefined) return known;
    if (text !== undefined) complain(`has ${quote(text, 40)} in ${column}, not true or false`);
    return "unreadable";
  }

  function date(column: string, words: readonly Sentinel[]): ReportDate {
    const text = row.cell(column);
    if (text === undefined) return { kind: "unreadable", text: "" };
    const time = toIsoTime(text);
    if (time !== undefined) return { kind: "at", time };
    const word = sentinels.get(text.trim().toLowerCase());
    if (word !== undefined && (word.text === "not_supported" || words.includes(word.text))) return { kind: word.kind };
    complain(`has ${quote(text, 40)} in ${column}, neither a date nor a word that AWS writes there`);
    return { kind: "unreadable", text: text.slice(0, 100) };
  }
}

const flags: ReadonlyMap<string, ReportFlag> = new Map([
  ["true", "true"],
  ["false", "false"],
  ["not_supported", "not_supported"],
  ["n/a", "not_applicable"],
]);

type Sentinel = "n/a" | "no_information" | "not_supported";

/** What stands in place of a date; each means something else, and not each may stand in each column. */
const sentinels: ReadonlyMap<
  string,
  { readonly text: Sentinel; readonly kind: "not_applicable" | "no_information" | "not_supported" }
> = new Map([
  ["n/a", { text: "n/a", kind: "not_applicable" }],
  ["no_information", { text: "no_information", kind: "no_information" }],
  ["not_supported", { text: "not_supported", kind: "not_supported" }],
]);
