import { createHash, timingSafeEqual } from "node:crypto";
import { AwsError } from "../../aws-error.ts";
import type { Call } from "../../call.ts";
import type { Password, PasswordRules } from "../../world/nouns.ts";

/**
 * A salted SHA-256 and never the password itself. Sandbox passwords guard nothing, and a thousand sign-ins a second must not be
 * slow.
 */
export function hashPassword(password: string, salt: Uint8Array): string {
  const salted = Buffer.from(salt).toString("hex");
  return `${salted}:${createHash("sha256").update(salted).update(password).digest("hex")}`;
}

/** Whether a password is the one that was hashed. */
export function passwordMatches(hash: string, password: string): boolean {
  const [salt = ""] = hash.split(":");
  const given = Buffer.from(hashPassword(password, Buffer.from(salt, "hex")));
  const stored = Buffer.from(hash);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

/** A first password, or another one that keeps the hashes of those before it. */
export function newPassword(call: Call, password: string, resetRequired: boolean, before?: Password): Password {
  return {
    hash: hashPassword(password, call.world.ids.bytes(16)),
    createdAt: before?.createdAt ?? call.time,
    changedAt: call.time,
    resetRequired,
    ...(before?.lastUsedAt !== undefined && { lastUsedAt: before.lastUsedAt }),
    earlier: before === undefined ? [] : [before.hash, ...before.earlier].slice(0, maxReuse),
  };
}

/** No policy remembers more. */
const maxReuse = 24;

/**
 * Throws PasswordPolicyViolation. Without a policy of its own an account has the default one: eight characters of three kinds,
 * and not the name.
 *
 * Source: IAM User Guide, "Setting an account password policy for IAM users".
 */
export function requirePassword({ account }: Call, password: string, userName: string): void {
  const rules = account.passwordPolicy.get("policy");
  if (rules !== undefined) {
    requireRules(rules, password);
    return;
  }
  if (password.length < 8) throw violation("Password should have a minimum length of 8");
  const kinds = [/[A-Z]/, /[a-z]/, /\d/, symbol].filter((kind) => kind.test(password)).length;
  const isName = password.toLowerCase() === userName.toLowerCase() || password === account.alias.get("alias");
  if (kinds < 3 || isName) throw violation("Password does not conform to the account password policy.");
}

/** Throws PasswordPolicyViolation of a password that the user had before. */
export function requireNotReused({ account }: Call, password: string, before: Password | undefined): void {
  const reuse = account.passwordPolicy.get("policy")?.reuse ?? 0;
  if (before === undefined || reuse === 0) return;
  const remembered = [before.hash, ...before.earlier].slice(0, reuse);
  if (!remembered.some((hash) => passwordMatches(hash, password))) return;
  throw violation("Policy constraint violation with password reuse prevention during password change.");
}

/** What IAM counts as symbols: `! @ # $ % ^ & * ( ) _ + - = [ ] { } | '`. */
const symbol = /[!@#$%^&*()_+\-=[\]{}|']/;

function requireRules(rules: PasswordRules, password: string): void {
  if (password.length < rules.minimumLength) {
    throw violation(`Password should have a minimum length of ${rules.minimumLength}`);
  }
  if (rules.upper && !/[A-Z]/.test(password)) throw violation("Password should have at least one uppercase letter");
  if (rules.lower && !/[a-z]/.test(password)) throw violation("Password should have at least one lowercase letter");
  if (rules.numbers && !/\d/.test(password)) throw violation("Password should have at least one number");
  if (rules.symbols && !symbol.test(password)) throw violation("Password should have at least one symbol");
}

function violation(message: string): AwsError {
  return new AwsError("PasswordPolicyViolationException", message);
}
