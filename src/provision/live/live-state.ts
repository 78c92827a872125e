import type { Holder } from "../holder.ts";

/** What the account holds of all that changes touch. By ARN; undefined for what is not there. */
export interface LiveState {
  readonly holders: ReadonlyMap<string, LiveHolder | undefined>;
  readonly policies: ReadonlyMap<string, LivePolicy | undefined>;
}

export interface LiveHolder {
  readonly holder: Holder;
  /** As IAM writes it: in another account the same name has another one. */
  readonly arn: string;
  readonly id: string;
  /** Documents by the names of inline policies, as stored. */
  readonly inline: ReadonlyMap<string, string>;
  readonly attached: readonly string[];
}

export interface LivePolicy {
  readonly arn: string;
  readonly description: string;
  readonly defaultVersion: string;
  /** Oldest first. Documents as stored; of policies that AWS owns only that of the default version. */
  readonly versions: readonly { readonly id: string; readonly document: string }[];
}

/** The document in force. */
export function defaultDocument({ versions, defaultVersion }: LivePolicy): string {
  return versions.find(({ id }) => id === defaultVersion)?.document ?? "";
}
