import type {
  AccessKeySlot,
  CertificateSlot,
  CredentialRow,
  Evidence,
  ReportDate,
  ReportFlag,
} from "../../model/index.ts";
import { ageOf } from "../age.ts";

/** What a cell of the credential report says of a yes-or-no question. */
export type CellAnswer = { readonly kind: "yes" | "no" } | { readonly kind: "unknown"; readonly because: string };

/** What a date cell says: an age, that there is no such thing or that it never happened, or nothing usable. */
export type CellAge =
  | { readonly kind: "days"; readonly days: number }
  | { readonly kind: "none" }
  | { readonly kind: "unknown"; readonly because: string };

/**
 * A slot of the report with what it holds. `absent` is an empty slot; `unclear` holds no active key, but perhaps an
 * inactive one; `unknown` may hold anything.
 */
export interface KeyState {
  readonly slot: 1 | 2;
  /** `access key 1`. */
  readonly name: string;
  readonly state: "active" | "inactive" | "absent" | "unclear" | "unknown";
  /** Why the state is unclear or unknown. */
  readonly because: string;
  /** Since the key was made or its status last changed. */
  readonly made: CellAge;
  /** `none`: never used, or not since 2015-04-22. */
  readonly used: CellAge;
  readonly key: AccessKeySlot;
}

/** N/A counts as no: there is no such credential. `not_supported` is no answer and never a no. */
export function flagAnswer(row: CredentialRow, column: string, flag: ReportFlag): CellAnswer {
  switch (flag) {
    case "true":
      return { kind: "yes" };
    case "false":
    case "not_applicable":
      return { kind: "no" };
    case "not_supported":
      return { kind: "unknown", because: `AWS does not answer ${column} for ${row.user} (not_supported)` };
    case "unreadable":
      return { kind: "unknown", because: unreadableCell(row, column) };
  }
}

export function passwordEnabled(row: CredentialRow): CellAnswer {
  return flagAnswer(row, "password_enabled", row.passwordEnabled);
}

/** Unlike other flags N/A is no "no" here: whether a device is registered is always asked. */
export function mfaActive(row: CredentialRow): CellAnswer {
  if (row.mfaActive !== "not_applicable") return flagAnswer(row, "mfa_active", row.mfaActive);
  return { kind: "unknown", because: `mfa_active is N/A for ${row.user}` };
}

/** N/A and `no_information` both say that there is no such date. */
export function dateAge(row: CredentialRow, column: string, date: ReportDate, now: number): CellAge {
  switch (date.kind) {
    case "at": {
      const age = ageOf(date.time, now);
      return age.kind === "days" ? age : { kind: "unknown", because: `${column} cannot be judged: ${age.because}` };
    }
    case "not_applicable":
    case "no_information":
      return { kind: "none" };
    case "not_supported":
      return { kind: "unknown", because: `AWS does not answer ${column} for ${row.user} (not_supported)` };
    case "unreadable":
      return { kind: "unknown", because: unreadableCell(row, column, date.text) };
  }
}

export function passwordUse(row: CredentialRow, now: number): CellAge {
  return dateAge(row, "password_last_used", row.passwordLastUsed, now);
}

/** Since the password was last changed; since the user was made, where the report gives no such date. */
export function passwordAge(row: CredentialRow, now: number): CellAge {
  const changed = dateAge(row, "password_last_changed", row.passwordLastChanged, now);
  return changed.kind === "none" ? userAge(row, now) : changed;
}

export function userAge(row: CredentialRow, now: number): CellAge {
  return dateAge(row, "user_creation_time", row.createdAt, now);
}

/**
 * Both slots, also those that the row lacks: a key that was not reported on is not a key that does not exist. Many
 * checks ask for them, so that the last answer about a row is kept.
 */
export function keyStates(row: CredentialRow, now: number): readonly KeyState[] {
  const known = statesOfRows.get(row);
  if (known?.now === now) return known.states;
  const states = slots.map((slot) =>
    keyState(row, row.accessKeys.find((key) => key.slot === slot) ?? missingKey(slot), now),
  );
  statesOfRows.set(row, { now, states });
  return states;
}

