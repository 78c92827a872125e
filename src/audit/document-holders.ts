import { type Identities, isAwsManaged, type StoredDocument } from "../model/index.ts";

/** Whose documents they are: a customer managed policy, or who has inline policies and a trust policy. */
export interface DocumentHolder {
  readonly kind: "policy" | "user" | "group" | "role";
  readonly arn: string;
  readonly name: string;
  readonly documents: readonly HeldDocument[];
}

/** A policy document where it is stored, so that a mistake in it is told once and not of everybody who has it. */
export interface HeldDocument {
  /** `the policy`, `inline policy own`, `the trust policy`. */
  readonly label: string;
  readonly use: "identity" | "trust";
  readonly document: StoredDocument;
}

/** All that the account writes itself; what AWS manages is left out, as are service-linked roles. */
export function documentHolders(identities: Identities | undefined): readonly DocumentHolder[] {
  const { users = [], groups = [], roles = [], policies = [] } = identities ?? {};
  return [
    ...policies
      .filter(({ arn }) => !isAwsManaged(arn))
      .map(({ arn, name, document }) => holder("policy", { arn, name }, [identity("the policy", document)])),
    ...users.map((user) => holder("user", user, inlineOf(user))),
    ...groups.map((group) => holder("group", group, inlineOf(group))),
    ...roles
      .filter(({ path }) => !path.startsWith("/aws-service-role/"))
      .map((role) =>
        holder("role", role, [
          ...inlineOf(role),
          { label: "the trust policy", use: "trust" as const, document: role.trustPolicy },
        ]),
      ),
  ].filter(({ documents }) => documents.length > 0);
}

function holder(
  kind: DocumentHolder["kind"],
  { arn, name }: { readonly arn: string; readonly name: string },
  documents: readonly HeldDocument[],
): DocumentHolder {
  return { kind, arn, name, documents };
}

function inlineOf({
  inlinePolicies,
}: {
  readonly inlinePolicies: readonly { readonly name: string; readonly document: StoredDocument }[];
}): readonly HeldDocument[] {
  return inlinePolicies.map(({ name, document }) => identity(`inline policy ${name}`, document));
}

function identity(label: string, document: StoredDocument): HeldDocument {
  return { label, use: "identity", document };
}
