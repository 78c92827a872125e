import type { Statement } from "../../iam/index.ts";
import { type IamRole, type Organization, parseArn, type Snapshot } from "../../model/index.ts";
import type { AuditSettings } from "../check.ts";
import { requires } from "./limiting-keys.ts";
import { organisationKeys } from "./trusted-principals.ts";

/** Accounts that are no strangers to a role: its own, those of its organisation as far as they are known, and trustedAccounts. */
export function knownAccounts(
  { arn }: IamRole,
  { account, organization }: Snapshot,
  { trustedAccounts }: AuditSettings,
): ReadonlySet<string> {
  return new Set([parseArn(arn)?.account ?? account, ...membersOf(organization), ...trustedAccounts]);
}

/** What the others were compared with, and what was not read, as the end of a sentence without its full stop. */
export function comparedWith({ organization }: Snapshot): string {
  if (organization === "none") return "which is neither this account nor among the trustedAccounts";
  if (organization?.accounts !== undefined) {
    return "which is neither this account, nor of its organisation, nor among the trustedAccounts";
  }
  const unread = "which accounts its organisation has was not read: organizations:ListAccounts";
  return `which is neither this account nor among the trustedAccounts (${unread})`;
}

/** Whose organisation a condition asks for; undefined: it asks for none. */
export function organisationOf(
  { conditions }: Statement,
  { organization }: Snapshot,
): "ours" | "another" | "unknown" | undefined {
  if (!requires(conditions, organisationKeys)) return undefined;
  if (organization === undefined) return "unknown";
  const id = organization === "none" ? undefined : organization.id;
  return requires(conditions, organisationKeys, (value) => value === id || value.startsWith(`${id}/`))
    ? "ours"
    : "another";
}

function membersOf(organization: "none" | Organization | undefined): readonly string[] {
  if (organization === undefined || organization === "none") return [];
  const { managementAccount, accounts = [], delegatedAdministrators = [] } = organization;
  return [managementAccount, ...[...accounts, ...delegatedAdministrators].map(({ id }) => id)];
}
