import type { Input } from "../../call.ts";
import type { RootUser, User } from "../../world/nouns.ts";
import type { Account, World } from "../../world/world.ts";
import { formField } from "./page.ts";

/** Who wants to sign in. */
export type Subject = KnownSubject | UnknownSubject;

export type KnownSubject =
  | { readonly kind: "user"; readonly account: Account; readonly user: User }
  | { readonly kind: "root"; readonly account: Account; readonly root: RootUser };

/** The account has no such user. */
export interface UnknownSubject {
  readonly kind: "unknown";
  readonly account: Account;
}

/**
 * By account (id or alias) and user name; root by its email address, in `email` or as a user name without an account.
 * Undefined: there is no such account.
 */
export function subjectOf(world: World, input: Input): Subject | undefined {
  const [name, accountName] = [formField(input, "username"), formField(input, "account")];
  const email = formField(input, "email") ?? (accountName === undefined ? name : undefined);
  if (email !== undefined) return rootByEmail(world, email);
  const account = accountName === undefined ? undefined : accountNamed(world, accountName);
  if (account === undefined) return undefined;
  const user = account.users.get((name ?? "").toLowerCase());
  return user === undefined ? { kind: "unknown", account } : { kind: "user", account, user };
}

function rootByEmail(world: World, email: string): Subject | undefined {
  for (const account of world.accounts.values()) {
    const root = account.root.get("root");
    if (root?.email?.toLowerCase() === email.toLowerCase()) return { kind: "root", account, root };
  }
  return undefined;
}

function accountNamed(world: World, name: string): Account | undefined {
  if (/^\d{12}$/.test(name)) return world.accounts.get(name);
  for (const account of world.accounts.values()) if (account.alias.get("alias") === name) return account;
  return undefined;
}
