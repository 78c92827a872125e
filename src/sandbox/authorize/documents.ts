import { findPolicy } from "../world/aws-managed-policies.ts";
import type { Group, Role, User } from "../world/nouns.ts";
import type { Account } from "../world/world.ts";

/** A policy's document and where it comes from. */
export interface SourcedDocument {
  /** Name of an inline policy, or ARN. */
  readonly name: string;
  /** User, group or role that has it. */
  readonly holder: { readonly kind: "user" | "group" | "role"; readonly name: string };
  readonly document: string;
}

/** All documents that a user, group or role has: its own, inline ones first, and then those of a user's groups. */
export function identityDocuments(account: Account, holder: User | Group | Role): readonly SourcedDocument[] {
  if ("trust" in holder) return holderDocuments(account, holder, "role");
  if (!("groups" in holder)) return holderDocuments(account, holder, "group");
  const own = holderDocuments(account, holder, "user");
  if (holder.groups.length === 0) return own;
  const groups = holder.groups.flatMap((name) => account.groups.get(name.toLowerCase()) ?? []);
  return [...own, ...groups.flatMap((group) => holderDocuments(account, group, "group"))];
}

/** Default version of a managed policy, of the account's or of AWS's; undefined: there is none. */
export function documentOf(account: Account, arn: string): string | undefined {
  const policy = findPolicy(account, arn);
  return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document;
}

function holderDocuments(
  account: Account,
  { name, inline, attached }: User | Role | Group,
  kind: SourcedDocument["holder"]["kind"],
): readonly SourcedDocument[] {
  const holder = { kind, name };
  return [
    ...inline.map((policy) => ({ name: policy.name, holder, document: policy.document })),
    ...attached.flatMap((arn) => {
      const document = documentOf(account, arn);
      return document === undefined ? [] : { name: arn, holder, document };
    }),
  ];
}