const statesOfRows: WeakMap<CredentialRow, { readonly now: number; readonly states: readonly KeyState[] }> =
  new WeakMap();

export function certificateSlots(row: CredentialRow): readonly CertificateSlot[] {
  return slots.map((slot) => row.certificates.find((found) => found.slot === slot) ?? missingCertificate(slot));
}

/** What the report says of credentials that have no columns of their own. */
export type UncountedCredentials =
  | { readonly kind: "none" | "no-column" }
  | { readonly kind: "some"; readonly text: string }
  | { readonly kind: "unknown"; readonly because: string };

/** Column `additional_credentials_info`; most reports do not have it. */
export function uncountedCredentials(row: CredentialRow): UncountedCredentials {
  const text = row.additionalCredentials?.trim();
  if (text === undefined) return { kind: "no-column" };
  if (text === "" || /^(n\/a|no_information|none|0)$/i.test(text)) return { kind: "none" };
  if (text !== "not_supported") return { kind: "some", text: text.slice(0, 200) };
  return {
    kind: "unknown",
    because: `AWS does not answer additional_credentials_info for ${row.user} (not_supported)`,
  };
}

/** The named cells of a row as evidence, in the words of the report. */
export function cells(...named: readonly (readonly [column: string, cell: ReportFlag | ReportDate])[]): Evidence[] {
  return named.map(([field, cell]) => ({ source: "credential-report", field, value: cellText(cell) }));
}

/** One and the same list for all checks that rest on the key. */
export function keyCells(key: AccessKeySlot): readonly Evidence[] {
  const known = cellsOfKeys.get(key);
  if (known !== undefined) return known;
  const prefix = `access_key_${key.slot}`;
  const made = cells(
    [`${prefix}_active`, key.active],
    [`${prefix}_last_rotated`, key.lastRotated],
    [`${prefix}_last_used_date`, key.lastUsed],
  );
  cellsOfKeys.set(key, made);
  return made;
}

const cellsOfKeys: WeakMap<AccessKeySlot, readonly Evidence[]> = new WeakMap();

const slots = [1, 2] as const;

function keyState(row: CredentialRow, key: AccessKeySlot, now: number): KeyState {
  const prefix = `access_key_${key.slot}`;
  const active = flagAnswer(row, `${prefix}_active`, key.active);
  const made = dateAge(row, `${prefix}_last_rotated`, key.lastRotated, now);
  const used = dateAge(row, `${prefix}_last_used_date`, key.lastUsed, now);
  const base = { slot: key.slot, name: `access key ${key.slot}`, made, used, key };
  if (active.kind === "unknown") return { ...base, state: "unknown", because: active.because };
  if (active.kind === "yes") return { ...base, state: "active", because: "" };
  if (key.lastRotated.kind === "at") return { ...base, state: "inactive", because: "" };
  if (made.kind === "unknown") return { ...base, state: "unclear", because: made.because };
  return { ...base, state: "absent", because: "" };
}

function unreadableCell(row: CredentialRow, column: string, text?: string): string {
  const shown = text === undefined || text === "" ? "" : ` (${JSON.stringify(text.slice(0, 40))})`;
  return `column ${column} in line ${row.line} of the credential report cannot be read${shown}`;
}

function missingKey(slot: 1 | 2): AccessKeySlot {
  const none: ReportDate = { kind: "unreadable", text: "" };
  return { slot, active: "unreadable", lastRotated: none, lastUsed: none, lastUsedRegion: "", lastUsedService: "" };
}

function missingCertificate(slot: 1 | 2): CertificateSlot {
  return { slot, active: "unreadable", lastRotated: { kind: "unreadable", text: "" } };
}

function cellText(cell: ReportFlag | ReportDate): string {
  const kind = typeof cell === "string" ? cell : cell.kind;
  if (typeof cell !== "string" && cell.kind === "at") return cell.time;
  if (typeof cell !== "string" && cell.kind === "unreadable") return cell.text;
  return kind === "not_applicable" ? "N/A" : kind;
}
