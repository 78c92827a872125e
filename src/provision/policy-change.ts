import type { Json } from "../model/index.ts";
import type { Holder } from "./holder.ts";

/** What is to change, and what it must be until then. */
export type PolicyChange = InlineChange | EditChange | CopyChange | DetachChange;

/** An inline policy of a user, role or group gets another document, or goes. */
export interface InlineChange {
  readonly kind: "inline";
  readonly holder: Holder;
  readonly name: string;
  /** Null: there is no such policy yet. */
  readonly before: Json;
  /** Null: the policy is deleted. */
  readonly after: Json | null;
}

/** A customer-managed policy gets another default version. */
export interface EditChange {
  readonly kind: "edit";
  /** ARN. */
  readonly policy: string;
  readonly before: Json;
  readonly after: Json;
}

/** A managed policy gives way, at one holder, to a new customer-managed policy with another document. */
export interface CopyChange {
  readonly kind: "copy";
  readonly holder: Holder;
  /** ARN of the policy that goes. */
  readonly policy: string;
  /** Name of the new one. */
  readonly copy: string;
  readonly before: Json;
  readonly after: Json;
}

/** A managed policy is detached from one holder. */
export interface DetachChange {
  readonly kind: "detach";
  readonly holder: Holder;
  /** ARN. */
  readonly policy: string;
  readonly before: Json;
}

/** ARN of a customer-managed policy with the path `/` in the account of a holder. */
export function policyArn(holder: Holder, name: string): string {
  const [, partition = "aws", , , account = ""] = holder.arn.split(":");
  return `arn:${partition}:iam::${account}:policy/${name}`;
}
