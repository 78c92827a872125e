import { rootArn } from "../../../model/index.ts";
import type { Call } from "../../call.ts";
import type { User } from "../../world/nouns.ts";
import { userNamed } from "./entities.ts";
import { validationError } from "./errors.ts";

/** Whose credentials an operation is about. */
export type Holder = { readonly kind: "user"; readonly user: User } | { readonly kind: "root" };

/**
 * The user that is named; without a name the caller, which may be the account's root. Throws NoSuchEntity, and ValidationError
 * when a caller that is no user names none.
 */
export function holderOf(call: Call, name: string | undefined): Holder {
  if (name !== undefined) return { kind: "user", user: userNamed(call, name) };
  const own = callerName(call);
  if (own === undefined) throw validationError("Must specify userName when calling with non-User credentials");
  return own.kind === "root" ? own : { kind: "user", user: userNamed(call, own.name) };
}

/** The user that is named or calls; throws as {@link holderOf}. */
export function userOrCaller(call: Call, name: string | undefined): User {
  const holder = holderOf(call, name);
  if (holder.kind === "user") return holder.user;
  throw validationError("Must specify userName when calling with non-User credentials");
}

/** Undefined: the caller is neither a user nor root. */
export function callerName({ caller }: Call): { kind: "user"; name: string } | { kind: "root" } | undefined {
  if (caller.kind === "user") return { kind: "user", name: caller.name };
  if (caller.kind === "root") return { kind: "root" };
  if (caller.kind !== "session" || caller.session.kind !== "session-token") return undefined;
  const { issuerArn } = caller.session;
  if (issuerArn === rootArn(caller.account)) return { kind: "root" };
  return { kind: "user", name: issuerArn.slice(issuerArn.lastIndexOf("/") + 1) };
}
