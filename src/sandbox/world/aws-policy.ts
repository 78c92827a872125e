/** What is known of a policy that AWS owns. */
export interface AwsPolicy {
  readonly name: string;
  /** Without the `/` at the beginning: `job-function/`. */
  readonly path?: string;
  /** Where it is known. */
  readonly id?: string;
  readonly createdAt: string;
  /** The default version's id. */
  readonly version: string;
  /** When that version was made; undefined: with the policy. */
  readonly updatedAt?: string;
  readonly description: string;
  /** Actions on all resources, a list of statements, or a document that is made when it is first asked for. */
  readonly allows: readonly string[] | { readonly statements: readonly object[] } | (() => string);
}

/** Names that are divided by spaces. */
export function words(text: string): readonly string[] {
  return text.split(" ");
}
