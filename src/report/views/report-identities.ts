import type { CredentialFact } from "./identity-view.ts";

/** One user, role or root, in a line. */
export interface IdentityRow {
  readonly type: "user" | "role" | "root";
  readonly name: string;
  readonly arn: string;
  /** Undefined: roles have none; `unknown`: the credential report does not say, or was not read. */
  readonly mfa?: "yes" | "no" | "unknown";
  /** Undefined: the credential report was not read, or has no row for it. */
  readonly credentials?: readonly CredentialFact[];
  /** When it last did anything, as far as the inputs tell. */
  readonly lastUse: LastUse;
  readonly administrator: "yes" | "no" | "unknown";
  /** Why, a clause. */
  readonly because: string;
  /** Ways to more permissions; undefined: nobody looked. */
  readonly ways?: number;
  /** Services that it may use, by what is known of their use; undefined: what is granted is not known. */
  readonly services?: { readonly used: number; readonly unused: number; readonly unknown: number };
}

/** `never`: whatever tells of use says that there was none. `from`: what tells of it. */
export type LastUse =
  | { readonly kind: "days"; readonly days: number; readonly from: string }
  | { readonly kind: "never"; readonly from: string }
  | { readonly kind: "unknown" };
