import type { JsonObject } from "../../src/model/index.ts";
import { accountId } from "../../src/sandbox/seed/aerosecure/workload.ts";
import { type KeySeed, root, type UserSeed, userArn, users } from "./account.ts";
import { cliTime, minuteMs, reportGeneratedAt } from "./time.ts";
import type { Usage, Use } from "./usage.ts";

const columns = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_1_last_used_region",
  "access_key_1_last_used_service",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
  "access_key_2_last_used_region",
  "access_key_2_last_used_service",
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
] as const;

const noCertificates = ["false", "N/A", "false", "N/A"] as const;

/**
 * The credential report as AWS serves it: root first, then users without regard to case; line feeds, none at the end.
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account".
 */
export function credentialReport(usage: Usage): string {
  const byName = [...users].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  return [columns, rootRow(), ...byName.map((user) => userRow(user, usage))].map((row) => row.join(",")).join("\n");
}

/** What `aws iam get-credential-report` prints. */
export function credentialReportAnswer(csv: string): JsonObject {
  return {
    Content: Buffer.from(csv, "utf8").toString("base64"),
    ReportFormat: "text/csv",
    GeneratedTime: cliTime(reportGeneratedAt),
  };
}

function rootRow(): readonly string[] {
  const { created, passwordUsed, passwordChanged, key } = root;
  const times = [created, passwordUsed, passwordChanged].map(toCell);
  const [creation = "", used = "", changed = ""] = times;
  const keySlot = keyCells({ id: key.id, active: false, rotated: key.rotated, used: key.used }, undefined);
  const identity = ["<root_account>", `arn:aws:iam::${accountId}:root`, creation];
  return [
    ...identity,
    "true",
    used,
    changed,
    "not_supported",
    "true",
    ...keySlot,
    ...keyCells(undefined, undefined),
    ...noCertificates,
  ];
}

function userRow(user: UserSeed, usage: Usage): readonly string[] {
  const [first, second] = user.keys;
  return [
    user.name,
    userArn(user.name),
    toCell(user.created),
    ...passwordCells(user, usage.passwords.get(user.name)),
    String(user.mfa),
    ...keyCells(first, first && usage.keys.get(first.id)),
    ...keyCells(second, second && usage.keys.get(second.id)),
    ...noCertificates,
  ];
}

/** Enabled, last used, last changed, next rotation; the account's policy lets no password expire. */
function passwordCells({ password }: UserSeed, use: Use | undefined): readonly string[] {
  if (password === undefined) return ["false", "N/A", "N/A", "N/A"];
  const used = use ? cliTime(use.at) : password.used ? toCell(password.used) : "no_information";
  return ["true", used, toCell(password.changed), "N/A"];
}

/** Active, last rotated, last used at, region and service; the report knows the minute of a use only. */
function keyCells(key: KeySeed | undefined, use: Use | undefined): readonly string[] {
  if (key === undefined) return ["false", "N/A", "N/A", "N/A", "N/A"];
  const state = [String(key.active), toCell(key.rotated)];
  if (use !== undefined) return [...state, cliTime(Math.floor(use.at / minuteMs) * minuteMs), use.region, use.service];
  if (key.used !== undefined) return [...state, toCell(key.used.at), key.used.region, key.used.service];
  return [...state, "N/A", "N/A", "N/A"];
}

function toCell(time: string): string {
  return cliTime(Date.parse(time));
}
