import { rootArn } from "../../../model/index.ts";
import type { Call } from "../../call.ts";
import type { AccessKey, Password, PasswordRules, User } from "../../world/nouns.ts";

/**
 * The report as AWS writes it: root first, then users without regard to case; no line end after the last line.
 *
 * Source: IAM User Guide, "Generate credential reports for your AWS account".
 */
export function reportCsv(call: Call): string {
  const { account } = call;
  const keys = keysByUser(call);
  const rules = account.passwordPolicy.get("policy");
  const users = [...account.users.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  const rows = users.map((user) => userRow(user, keys.get(user.name.toLowerCase()) ?? [], rules));
  return [columns, rootRow(call, keys.get("") ?? []), ...rows].map((row) => row.join(",")).join("\n");
}

const columns: readonly string[] = [
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
];

/** By user name in lower case, oldest first; those of root by the empty name. */
function keysByUser({ world, account }: Call): ReadonlyMap<string, readonly AccessKey[]> {
  const keys = new Map<string, AccessKey[]>();
  for (const key of world.accessKeys.values()) {
    if (key.account !== account.id) continue;
    const name = key.user?.toLowerCase() ?? "";
    const known = keys.get(name);
    if (known === undefined) keys.set(name, [key]);
    else known.push(key);
  }
  for (const list of keys.values())
    list.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  return keys;
}

/** Of root's password the report tells nothing but its last use. */
function rootRow({ account }: Call, keys: readonly AccessKey[]): readonly string[] {
  const root = account.root.get("root");
  return [
    "<root_account>",
    rootArn(account.id),
    cell(root?.createdAt ?? ""),
    "not_supported",
    root?.password?.lastUsedAt === undefined ? "no_information" : cell(root.password.lastUsedAt),
    "not_supported",
    "not_supported",
    String(root?.mfa !== undefined),
    ...keyCells(keys[0]),
    ...keyCells(keys[1]),
    ...certificateCells,
  ];
}

function userRow(user: User, keys: readonly AccessKey[], rules: PasswordRules | undefined): readonly string[] {
  return [
    user.name,
    user.arn,
    cell(user.createdAt),
    ...passwordCells(user.password, rules),
    String(user.mfa.length > 0),
    ...keyCells(keys[0]),
    ...keyCells(keys[1]),
    ...certificateCells,
  ];
}

/** Enabled, last used, last changed, next rotation. */
function passwordCells(password: Password | undefined, rules: PasswordRules | undefined): readonly string[] {
  if (password === undefined) return ["false", "N/A", "N/A", "N/A"];
  const { changedAt, lastUsedAt } = password;
  const maxAgeMs = (rules?.maxAgeDays ?? 0) * 24 * 60 * 60 * 1000;
  return [
    "true",
    lastUsedAt === undefined ? "no_information" : cell(lastUsedAt),
    cell(changedAt),
    maxAgeMs === 0 ? "N/A" : cell(new Date(Date.parse(changedAt) + maxAgeMs).toISOString()),
  ];
}

/** Active, last rotated, last used at, region and service; the report knows a use by its minute. */
function keyCells(key: AccessKey | undefined): readonly string[] {
  if (key === undefined) return ["false", "N/A", "N/A", "N/A", "N/A"];
  const { status, changedAt, lastUsed } = key;
  const use = lastUsed === undefined ? ["N/A", "N/A", "N/A"] : [minute(lastUsed.at), lastUsed.region, lastUsed.service];
  return [String(status === "Active"), cell(changedAt), ...use];
}

/** Signing certificates cannot be made here. */
const certificateCells: readonly string[] = ["false", "N/A", "false", "N/A"];

/** `2026-11-21T20:00:00+00:00` */
function cell(time: string): string {
  return `${time.slice(0, 19)}+00:00`;
}

function minute(time: string): string {
  return `${time.slice(0, 16)}:00+00:00`;
}
